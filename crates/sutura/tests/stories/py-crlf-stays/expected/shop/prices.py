def average(prices: list[float]) -> float:
    total = sum(prices)
    return total / len(prices)
