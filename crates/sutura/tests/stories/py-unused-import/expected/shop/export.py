import json


def export(orders: list[int]) -> str:
    return json.dumps(orders)
