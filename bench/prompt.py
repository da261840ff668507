#!/usr/bin/env python3
"""Prompt tokens of a repair beside those of the naive prompt: the whole file, and all errors of the project.

    bench/prompt.py PROJECT [--trials 6] [--faults 4] [--sutura target/release/sutura] [--inject target/release/inject]

The project is repaired first. A trial puts faults of both languages into a copy, has mended for nothing what can be, and has an oracle mend the rest:
a program that knows the original and gives its lines back as patches. Every prompt is counted twice, four characters a token both ways: as it was sent, and as the naive prompt about
the same file at that moment, when only the errors are left that need a model. The last figure counts all mended files, also those that were mended for nothing: naively each is asked about, with
all errors that there were. New are errors that the copy did not have before a model was asked.
The last line of the output is JSON.
"""

import argparse, collections, json, os, pathlib, shutil, subprocess, sys, tempfile

from common import answer, asked, patches

CLASSES = [(60, "to 60 lines"), (120, "61 to 120"), (300, "121 to 300"), (10**9, "over 300")]
LEFT_OUT = shutil.ignore_patterns(".git", ".sutura", ".venv", "node_modules")


def main():
    if sys.argv[1:2] == ["--oracle"]:
        return oracle(pathlib.Path(sys.argv[2]))
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("project", type=pathlib.Path)
    arguments.add_argument("--trials", type=int, default=6)
    arguments.add_argument("--faults", type=int, default=4, help="in each language, of each trial")
    arguments.add_argument("--first", type=int, default=0, help="the first seed")
    arguments.add_argument("--sutura", default="target/release/sutura")
    arguments.add_argument("--inject", default="target/release/inject")
    arguments.add_argument("--full", action="store_true", help="with pyright and the project's own tsc")
    arguments.add_argument("--show", action="store_true", help="print every prompt")
    given = arguments.parse_args()
    given.how = [] if given.full else ["--fast"]
    with tempfile.TemporaryDirectory(prefix="prompt-") as folder:
        measure(given, pathlib.Path(folder))


def measure(given, folder):
    original = folder / "original"
    shutil.copytree(given.project, original, symlinks=True, ignore=LEFT_OUT)
    repair(given, original, "--no-model")
    shutil.rmtree(original / ".sutura")
    asked, total = [], collections.Counter()
    for trial in range(given.trials):
        place = folder / f"trial-{trial}"
        place.mkdir()
        asked += told(given, trial, original, place, total)
        shutil.rmtree(place)
    print_sums(given, asked, total)


def told(given, trial, original, place, total):
    """One trial: every prompt of it."""
    copy, log = place / "project", place / "asked.jsonl"
    shutil.copytree(original, copy, symlinks=True)
    faults = put_in(given, trial, original, place, copy)
    first = check(given, copy)
    naive = {file: naive_tokens((copy / file).read_text(), first) for file in {one["file"] for one in first} if (copy / file).is_file()}
    free = repair(given, copy, "--no-model")
    before = errors(free)
    (place / "left.json").write_text(json.dumps([line_of(one) for one in told_errors(free)]))
    settings = place / "sutura.toml"
    command = [sys.executable, os.path.abspath(__file__), "--oracle", str(place)]
    settings.write_text(f'[model]\nprovider = "command"\nname = "oracle-{os.getpid()}-{trial}"\ncommand = {json.dumps(command)}\n')
    report = repair(given, copy, "--config", settings)
    after = errors(report)
    came = after - before - errors({"diagnostics": first})
    broken = {one["file"] for one in told_errors(report)}
    mended = [tokens for file, tokens in naive.items() if file not in broken]
    success = {one["file"] for one in report["attempts"] if one["success"]}
    asked = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    for one in asked:
        one["mended"] = one["file"] in success
        if given.show:
            print(one.pop("prompt"))
            print(f"── {one}")
    total.update(faults=len(faults), errors=len(first), for_the_model=before.total(), left=after.total(), came=came.total())
    total.update(mended_files=len(mended), naive_of_mended_files=sum(mended), sent=sum(one["sent"] for one in asked))
    print(f"trial {trial}: {len(faults)} faults, {len(first)} errors, {before.total()} for the model, {after.total()} left, {came.total()} new, {len(asked)} prompts, {len(mended)} files mended", flush=True)
    return asked


def put_in(given, trial, original, place, copy):
    """Several faults, each in a file of its own; all were found in the original, so that they can be told apart."""
    faults = {}
    first = given.first + trial * given.faults
    for language in ("python", "typescript"):
        for seed in range(first, first + given.faults):
            out = place / "fault"
            command = [given.inject, original, "--language", language, "--seed", str(seed), "--out", out]
            injected = subprocess.run(command, capture_output=True, text=True)
            if injected.returncode == 0:
                fault = json.loads(injected.stdout)
                if fault["file"] not in faults:
                    faults[fault["file"]] = fault["operator"]
                    shutil.copyfile(out / fault["file"], copy / fault["file"])
            shutil.rmtree(out, ignore_errors=True)
    return faults


def repair(given, folder, *more):
    repaired = subprocess.run([given.sutura, "repair", folder, *given.how, *more, "--format", "json"], capture_output=True, text=True)
    if repaired.returncode not in (0, 1):
        sys.exit(f"repair ended with {repaired.returncode}: {repaired.stderr}{repaired.stdout}")
    return json.loads(repaired.stdout)


def check(given, folder):
    checked = subprocess.run([given.sutura, "check", folder, *given.how, "--format", "json"], capture_output=True, text=True)
    if checked.returncode not in (0, 1):
        sys.exit(f"check ended with {checked.returncode}: {checked.stderr}")
    return told_errors(json.loads(checked.stdout))


def told_errors(report):
    return [one for one in report["diagnostics"] if one["severity"] == "error"]


def errors(report):
    return collections.Counter((one["tool"], one["fingerprint"]) for one in told_errors(report))


def naive_tokens(text, found):
    """The naive prompt about one file, without the instructions and tools, which are the same both ways."""
    return (len(text) + sum(len(line_of(one)) + 1 for one in found)) // 4


def line_of(one):
    return f"{one['file']}:{one['line']}:{one['column']} {one['tool']} {one['code']} {one['message']}"


def oracle(place):
    """Answers one request on standard input, and notes what it and the naive prompt cost."""
    request = json.loads(sys.stdin.readline())
    file, first = asked(request)
    text = (place / "project" / file).read_text()
    tail = sum(len(json.dumps(message)) for message in request["messages"][1:])
    tools = sum(len(tool["name"]) + len(tool["description"]) + len(json.dumps(tool["schema"], separators=(",", ":"))) for tool in request["tools"])
    sent = sum(map(len, request["system"])) + len(first) + tools + tail
    left = json.loads((place / "left.json").read_text())
    naive = len(request["system"][0]) + tools + len(f"# File {file}\n{text}\n# Errors\n") + sum(len(one) + 1 for one in left) + tail
    noted = {"file": file, "lines": text.count("\n") + 1, "sent": sent // 4, "naive": naive // 4, "fixed": (len(request["system"][0]) + tools) // 4}
    with (place / "asked.jsonl").open("a") as log:
        log.write(json.dumps(noted | {"prompt": "\n".join(request["system"]) + first}) + "\n")
    print(json.dumps(answer(patches(text, (place.parent / "original" / file).read_text(), first), sent // 4)))


def print_sums(given, asked, total):
    rows = []
    for label, chosen in [*((label, [one for one in asked if label == class_of(one)]) for _, label in CLASSES), ("all", asked)]:
        sent, naive = sum(one["sent"] for one in chosen), sum(one["naive"] for one in chosen)
        rows.append({"size": label, "prompts": len(chosen), "sent": sent, "naive": naive, "ratio": round(sent / naive, 3) if naive else None})
        print(f"{label:12} {len(chosen):4} prompts {sent:8} tokens sent {naive:8} naive  {sent / max(naive, 1):.0%}")
    total["naive_of_mended_files"] += total["mended_files"] * max((one["fixed"] for one in asked), default=0)
    ratio = total["sent"] / max(total["naive_of_mended_files"], 1)
    print(f"{total['mended_files']} files mended, with a model or without: {total['sent']} tokens sent, {total['naive_of_mended_files']} to ask about each of them the naive way: {ratio:.0%}")
    print(json.dumps({"project": given.project.name, "trials": given.trials, **total, "rows": rows}))


def class_of(one):
    return next(label for most, label in CLASSES if one["lines"] <= most)


main()
