from shop.models import Line


def amount(line: Line) -> float:
    return line.unit_price * line.quantity
