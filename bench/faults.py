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

import argparse, ast, collections, json, pathlib, re, shutil, subprocess, sys, tempfile


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
    repair(given, copy)
    shutil.rmtree(copy / ".sutura")
    return copy


def measure(given):
    known = found(given, given.project)
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
    before = found(given, copy) - known
    if not before:
        return fault, "unseen"
    report = repair(given, copy)
    after = errors(report) - known
    result = ("left" if after == before else "partly") if after else "equal" if is_original(given.project, copy) else "wrong"
    if given.show and result != "equal":
        print(report["patch"], *(f"  left: {one}" for one in told(report, known)), sep="\n")
    return fault, result


def repair(given, folder):
    repaired = subprocess.run([given.sutura, "repair", folder, "--no-model", "--format", "json"], capture_output=True, text=True)
    if repaired.returncode not in (0, 1):
        sys.exit(f"repair ended with {repaired.returncode}: {repaired.stderr}")
    return json.loads(repaired.stdout)


def told(report, known):
    left = [one for one in report["diagnostics"] if one["severity"] == "error" and (one["tool"], one["fingerprint"]) not in known]
    return [f"{one['file']}:{one['line']} {one['tool']} {one['code']} {one['message'].splitlines()[0]}" for one in left[:6]]


def found(given, folder):
    """The errors of a folder, as a multiset of fingerprints."""
    check = subprocess.run([given.sutura, "check", folder, "--format", "json"], capture_output=True, text=True)
    if check.returncode not in (0, 1):
        sys.exit(f"check ended with {check.returncode}: {check.stderr}")
    return errors(json.loads(check.stdout))


def errors(report):
    return collections.Counter((one["tool"], one["fingerprint"]) for one in report["diagnostics"] if one["severity"] == "error")


def is_original(project, copy):
    sources = [path for ending in ("py", "ts", "tsx") for path in copy.rglob(f"*.{ending}") if "node_modules" not in path.parts]
    return all(same((project / path.relative_to(copy)).read_text(), path.read_text(), path.suffix) for path in sources)


def same(original, repaired, suffix):
    if original == repaired:
        return True
    shape = python_shape if suffix == ".py" else script_shape
    return shape(original) == shape(repaired)


def python_shape(text):
    """The syntax tree, with the imports at the top as a set."""
    try:
        module = ast.parse(text)
    except SyntaxError:
        # Newer syntax than that of this interpreter: line by line, without empty ones.
        return [line.rstrip() for line in text.splitlines() if line.strip()]
    imports, rest = set(), []
    for statement in module.body:
        match statement:
            case ast.Import(names=names):
                imports |= {("", 0, name.name, name.asname) for name in names}
            case ast.ImportFrom(names=names):
                imports |= {(statement.module, statement.level, name.name, name.asname) for name in names}
            case _:
                rest.append(ast.dump(statement))
    return imports, rest


IMPORT = re.compile(r"""^import\s+(type\s+)?(?:([\w$]+)\s*,?\s*)?(?:\*\s*as\s+([\w$]+)|\{([^}]*)\})?\s*from\s*["']([^"']+)["'];?""", re.MULTILINE)
TOKEN = re.compile(r"""//.*|/\*[\s\S]*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[\w$]+|[^\s\w$]""")


def script_shape(text):
    """The tokens without white space, semicolons and trailing commas, with the imports as a set."""
    imports = set()
    for is_type, default, namespace, names, module in IMPORT.findall(text):
        listed = [("", default), ("*", namespace), *(("{}", " ".join(name.split())) for name in names.split(","))]
        imports |= {(module, bool(is_type), *one) for one in listed if one[1]}
    tokens = [token for token in TOKEN.findall(IMPORT.sub("", text)) if token != ";"]
    return imports, [one for one, following in zip(tokens, [*tokens[1:], ""]) if not (one == "," and following in tuple(")]}"))]


main()
