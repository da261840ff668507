#!/usr/bin/env python3
"""What is mended of the corpus: broken projects whose right answer is known (bench/corpus/README.md).

    bench/corpus.py [--set python] [--half unseen] [--only REGEX] [--oracle] [--jobs 2] [--show] [--sutura target/release/sutura]

Without a model, or with an oracle for one behind the fixers: a program that knows the right text and gives back its lines where the prompt shows their place.

  clean    no error is left
  equal    clean, and the sources are those of the right program but for the order of imports
  other    clean, and something else: another way to mend it, or the repair that looks right and is not
  partly   something went, something is left
  left     nothing was proposed, or nothing held
  worse    there are more errors than before
  unseen   no check sees the fault; it does not count
The last line of the output is JSON.
"""

import argparse, collections, concurrent.futures, json, os, pathlib, re, shutil, subprocess, sys, tempfile, time

from common import answer, asked, check, errors, is_same, patches, repair, shown, told

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"


def main():
    if sys.argv[1:2] == ["--answer"]:
        return oracle(pathlib.Path(sys.argv[2]))
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", action="append", help="python, typescript, python-cascades or typescript-cascades; all by default")
    arguments.add_argument("--half", choices=["seen", "unseen"], help="what was looked at while fixers were written, or the rest")
    arguments.add_argument("--only", default="", help="a regular expression for SET/PROJECT/FAULT")
    arguments.add_argument("--oracle", action="store_true", help="ask a model that knows the answer about what the fixers leave")
    arguments.add_argument("--jobs", type=int, default=1)
    arguments.add_argument("--show", action="store_true", help="print the right change, what was changed and what is left, unless it is equal")
    arguments.add_argument("--sutura", default="target/release/sutura")
    given = arguments.parse_args()
    seen = set((CORPUS / "seen.txt").read_text().split())
    faults = {str(path.relative_to(CORPUS)).replace("/faults", "").removesuffix(".patch"): path for path in CORPUS.glob("*/*/faults/*.patch")}
    wanted = [
        (name, faults[name])
        for name in sorted(faults)
        if name.split("/")[0] in (given.set or [name.split("/")[0]])
        and given.half in (None, "seen" if name in seen else "unseen")
        and re.search(given.only, name)
    ]
    totals = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        for (name, _), (result, told) in zip(wanted, pool.map(lambda one: judge(given, *one), wanted)):
            totals[name.split("/")[0]][result] += 1
            print(f"{result:7} {name}  {told}", flush=True)
    print(f"\n{'':22} faults  clean  equal  other")
    for part, counts in totals.items():
        number, clean = counts.total() - counts["unseen"], counts["equal"] + counts["other"]
        print(f"{part:22} {number:6}  {clean / number:5.0%}  {counts['equal'] / number:5.0%}  {counts['other']:5}")
    print(json.dumps(totals))


def judge(given, name, fault):
    project, answer = fault.parent.parent / "project", fault.parent.parent / "answers" / fault.name
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        right, copy = pathlib.Path(folder) / "right", pathlib.Path(folder) / "project"
        make(project, answer if answer.exists() else None, right)
        make(project, fault, copy)
        before = check(given.sutura, copy)
        report = repair(given.sutura, copy)
        if given.oracle and errors(report):
            report = with_oracle(given, name, copy)
        first, after = errors(before), errors(report)
        if not first:
            result = "unseen"
        elif after.total() > first.total():
            result = "worse"
        elif after:
            result = "left" if after == first else "partly"
        else:
            result = "equal" if is_same(right, copy) else "other"
        lines = [f"{first.total()} -> {after.total()}, {time.monotonic() - began:.1f} s: {fault.read_text().splitlines()[0]}"]
        if given.show and result != "equal":
            lines += ["  before:", *shown(before), fault.read_text().split("\n\n", 1)[1], "  repair:", report["patch"], "  left:", *shown(report)]
            lines += [f"  refused: {one['file']}: {one.get('refusal')}" for one in report["attempts"] if not one["success"]]
        return result, "\n".join(lines)


def with_oracle(given, name, copy):
    """The report of a repair that asks an oracle; its name is new each time, so that no recorded answer is taken."""
    settings = copy.parent / "sutura.toml"
    command = [sys.executable, os.path.abspath(__file__), "--answer", str(copy.parent)]
    settings.write_text(f'[model]\nprovider = "command"\nname = "oracle-{name}-{time.time()}"\ncommand = {json.dumps(command)}\n')
    return told(given.sutura, "repair", copy, "--config", settings)


def oracle(place):
    """Answers one request on standard input."""
    file, prompt = asked(json.loads(sys.stdin.readline()))
    now, right = place / "project" / file, place / "right" / file
    changes = patches(now.read_text(), right.read_text(), prompt) if right.exists() else []
    print(json.dumps(answer(changes, len(prompt) // 4)))


def make(project, patch, folder):
    """The project with a patch applied, and the lock file of its set."""
    shutil.copytree(project, folder)
    lock = project.parent.parent / "package-lock.json"
    if lock.exists():
        shutil.copy(lock, folder)
    if patch:
        subprocess.run(["git", "apply", "--whitespace=nowarn", patch], cwd=folder, check=True)


main()
