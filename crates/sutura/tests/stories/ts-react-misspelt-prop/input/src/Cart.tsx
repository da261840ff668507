import { Price } from "./Price";

export function Cart() {
  return <Price amount={12} curency="EUR" />;
}
