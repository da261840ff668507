import { formatPrice } from "@/lib/format";

export const shown = formatPrice(1);
