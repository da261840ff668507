import { formatPrice } from "./format";

export const shown = formatPrice(1);
