class Customer:
    name = ""


class Order:
    number = 0
