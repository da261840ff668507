def is_eu(country: str) -> bool:
    return country in ("DE", "FR")


def rate(country: str) -> float:
    if country == "DE":
        return 0.19
    return 0.2
