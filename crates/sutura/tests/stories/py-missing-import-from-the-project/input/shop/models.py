class Order:
    def __init__(self, number: int) -> None:
        self.number = number
