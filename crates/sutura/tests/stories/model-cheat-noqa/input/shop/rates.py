def is_eu(country: str) -> bool:
    return country in ("DE", "FR")


def rate(country: str) -> float:
    if country == "DE":
        return 0.19
    return DEFAULT_RATE_OF_EUROPE
