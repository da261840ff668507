import csv
import sys


def rows(path: str) -> list[list[str]]:
    with open(path) as file:
        return list(csv.reader(file))


if __name__ == "__main__":
    print(rows(sys.argv[1]))
