def total_prices(prices: list[float]) -> float:
    return sum(prices)
