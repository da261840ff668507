from shop.ledger import Ledger as Journal


def amount(book: Journal) -> float:
    return book.total() + book.open_total()


def is_free(net: float) -> bool:
    return net == 0


def is_small(net: float) -> bool:
    return net < 50


def rounded(net: float) -> float:
    return round(net, 2)
