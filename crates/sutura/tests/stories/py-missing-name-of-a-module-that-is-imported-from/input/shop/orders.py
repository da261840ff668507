from shop.models import Customer


def describe(order: Order, customer: Customer) -> str:
    return f"{order.number} for {customer.name}"
