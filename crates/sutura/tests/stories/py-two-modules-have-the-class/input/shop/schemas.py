class Order:
    total = 0.0
