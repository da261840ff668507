class Order:
    number = 0
