#!/usr/bin/env python3
"""Times `sutura report --since 14d` over 10,000 runs of 100 events, beside the naive way: parse every line and count.

    bench/ledger.py [--runs 10000] [--events 100] [--repeat 5] [--sutura target/release/sutura]

The runs are written to a temporary folder in the format of docs/ledger.md; every file has been read once before the first timing.
"""

import argparse
import collections
import json
import statistics
import subprocess
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

CODES = [("ruff", "F821", "undefined_name"), ("pyright", "reportCallIssue", "type_mismatch"), ("tsc", "TS2307", "missing_import")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--sutura", type=Path, default=Path(__file__).parent.parent / "target/release/sutura")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sutura-bench-") as folder:
        root = Path(folder)
        total = write_runs(root, arguments.runs, arguments.events)
        expected = naive(root)
        program = [arguments.sutura.resolve(), "report", "--since", "14d", "--format", "json", "--project", root]
        samples = {"naive": [], "sutura": []}
        for _ in range(arguments.repeat):
            samples["naive"].append(timed(lambda: naive(root)))
            samples["sutura"].append(timed(lambda: subprocess.run(program, check=True, stdout=subprocess.DEVNULL)))
        report = json.loads(subprocess.run(program, check=True, capture_output=True).stdout)
        counted = sum(entry["errors"] for entry in report["by_code"])
        assert counted == sum(expected.values()), (counted, expected)
    print(f"{arguments.runs} runs, {arguments.runs * arguments.events} events, {total / 1e6:.0f} MB; medians of {arguments.repeat}\n")
    print("| way | wall, s | min to max |\n| --- | ---: | ---: |")
    for name, walls in samples.items():
        print(f"| {name} | {statistics.median(walls):.2f} | {min(walls):.2f} to {max(walls):.2f} |")


def write_runs(root, runs, events):
    now = datetime.now(timezone.utc)
    total = 0
    for run in range(runs):
        began = now - timedelta(days=13) * (run / runs)
        name = began.strftime("%Y%m%dT%H%M%S.") + f"{began.microsecond // 1000:03}Z-{run:06x}"
        folder = root / ".sutura/runs" / name
        folder.mkdir(parents=True)
        at = began.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        lines = [{"event": "run_started", "command": "check", "version": "0.1.0"}, {"event": "step_started", "step": "check"}]
        for index in range(events - 4):
            tool, code, category = CODES[index % len(CODES)]
            lines.append({"event": "diagnostic", "step": "check", "file": f"src/module{index % 17}.ts", "line": index + 1, "column": 5, "code": code,
                          "category": category, "message": "Name is not defined in this scope", "tool": tool, "severity": "error", "fingerprint": f"{index:016x}"})
        lines += [{"event": "step_finished", "step": "check", "milliseconds": 900}, {"event": "run_finished", "exit": 1, "milliseconds": 950}]
        text = "".join(json.dumps({"v": 1, "seq": seq, "at": at, **line}) + "\n" for seq, line in enumerate(lines, 1))
        total += len(text)
        (folder / "events.jsonl").write_text(text)
    return total


def naive(root):
    codes = collections.Counter()
    for path in (root / ".sutura/runs").glob("*/events.jsonl"):
        for line in path.open():
            event = json.loads(line)
            if event["event"] == "diagnostic":
                codes[event["code"]] += 1
    return codes


def timed(work):
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    main()
