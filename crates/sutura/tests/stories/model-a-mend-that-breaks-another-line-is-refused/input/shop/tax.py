def vat(net: float) -> float:
    return net * 0.19
