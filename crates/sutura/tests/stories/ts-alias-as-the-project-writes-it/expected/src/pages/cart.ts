import { formatPrice } from "@/lib/format";

export const label = (price: number): string => formatPrice(price);
