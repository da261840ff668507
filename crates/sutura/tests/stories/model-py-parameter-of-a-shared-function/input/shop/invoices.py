from shop.prices import gross


def invoice_total(net: float) -> str:
    return f"{gross(net)} EUR"
