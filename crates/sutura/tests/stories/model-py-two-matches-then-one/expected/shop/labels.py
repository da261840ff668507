def label(number: int) -> str:
    return str(number)


def double(number: int) -> int:
    number = number * 2
    return number


def shelf(number: int) -> str:
    return "shelf " + str(number % 10)
