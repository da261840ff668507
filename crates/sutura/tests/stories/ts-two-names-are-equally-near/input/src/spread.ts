export const spread = (priceA: number, priceB: number): number => priceA - priceB + priceC;
