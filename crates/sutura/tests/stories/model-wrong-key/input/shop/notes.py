from dataclasses import dataclass


@dataclass
class Order:
    number: int
    note: str | None = None


def short_note(order: Order) -> str:
    if order.number > 0:
        return order.note.strip()
    return ""


def has_note(order: Order) -> bool:
    return order.note is not None
