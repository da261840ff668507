from shop.models import Line


def dearest(lines: list[Line]) -> float:
    return max(line.unit_price for line in lines)


def is_free(line: Line) -> bool:
    return line.unit_price == 0
