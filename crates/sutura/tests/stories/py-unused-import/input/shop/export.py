import json
import os


def export(orders: list[int]) -> str:
    return json.dumps(orders)
