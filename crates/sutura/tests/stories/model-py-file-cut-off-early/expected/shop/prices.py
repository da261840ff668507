def net(gross: int) -> int:
    return gross * 100 // 119


def vat(gross: int) -> int:
    return gross - net(gross)


def total(prices: list[int]) -> int:
    return sum(prices)


def cheapest(prices: list[int]) -> int:
    return min(prices)


def dearest(prices: list[int]) -> int:
    return max(prices)


def mean(prices: list[int]) -> int:
    return total(prices) // len(prices)


def rounded(price: int) -> int:
    return price // 100 * 100


def label(price: int) -> str:
    return f"{price // 100}.{price % 100:02}"
