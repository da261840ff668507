from shop.db import connect
from shop.models import Order


def load(number: int) -> Order:
    connect()
    return Order(number)
