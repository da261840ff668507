import csv


def export(path: str, orders: list[dict[str, int]]) -> str:
    with open(path, "w") as file:
        csv.writer(file).writerow(orders[0])
    return json.dumps(orders)
