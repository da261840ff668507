def price(sku: str) -> str:
    return len(sku) * 1.5


def is_known(sku: str) -> bool:
    return sku.startswith("A")


def group(sku: str) -> str:
    return sku[:3]
