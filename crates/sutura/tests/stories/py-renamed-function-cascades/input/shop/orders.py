from shop.prices import total_price


def amount(prices: list[float]) -> float:
    return total_price(prices)
