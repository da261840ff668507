from shop.prices import price


def is_dear(sku: str) -> bool:
    return price(sku) > 100.0
