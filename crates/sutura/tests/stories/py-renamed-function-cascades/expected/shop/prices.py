def total_price(prices: list[float]) -> float:
    return sum(prices)
