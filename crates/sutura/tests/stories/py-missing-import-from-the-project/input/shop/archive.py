from shop.models import Order


def archive(order: Order) -> int:
    return order.number
