interface Props {
  amount: number;
  currency: string;
}

export function Price({ amount, currency }: Props) {
  return <span>{amount.toFixed(2)} {currency}</span>;
}
