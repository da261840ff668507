from shop.prices import total_prices


def is_free(prices: list[float]) -> bool:
    return total_prices(prices) == 0
