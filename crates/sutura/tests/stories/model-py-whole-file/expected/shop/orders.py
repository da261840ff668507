class Order:
    def __init__(self, number: int, note: str | None = None) -> None:
        self.number = number
        self.note = note


def parse(text: str) -> Order:
    number, _, note = text.partition(" ")
    return Order(int(number), note or None)


def shout(order: Order) -> str:
    return f"{order.number}!"
