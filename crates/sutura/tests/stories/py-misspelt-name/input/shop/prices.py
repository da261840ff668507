def average(prices: list[float]) -> float:
    total = sum(prices)
    return totl / len(prices)
