def net(gross: int) -> int:
    return gross * 100 // 119


def vat(gross: int) -> int:
    return (gross -