import json
from pathlib import Path


def export(orders: list[dict[str, int]]) -> None:
    Path("orders.json").write_text(json.dumps(orders))
