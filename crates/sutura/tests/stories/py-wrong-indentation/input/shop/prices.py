def average(prices: list[float]) -> float:
    count = len(prices)
   total = sum(prices)
    return total / count
