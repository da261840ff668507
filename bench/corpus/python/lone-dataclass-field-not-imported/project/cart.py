from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Line:
    sku: str
    price: Decimal
    quantity: int = 1

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass
class Cart:
    customer: str
    lines: list[Line] = field(default_factory=list)
    coupon: str | None = None

    def add(self, sku: str, price: Decimal, quantity: int = 1) -> None:
        self.lines.append(Line(sku, price, quantity))

    def total(self) -> Decimal:
        total = sum((line.total for line in self.lines), Decimal(0))
        if self.coupon == "TENOFF":
            total *= Decimal("0.9")
        return total.quantize(Decimal("0.01"))


if __name__ == "__main__":
    cart = Cart("ann")
    cart.add("A1", Decimal("9.99"), 3)
    print(cart.total())
