def total(prices: list[float]) -> float:
    return sum(prices)


def first(prices: list[float]) -> float:
    return prices[0]
