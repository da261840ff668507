from shop.prices import total_price


def is_free(prices: list[float]) -> bool:
    return total_price(prices) == 0
