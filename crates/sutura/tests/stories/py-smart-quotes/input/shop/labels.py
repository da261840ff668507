def label(number: int) -> str:
    return “Order ” + str(number)


def quote(text: str) -> str:
    return "“" + text + "”"
