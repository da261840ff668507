from shop.prices import total


def amount(prices: list[float]) -> float:
    return total(prices)
