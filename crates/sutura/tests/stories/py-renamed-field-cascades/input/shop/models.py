from dataclasses import dataclass


@dataclass
class Line:
    unit_prise: float
    quantity: int
