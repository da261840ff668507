from shop.prices import gross


def order_total(nets: list[float]) -> float:
    return sum(gross(net) for net in nets)
