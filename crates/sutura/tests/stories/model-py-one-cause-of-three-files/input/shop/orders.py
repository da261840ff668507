from shop.prices import price


def amount(sku: str, quantity: float) -> float:
    return price(sku) * quantity
