#!/usr/bin/env python3
"""Times `sutura check` beside the naive way: ruff, then pyright, then `npx tsc`, one after the other.

    bench/check.py [--runs 5] [--sutura target/release/sutura] PROJECT

PROJECT is not changed: both ways get copies. The naive copy has its dependencies installed beforehand, as a
developer's working copy has; Sutura's cache has tools and dependencies, but no verdict. Both run the same versions of the same
tools on the same files, in turn (naive, cold, fast, unchanged, one file changed), so that a drift of the machine meets all of them.
Needs python3, node with npm, and the registries of PyPI and npm for the preparation.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLOCK = os.sysconf("SC_CLK_TCK")


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="sutura-bench-") as scratch:
        bench = Bench(arguments, Path(scratch))
        bench.prepare()
        samples = {name: [] for name in ("naive", "cold", "fast", "unchanged", "changed")}
        for run in range(arguments.runs):
            samples["naive"].append(bench.naive())
            samples["cold"].append(bench.sutura(forget=True))
            samples["fast"].append(bench.sutura("--fast", forget=True))
            bench.sutura()
            samples["unchanged"].append(bench.sutura())
            samples["changed"].append(bench.change_frontend(run))
            print(f"  run {run + 1} of {arguments.runs} done", file=sys.stderr)
        show(arguments, samples)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sutura", type=Path, default=Path(__file__).parent.parent / "target/release/sutura")
    return parser.parse_args()


class Bench:
    def __init__(self, arguments, scratch):
        self.arguments = arguments
        self.program = arguments.sutura.resolve()
        self.project = scratch / "project"
        self.naive_project = scratch / "naive"
        self.cache = scratch / "cache"
        self.environment = {**os.environ, "SUTURA_CACHE": str(self.cache), "NO_COLOR": "1"}
        ignore = shutil.ignore_patterns(".git", ".sutura", "node_modules", ".venv")
        for copy in (self.project, self.naive_project):
            shutil.copytree(arguments.project, copy, ignore=ignore, symlinks=True)

    def prepare(self):
        """Lets Sutura provide everything once, and gives the naive copy the very same packages."""
        for options in ((), ("--fast",)):
            subprocess.run([self.program, "check", self.project, *options, "--format", "json"], env=self.environment, stdout=subprocess.DEVNULL)
        first = sorted(self.project.glob(".sutura/runs/*/events.jsonl"))[0]
        events = [json.loads(line) for line in first.open()]
        ran = [(event["name"], event["project"]) for event in events if event["event"] == "checker_finished" and event["status"] == "ran"]
        self.python = [project for name, project in ran if name == "pyright"]
        self.typescript = [project for name, project in ran if name == "tsc"]
        tools = self.cache / "tools"
        self.ruff = next(tools.glob("ruff-*/bin/ruff"))
        self.pyright = next(tools.glob("pyright-*/node_modules/pyright/index.js"))
        for event in events:
            if event["event"] == "dependencies_resolved" and event["source"] != "nothing":
                home = self.cache / "deps" / f"{event['ecosystem']}-{event['hash']}"
                self.install(event, home)
        report = json.loads(self.sutura()["stdout"])
        expected = sum(1 for d in report["diagnostics"] if d["tool"] in ("ruff", "pyright", "tsc"))
        found = self.count_naive()
        print(f"Projects: {', '.join(self.python + self.typescript)}; {expected} errors by Sutura, {found} by hand", file=sys.stderr)
        assert expected == found, "the two ways do not do the same work"

    def install(self, event, home):
        if event["ecosystem"] == "python":
            packages = self.naive_project / event["project"] / ".venv/lib/python3.12/site-packages"
            packages.parent.mkdir(parents=True)
            shutil.copytree(home / "site-packages", packages, symlinks=True)
            return
        own = self.naive_project / event["project"]
        named = json.loads((home / "package.json").read_text()).get("workspaces")
        base = self.naive_project if named else own
        for folder in [home, *(path for path in home.iterdir() if path.is_dir() and path.name != "node_modules")]:
            for modules in [folder / "node_modules"] if (folder / "node_modules").is_dir() else folder.glob("*/node_modules"):
                target = base / modules.relative_to(home)
                if not target.exists():
                    shutil.copytree(modules, target, symlinks=True)
                    link = target / ".bin/tsc"
                    if (target / "typescript").exists() and not link.exists():
                        link.parent.mkdir(exist_ok=True)
                        link.symlink_to("../typescript/bin/tsc")
                        (target / "typescript/bin/tsc").chmod(0o755)

    def commands(self):
        commands = []
        for project in self.python:
            folder = self.naive_project / project
            version = next(iter(self.versions(project)), None)
            ruff = [self.ruff, "check", "--isolated", "--no-cache", "--select", "F,E9", "--output-format", "json"]
            inner = [other for other in self.python if other != project and Path(project) in [Path(other), *Path(other).parents]]
            for other in inner:
                ruff += ["--extend-exclude", str(Path(other).relative_to(project))]
            commands.append((ruff + (["--target-version", "py" + version.replace(".", "")] if version else []) + ["."], folder))
            settings = {"venvPath": str(folder), "venv": ".venv", "exclude": ["**/node_modules", "**/__pycache__", "**/.*", *inner]}
            settings |= {"pythonVersion": version} if version else {}
            (folder / "pyrightconfig.json").write_text(json.dumps(settings))
            commands.append((["node", self.pyright, "-p", "pyrightconfig.json", "--outputjson"], folder))
        for project in self.typescript:
            folder = self.naive_project / project
            text = (folder / "tsconfig.json").read_text()
            references = re.findall(r'"path"\s*:\s*"(\./[^"]+\.json)"', text)
            own = [] if re.search(r'"files"\s*:\s*\[\s*\]', text) else ["tsconfig.json"]
            commands += [(["npx", "tsc", "--noEmit", "-p", config], folder) for config in own + references]
        return commands

    def versions(self, project):
        for folder in [Path(project), *Path(project).parents]:
            pinned = self.naive_project / folder / ".python-version"
            manifest = self.naive_project / folder / "pyproject.toml"
            if pinned.exists():
                yield pinned.read_text().strip()
            if manifest.exists() and (found := re.search(r'requires-python\s*=\s*">=(3\.\d+)', manifest.read_text())):
                yield found[1]

    def count_naive(self):
        found = 0
        for command, folder in self.commands():
            done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, env=self.environment)
            assert b"npm error" not in done.stderr, done.stderr.decode()
            out = done.stdout
            if command[0] == self.ruff:
                found += len(json.loads(out))
            elif command[0] == "node":
                found += json.loads(out)["summary"]["errorCount"]
            else:
                found += len(set(re.findall(rb"^\S.*\): error TS.*$|^error TS.*$", out, re.MULTILINE)))
        return found

    def naive(self):
        return measure(self.commands(), self.environment)

    def sutura(self, *options, forget=False):
        if forget:
            shutil.rmtree(self.cache / "results", ignore_errors=True)
        return measure([([self.program, "check", self.project, *options, "--format", "json"], self.project)], self.environment)

    def change_frontend(self, run):
        sources = [path for project in self.typescript for path in sorted((self.project / project / "src").rglob("*.ts*"))]
        source = sources[0]
        source.write_text(source.read_text() + f"\nexport const sutura_bench_{run} = {run};\n")
        sample = self.sutura()
        report = json.loads(sample["stdout"])
        python = [checker for checker in report["checkers"] if checker["name"] in ("ruff", "pyright", "ty")]
        assert all(checker["status"] == "cached" for checker in python), python
        return sample


def measure(commands, environment):
    """Wall seconds, and processor seconds of the programs themselves and of their children."""
    began = time.monotonic()
    own = children = 0
    stdout = b""
    for command, folder in commands:
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen([str(part) for part in command], cwd=folder, env=environment, stdout=out, stderr=subprocess.DEVNULL)
            # The dead process keeps its accounts until it is waited for.
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            own += (int(fields[11]) + int(fields[12])) / CLOCK
            children += (int(fields[13]) + int(fields[14])) / CLOCK
            process.wait()
            assert process.returncode in (0, 1, 2), (command, process.returncode)
            out.seek(0)
            stdout = out.read()
    return {"wall": time.monotonic() - began, "own": own, "children": children, "stdout": stdout}


def show(arguments, samples):
    naive = statistics.median(sample["wall"] for sample in samples["naive"])
    print(f"\n{arguments.project.name}: medians of {arguments.runs} runs on {os.cpu_count()} cores\n")
    print("| way | wall, s | min to max | of naive | own CPU, s | tools' CPU, s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, label in LABELS.items():
        wall = [sample["wall"] for sample in samples[name]]
        own = statistics.median(sample["own"] for sample in samples[name])
        children = statistics.median(sample["children"] for sample in samples[name])
        if name == "naive":
            own, children = 0, own + children
        median = statistics.median(wall)
        print(f"| {label} | {median:.3f} | {min(wall):.3f} to {max(wall):.3f} | {median / naive:.3f} | {own:.2f} | {children:.2f} |")


LABELS = {
    "naive": "naive: ruff, pyright, npx tsc",
    "cold": "`sutura check`, no verdict known",
    "fast": "`sutura check --fast`, no verdict known",
    "unchanged": "`sutura check`, nothing changed",
    "changed": "`sutura check`, one frontend file changed",
}

if __name__ == "__main__":
    main()
