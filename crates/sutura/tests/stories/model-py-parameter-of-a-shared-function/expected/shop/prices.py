def gross(net: float, rate: float = 0.19) -> float:
    return net * (1 + rate)


def is_free(net: float) -> bool:
    return net == 0


def is_small(net: float) -> bool:
    return net < 50
