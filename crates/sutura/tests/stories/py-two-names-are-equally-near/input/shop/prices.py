def spread(price_a: float, price_b: float) -> float:
    return price_a - price_b + price_c
