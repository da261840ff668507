import re
from collections import Counter
from typing import Iterable, Optional

LINE = re.compile(r'(?P<ip>\S+) \S+ \S+ \[(?P<when>[^\]]+)\] "(?P<method>\w+) (?P<path>\S+)[^"]*" (?P<status>\d{3})')


def parse_line(line: str) -> Optional[dict[str, str]]:
    match = LINE.match(line)
    if match is None:
        return None
    return match.groupdict()


def status_counts(lines: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in lines:
        entry = parse_line(line)
        if entry:
            counts[entry["status"]] += 1
    return counts


def top_paths(lines: Iterable[str], limit: int = 10) -> list[tuple[str, int]]:
    paths = (entry["path"] for entry in map(parse_line, lines) if entry)
    return Counter(paths).most_common(limit)


if __name__ == "__main__":
    with open("access.log", encoding="utf-8") as log:
        content = log.readlines()
    print(status_counts(content))
    print(top_paths(content, 5))
