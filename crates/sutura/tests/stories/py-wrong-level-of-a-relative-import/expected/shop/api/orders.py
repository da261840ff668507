from ..models import Order


def read() -> Order:
    return Order()
