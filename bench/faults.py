#!/usr/bin/env python3
"""Share of injected faults that a repair without a model mends.

    bench/faults.py PROJECT [--language python] [--seeds 0:88] [--sutura target/release/sutura] [--inject target/release/inject]

The project is repaired first; then each seed puts one fault into a copy of it and has it repaired there. Counted are faults that a check sees:
  clean    nothing is left that the project did not have before
  equal    clean, and the file is the original but for the order of its imports and white space
  wrong    clean, and something else than the original: the repair that looks right and is not
  partly   something went, something is left
  left     nothing was proposed, or nothing held
The last line of the output is JSON.
"""

import argparse, collections, json, pathlib, shutil, subprocess, sys, tempfile

from common import check, errors, is_same, repair, shown


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("project", type=pathlib.Path)
    arguments.add_argument("--language", default="python")
    arguments.add_argument("--seeds", default="0:88", help="first:last, exclusive")
    arguments.add_argument("--sutura", default="target/release/sutura")
    arguments.add_argument("--inject", default="target/release/inject")
    arguments.add_argument("--show", action="store_true", help="print what was changed and what is left, unless it is equal")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        given.project = mended(given, pathlib.Path(folder) / given.project.name)
        measure(given)


def mended(given, copy):
    """A copy of the project as a repair leaves it, so that what it mends later is the fault."""
    shutil.copytree(given.project, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", ".sutura", ".venv", "node_modules"))
    repair(given.sutura, copy)
    shutil.rmtree(copy / ".sutura")
    return copy


def measure(given):
    known = errors(check(given.sutura, given.project))
    total, by_operator = collections.Counter(), collections.defaultdict(collections.Counter)
    first, last = map(int, given.seeds.split(":"))
    for seed in range(first, last):
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            verdict = judge(given, seed, pathlib.Path(folder) / "project", known)
        if verdict:
            fault, result = verdict
            total[result] += 1
            by_operator[fault["operator"]][result] += 1
            print(f"{seed:5} {fault['operator']:24} {result:7} {fault['file']}:{fault['line']}", flush=True)
    seen = sum(count for result, count in total.items() if result != "unseen")
    clean = total["equal"] + total["wrong"]
    summary = {"project": given.project.name, "language": given.language, "seen": seen, "clean": clean, **total, "operators": by_operator}
    print(f"{clean / max(seen, 1):.0%} clean, {total['equal'] / max(seen, 1):.0%} equal, {total['wrong']} wrong, of {seen} that a check sees")
    print(json.dumps(summary))


def judge(given, seed, copy, known):
    injected = subprocess.run(
        [given.inject, given.project, "--language", given.language, "--seed", str(seed), "--out", copy], capture_output=True, text=True
    )
    if injected.returncode == 1:
        return None
    if injected.returncode:
        sys.exit(f"no fault could be put in: {injected.stderr}")
    fault = json.loads(injected.stdout)
    before = errors(check(given.sutura, copy)) - known
    if not before:
        return fault, "unseen"
    report = repair(given.sutura, copy)
    after = errors(report) - known
    result = ("left" if after == before else "partly") if after else "equal" if is_same(given.project, copy) else "wrong"
    if given.show and result != "equal":
        print(report["patch"], *(f"  left: {one}" for one in shown(report, known)), sep="\n")
    return fault, result


main()
