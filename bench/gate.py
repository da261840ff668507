#!/usr/bin/env python3
"""Times the gate of `sutura session` beside what it replaces: the candidate is written to the disk and the checkers run.

    bench/gate.py [--cold 3] [--sutura target/release/sutura] PROJECT

PROJECT is not changed. For every source file the session is asked about two candidates: one with a fault more (a name that nothing defines, inside a
new function, which every other file exports), and one with the fault's place mended. Between them, spread over the whole run, the naive way is timed: the file is written and ruff and
pyright, or the project's own tsc, run over the project, as in check.py. Where SUTURA_CACHE is set, its tools and dependencies are used.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from check import Bench, measure

FAULTS = {
    ".py": ("\n\ndef sutura_bench() -> int:\n    return sutura_undefined\n", "\n\ndef sutura_bench() -> int:\n    return 1\n"),
    ".ts": (
        "\nexport function suturaBench(): number {\n  return suturaUndefined;\n}\n",
        "\nexport function suturaBench(): number {\n  return 1;\n}\n",
    ),
}


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="sutura-bench-") as scratch:
        bench = Bench(arguments, Path(scratch))
        lend_cache(bench)
        bench.prepare()
        session = Session(bench)
        for language, projects, endings in (("Python", bench.python, (".py",)), ("TypeScript", bench.typescript, (".ts", ".tsx"))):
            commands = [(command, folder) for command, folder in bench.commands() if ("npx" in command) == (language == "TypeScript")]
            files = sources(bench.project, projects, endings)
            warm, cold = [], []
            pause = max(1, len(files) // arguments.cold)
            for index, file in enumerate(files):
                warm += session.judge(file, index % 2 == 0)
                if index % pause == pause // 2:
                    cold.append(written(bench, commands, file))
            show(language, len(files), warm, cold)
        print(f"\nIn no program, and left out: {', '.join(session.unseen) or 'none'}")
        print(f"Memory of all sessions: {session.resident() / 2**20:.0f} MiB")
        session.close()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--cold", type=int, default=3)
    parser.add_argument("--sutura", type=Path, default=Path(__file__).parent.parent / "target/release/sutura")
    return parser.parse_args()


def lend_cache(bench):
    if lent := os.environ.get("SUTURA_CACHE"):
        bench.cache.mkdir()
        for name in ("tools", "deps"):
            (bench.cache / name).symlink_to(Path(lent) / name)


def sources(project, roots, endings):
    found = {path for root in roots for path in (project / root).rglob("*") if path.suffix in endings and path.is_file()}
    own = [path.relative_to(project) for path in found if "node_modules" not in path.parts and ".sutura" not in path.parts]
    return sorted(str(path) for path in own if not str(path).endswith(".d.ts"))


def edits(text, file, is_seen):
    additions = FAULTS[".py" if file.endswith(".py") else ".ts"]
    return [text + (addition if is_seen else addition.replace("export ", "")) for addition in additions]


class Session:
    def __init__(self, bench):
        self.project = bench.project
        self.process = subprocess.Popen(
            [bench.program, "session", bench.project], env=bench.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        greeting = json.loads(self.process.stdout.readline())["session"]
        assert greeting["verdict"]["failed"] == [], greeting["verdict"]["failed"]
        self.unseen = []
        print(f"The session was ready after {greeting['milliseconds']} ms", file=sys.stderr)

    def ask(self, request):
        began = time.monotonic()
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer, time.monotonic() - began

    def judge(self, file, is_seen):
        """Seconds for a candidate with a fault and for one without it."""
        text = (self.project / file).read_text()
        seconds = []
        for candidate, faulty in zip(edits(text, file, is_seen), (True, False)):
            answer, took = self.ask({"id": file, "check": {"edits": {file: candidate}}})
            verdict = answer["verdict"]
            told = any("ndefined" in error["message"] for error in verdict["new"])
            if faulty and not told:
                # No program takes this file in, so that there is nothing to judge.
                self.unseen.append(file)
                return []
            assert verdict["failed"] == [] and told == faulty, (file, verdict)
            seconds.append(took)
        return seconds

    def resident(self):
        """Bytes of memory of all that the session has started, supervisors too."""
        total, pending = 0, [self.process.pid]
        while pending:
            pid = pending.pop()
            children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
            total += sum(int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children) * os.sysconf("SC_PAGE_SIZE")
            pending += children
        return total

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def written(bench, commands, file):
    path = bench.naive_project / file
    text = path.read_text()
    began = time.monotonic()
    path.write_text(edits(text, file, True)[0])
    measure(commands, bench.environment)
    took = time.monotonic() - began
    path.write_text(text)
    return took


def show(language, files, warm, cold):
    warm.sort()
    middle, high = statistics.median(warm), warm[min(len(warm) - 1, int(len(warm) * 0.95))]
    naive = statistics.median(cold)
    print(f"\n{language}: {files} files, {len(warm)} candidates; the naive way {naive:.2f} s (median of {len(cold)})\n")
    print("| gate | ms | of the naive way |")
    print("| --- | ---: | ---: |")
    for name, value in (("median", middle), ("p95", high), ("longest", warm[-1])):
        print(f"| {name} | {1000 * value:.1f} | 1/{naive / value:.0f} |")


if __name__ == "__main__":
    main()
