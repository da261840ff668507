def shelf(number: int) -> str:
    return "shelf " + str(number % 10)
