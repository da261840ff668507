def label(number: int) -> str:
    print("label for", number)
    return number


def shelf(number: int) -> str:
    return "shelf " + str(number % 10)
