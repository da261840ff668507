def label(number: int) -> str:
    """What is printed on a parcel."""
    return number


def shelf(number: int) -> str:
    return "shelf " + str(number % 10)


def room(number: int) -> str:
    return "room " + str(number // 100)


def is_express(number: int) -> bool:
    return number > 9000
