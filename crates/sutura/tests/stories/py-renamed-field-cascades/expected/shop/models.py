from dataclasses import dataclass


@dataclass
class Line:
    unit_price: float
    quantity: int
