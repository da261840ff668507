"""What the benchmarks of repairs have in common: running the program, and whether two sources say the same."""

import ast, collections, difflib, json, re, subprocess, sys


def check(sutura, folder):
    """The report of a check."""
    return told(sutura, "check", folder)


def repair(sutura, folder):
    """The report of a repair without a model."""
    return told(sutura, "repair", folder, "--no-model")


def told(sutura, command, folder, *further):
    ended = subprocess.run([sutura, command, folder, *further, "--format", "json"], capture_output=True, text=True)
    # 3: a checker could not run, as where nothing says what a lone file depends on.
    if ended.returncode not in (0, 1, 3) or not ended.stdout:
        sys.exit(f"{command} of {folder} ended with {ended.returncode}: {ended.stderr}")
    return json.loads(ended.stdout)


def errors(report):
    """The errors of a report, as a multiset of fingerprints."""
    return collections.Counter((one["tool"], one["fingerprint"]) for one in report["diagnostics"] if one["severity"] == "error")


def shown(report, known=frozenset()):
    """The first errors of a report that are not `known`, a line each."""
    left = [one for one in report["diagnostics"] if one["severity"] == "error" and (one["tool"], one["fingerprint"]) not in known]
    return [f"{one['file']}:{one['line']} {one['tool']} {one['code']} {one['message'].splitlines()[0]}" for one in left[:6]]


def is_same(project, copy):
    """Whether both folders have the same sources, but for the order of imports and what means nothing."""
    mine, yours = sources(project), sources(copy)
    return mine.keys() == yours.keys() and all(same(mine[path], yours[path], path.suffix) for path in mine)


def sources(folder):
    found = (path for ending in ("py", "ts", "tsx") for path in folder.rglob(f"*.{ending}") if "node_modules" not in path.parts)
    return {path.relative_to(folder): path.read_text() for path in found}


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


def asked(request):
    """The file that a request of `provider = "command"` is about, and what is asked."""
    first = "".join(request["messages"][0]["user"])
    return first.split("# File ", 1)[1].split("\n", 1)[0], first


def answer(changes, tokens):
    """What an oracle says: these changes, or that it has none."""
    calls = [{"name": "patch_file", "arguments": {"old_string": old, "new_string": new}} for old, new in changes]
    usage = {"uncached": tokens, "cache_read": 0, "cache_write": 0, "output": sum(len(json.dumps(call)) for call in calls) // 4}
    return {"calls": calls, "usage": usage} if calls else {"text": "Nothing is wrong here.", "stop": "refusal", "usage": usage}


def patches(text, original, prompt):
    """The changes that lead back to the original, as far as the prompt shows their places: whole lines, with enough around them to occur once."""
    shown = {line.partition("|")[2] for line in prompt.splitlines() if line.lstrip(">").partition("|")[0].isdigit()}
    now, then = text.splitlines(keepends=True), original.splitlines(keepends=True)
    found, done = [], 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, now, then, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        while (a == b or text.count("".join(now[a:b])) > 1) and (a > done or b < len(now)):
            a, c = (a - 1, c - 1) if a > done else (a, c)
            b, d = (b + 1, d + 1) if b < len(now) and now[b : b + 1] == then[d : d + 1] else (b, d)
            if a == done and now[b : b + 1] != then[d : d + 1]:
                break
        old, new = "".join(now[a:b]), "".join(then[c:d])
        if all(line.rstrip("\n") in shown for line in now[a:b]):
            found.append((old, new))
        done = b
    return found
