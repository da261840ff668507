//! Faults for Python.

mod annotations;
mod calls;
mod functions;
mod imports;
mod leftovers;
mod names;
pub(super) mod nodes;
mod syntax;

use super::{Operator, Source};

/// All operators, in the order in which seeds go through them.
pub(super) fn operators() -> Vec<Operator> {
    let operator = |(name, find)| Operator { name, find };
    [
        imports::OPERATORS,
        names::OPERATORS,
        calls::OPERATORS,
        functions::OPERATORS,
        annotations::OPERATORS,
        syntax::OPERATORS,
        leftovers::OPERATORS,
    ]
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

    const SERVICE: &str = r#""""Orders."""

import json
from datetime import UTC, datetime
from fastapi import Depends

from .models import Order, Product
from ..core.helpers import slug_of


class OrderService:
    prefix: str = "order"
    note: str | None = None

    def __init__(self, session, limit: int = 10) -> None:
        self.session = session
        self.limit = limit

    async def total(self, order: Order, factor: int) -> int:
        if factor > self.limit:
            return 0
        price = await self.price_of(order, factor=factor)
        return price * factor

    async def price_of(self, order: Order, factor: int = 1) -> int:
        names = [slug_of(product.name) for product in order.products]
        return len(json.dumps(names)) + factor


def make_order(product: Product) -> Order:
    return Order(name="an order", created=datetime.now(UTC), products=[product])


def first(orders: list[Order]) -> Order | None:
    for order in orders:
        return order
    return None
"#;

    fn project() -> Sources {
        [
            ("app/orders/service.py", SERVICE),
            ("app/orders/__init__.py", ""),
            ("app/core/helpers.py", "def slug_of(name):\n    return name\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
    }

    #[test]
    fn every_operator_finds_a_place_in_a_common_file_and_has_a_name_of_its_own() {
        testing::every_operator_finds_a_place(Language::Python, &project());
    }

    #[test]
    fn the_same_seed_gives_the_same_fault_and_its_line_is_where_the_texts_part() {
        testing::the_same_seed_gives_the_same_fault(Language::Python, &project());
    }
}
