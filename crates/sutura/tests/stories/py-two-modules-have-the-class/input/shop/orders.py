def describe(order: Order) -> str:
    return str(order)
