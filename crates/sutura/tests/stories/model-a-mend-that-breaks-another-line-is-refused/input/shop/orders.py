def amount(net: float) -> float:
    return taxes_of_this_order(net)


def is_free(net: float) -> bool:
    return net == 0


def is_small(net: float) -> bool:
    return net < 50


def rounded(net: float) -> float:
    return round(net, 2)


def shown(net: float) -> str:
    return "EUR " + str(net)
