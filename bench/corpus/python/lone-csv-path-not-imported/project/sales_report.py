"""Summarise the monthly sales exports into one table."""
import csv
import sys
from collections import defaultdict
from pathlib import Path


def read_rows(folder: Path):
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as handle:
            yield from csv.DictReader(handle)


def totals(folder: Path) -> dict[str, float]:
    result: dict[str, float] = defaultdict(float)
    for row in read_rows(folder):
        result[row["region"]] += float(row["amount"])
    return dict(result)


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: sales_report.py FOLDER", file=sys.stderr)
        return 2
    for region, amount in sorted(totals(Path(sys.argv[1])).items()):
        print(f"{region:<12} {amount:>12,.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
