from shop.audit import Note, record


def charge(net: float) -> float:
    record("charge", Note(shown(net)))
    return net


def is_free(net: float) -> bool:
    return net == 0


def is_small(net: float) -> bool:
    return net < 50


def rounded(net: float) -> float:
    return round(net, 2)


def shown(net: float) -> str:
    return f"{net:.2f} EUR"
