from shop.db import connect


def load(number: int) -> Order:
    connect()
    return Order(number)
