import { formatPrice } from "./format";
import { shown } from "./order";

export const label = (price: number): string => shown + formatPrice(price);
