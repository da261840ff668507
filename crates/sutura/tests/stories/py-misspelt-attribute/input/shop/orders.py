class Line:
    def __init__(self, quantity: int, price: float) -> None:
        self.quantity = quantity
        self.price = price


def amount(line: Line) -> float:
    return line.quantty * line.price
