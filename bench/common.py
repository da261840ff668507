"""What the benchmarks of repairs have in common: running the program, and whether two sources say the same."""

import ast, collections, json, re, subprocess, sys


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
