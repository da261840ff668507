from shop.prices import total_prices


def amount(prices: list[float]) -> float:
    return total_prices(prices)
