//! Faults for TypeScript and JSX.

mod calls;
mod imports;
mod leftovers;
mod names;
mod nodes;
mod syntax;

use super::{Operator, Source};

/// All operators, in the order in which seeds go through them.
pub(super) fn operators() -> Vec<Operator> {
    let operator = |(name, find)| Operator { name, find };
    [imports::OPERATORS, names::OPERATORS, calls::OPERATORS, syntax::OPERATORS, leftovers::OPERATORS]
        .concat()
        .into_iter()
        .map(operator)
        .collect()
}

/// A name and what finds its places.
type Entry = (&'static str, fn(&Source<'_>) -> Vec<super::Change>);

#[cfg(test)]
mod tests {
    use super::super::{Language, Sources, testing};

    const PAGE: &str = r#"import { Button, Table } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { Order } from "../types/order";
import { formatPrice } from "@/lib/format";

export interface PageProps {
  title: string;
  created_at: number;
}

const columns = ["name", "price"];

export async function loadOrders(limit: number): Promise<Order[]> {
  const response = await fetch("/api/orders");
  const { data } = await response.json();
  return data.slice(0, limit);
}

export function OrdersPage({ title, created_at }: PageProps) {
  const [orders, setOrders] = useState<Order[]>([]);
  const reload = async () => {
    const loaded = await loadOrders(20);
    setOrders(loaded);
  };
  const options = { pageSize: 20, position: "bottomRight" };
  return (
    <section>
      <h1>{title}</h1>
      <Button type="primary" onClick={reload}>
        {dayjs(created_at).format("YYYY")} {formatPrice(orders.length)}
      </Button>
      <Table dataSource={orders} columns={columns} pagination={options} />
    </section>
  );
}
"#;

    fn project() -> Sources {
        [
            ("src/pages/Orders.tsx", PAGE),
            ("src/App.tsx", "import { OrdersPage, PageProps } from \"./pages/Orders\";\nimport { Card } from \"antd-mobile\";\nconst props: PageProps = { title: \"x\", created_at: 1 };\nprops.title;\nprops.created_at;\nexport default () => <OrdersPage {...props} />;\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
    }

    #[test]
    fn every_operator_finds_a_place_in_a_common_file_and_has_a_name_of_its_own() {
        testing::every_operator_finds_a_place(Language::TypeScript, &project());
    }

    #[test]
    fn the_same_seed_gives_the_same_fault_and_its_line_is_where_the_texts_part() {
        testing::the_same_seed_gives_the_same_fault(Language::TypeScript, &project());
    }
}
