from shop.prices import totl


def amount(prices: list[float]) -> float:
    return total(prices)
