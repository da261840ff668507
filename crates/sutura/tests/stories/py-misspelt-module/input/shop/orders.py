from shop.pricse import total


def amount(prices: list[float]) -> float:
    return total(prices)
