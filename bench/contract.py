#!/usr/bin/env python3
"""Measures `sutura types` beside openapi-typescript, hey-api and orval, and the type check of what they write.

    bench/contract.py [--runs 5] [--documents FOLDER] [--peers FOLDER] [--only shop,github] [--sutura target/release/sutura]

Documents: a small FastAPI app (bench/contract/shop.openapi.json), polar.openapi.json and digitalocean.openapi.json from --documents, and
GitHub's, which npm packs from @octokit/openapi unless --documents has it as api.github.com.json. The peers are installed by npm into a temporary
folder, unless --peers has them. Needs python3, node with npm, and the registry of npm. What is printed is Markdown.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PINNED = {
    "openapi-typescript": "7.13.0",
    "@hey-api/openapi-ts": "0.99.0",
    "orval": "8.38.0",
    "typescript": "5.9.3",
    "typescript7": "npm:typescript@7.0.2",
}
GITHUB = "@octokit/openapi@23.0.2"
OURS, TYPES_ALONE, NAIVE = "sutura", "sutura, types alone", "openapi-typescript"
STRICT = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--lib", "ES2022,DOM,DOM.Iterable"]
STRICTER = [
    "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--erasableSyntaxOnly", "--isolatedModules", "--verbatimModuleSyntax",
    "--noUnusedLocals", "--noUnusedParameters", "--noImplicitOverride", "--noImplicitReturns", "--noFallthroughCasesInSwitch",
]


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="sutura-bench-") as scratch:
        scratch = Path(scratch)
        peers = (arguments.peers or install(scratch / "peers")).resolve() / "node_modules"
        documents = {name: path for name, path in find_documents(arguments, scratch).items() if not arguments.only or name in arguments.only}
        written = measure_writing(arguments, documents, peers, scratch / "out")
        checked = measure_checking(arguments, documents, written, peers, scratch / "out")
        grown = measure_growth(arguments, documents, scratch)
        print(f"{time.strftime('%B %Y')}, {os.cpu_count()} cores, node {told('node', '--version')}; medians of {arguments.runs} rounds.\n")
        show_writing(written, documents, peers)
        show_checking(checked)
        show_growth(grown)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--documents", type=Path, default=HERE.parent.parent / "shared/specs")
    parser.add_argument("--peers", type=Path, help="a folder whose node_modules has the peers")
    parser.add_argument("--only", type=lambda text: text.split(","), help="names of documents: shop, polar, digitalocean, github")
    parser.add_argument("--sutura", type=Path, default=HERE.parent / "target/release/sutura")
    return parser.parse_args()


def told(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def install(folder):
    say("npm installs the peers")
    folder.mkdir()
    (folder / "package.json").write_text('{"private": true}')
    packages = [f"{name}@{version}" for name, version in PINNED.items()]
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages], cwd=folder, check=True, capture_output=True)
    return folder


def find_documents(arguments, scratch):
    found = {"shop": HERE / "contract/shop.openapi.json"}
    for name in ("polar", "digitalocean"):
        path = arguments.documents / f"{name}.openapi.json"
        if path.is_file():
            found[name] = path
        else:
            say(f"{path} is missing, and left out")
    own = arguments.documents / "api.github.com.json"
    wanted = not arguments.only or "github" in arguments.only
    if wanted:
        found["github"] = own if own.is_file() else pack_github(scratch)
    return {name: path.resolve() for name, path in found.items()}


def pack_github(scratch):
    say(f"npm packs {GITHUB}")
    packed = json.loads(told("npm", "pack", GITHUB, "--json", "--pack-destination", str(scratch)))[0]["filename"]
    path = scratch / "api.github.com.json"
    with tarfile.open(scratch / packed) as archive, path.open("wb") as target:
        shutil.copyfileobj(archive.extractfile("package/generated/api.github.com.json"), target)
    return path


def run(command, folder):
    """What a program and all that it started cost, and how it ended. No peak is seen that is lower than that of this process, from which it is split off."""
    with tempfile.TemporaryFile() as out:
        began = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024, "status": process.returncode, "text": text}


def commands(arguments, document, peers):
    """How each way is called, and what it writes."""
    node = lambda script, *rest: ["node", peers / script, *rest]
    sutura = [arguments.sutura.resolve(), "types", document]
    return {
        OURS: (sutura + ["-o", "sutura.ts"], "sutura.ts"),
        TYPES_ALONE: (sutura + ["--content", "types", "-o", "types.ts"], "types.ts"),
        NAIVE: (node("openapi-typescript/bin/cli.js", document, "-o", "peer.ts"), "peer.ts"),
        "hey-api": (node("@hey-api/openapi-ts/bin/run.js", "-i", document, "-o", "hey", "--no-log-file"), "hey"),
        "orval": (node("orval/dist/bin/" + orval(peers), "--input", document, "--output", "orval.ts", "--client", "fetch"), "orval.ts"),
    }


def orval(peers):
    return Path(json.loads((peers / "orval/package.json").read_text())["bin"]["orval"]).name


def measure_writing(arguments, documents, peers, out):
    """All ways in turn in each round, so that a drift of the machine meets all of them."""
    samples = {}
    for turn in range(arguments.runs):
        for name, document in documents.items():
            folder = out / name
            folder.mkdir(parents=True, exist_ok=True)
            for way, (command, target) in commands(arguments, document, peers).items():
                remove(folder / target)
                sample = run(command, folder)
                if sample["status"] != 0 and turn == 0:
                    say(f"{way} on {name} ended with {sample['status']}: {sample['text'][-500:]}")
                samples.setdefault((name, way), []).append({**sample, "lines": lines(folder / target)})
        say(f"round {turn + 1} of {arguments.runs} written")
    return samples


def remove(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def lines(path):
    files = path.rglob("*.ts") if path.is_dir() else [path] if path.exists() else []
    return sum(file.read_bytes().count(b"\n") for file in files)


def compilers(peers):
    found = {json.loads((peers / name / "package.json").read_text())["version"]: peers / name / "bin/tsc"
             for name in ("typescript", "typescript7") if (peers / name).is_dir()}
    return {version: ["node", path] for version, path in found.items()}


def measure_checking(arguments, documents, written, peers, out):
    samples = {}
    for turn in range(arguments.runs):
        for name in documents:
            for version, tsc in compilers(peers).items():
                for way, target in ((OURS, "sutura.ts"), (NAIVE, "peer.ts")):
                    if written[name, way][-1]["status"] != 0:
                        continue
                    sample = run([*tsc, *STRICT, target], out / name)
                    samples.setdefault((name, version, way), []).append({**sample, "errors": sample["text"].count("error TS")})
        say(f"round {turn + 1} of {arguments.runs} checked")
    for name in documents:
        for version, tsc in compilers(peers).items():
            if (name, version, OURS) in samples:
                sample = run([*tsc, *STRICT, *STRICTER, "sutura.ts"], out / name)
                samples[name, version, OURS][-1]["stricter"] = sample["text"].count("error TS")
                say(sample["text"][:2000]) if sample["status"] else None
    return samples


def measure_growth(arguments, documents, scratch):
    """The largest document once, twice and four times: with all its paths, tags, operations and components copied under new names."""
    name = max(documents, key=lambda name: documents[name].stat().st_size)
    paths = {times: scratch / f"times-{times}.json" for times in (1, 2, 4)}
    # In a process of its own, so that this one stays small.
    writer = multiprocessing.Process(target=write_multiplied, args=(documents[name], paths))
    writer.start()
    writer.join()
    samples = {}
    for _ in range(arguments.runs):
        for times, path in paths.items():
            sample = run([arguments.sutura.resolve(), "types", path, "-o", "grown.ts"], scratch)
            samples.setdefault((name, times), []).append({**sample, "lines": lines(scratch / "grown.ts"), "bytes": path.stat().st_size})
    return samples


def write_multiplied(document, paths):
    original = json.loads(document.read_text())
    for times, path in paths.items():
        path.write_text(json.dumps(multiplied(original, times)))


def multiplied(document, times):
    grown = {**document, "paths": {}, "tags": [], "components": {kind: {} for kind in document["components"]}}
    for number in range(times):
        copy = renamed(document, f"Copy{number}" if number else "")
        grown["paths"] |= {(f"/copy{number}" if number else "") + path: item for path, item in copy["paths"].items()}
        grown["tags"] += copy.get("tags", [])
        for kind, components in copy["components"].items():
            same = kind == "securitySchemes" or not number
            grown["components"][kind] |= {name if same else f"{name}Copy{number}": one for name, one in components.items()}
    return grown


def renamed(value, end):
    """A value in which each reference, operation and tag has another name."""
    if isinstance(value, list):
        return [renamed(one, end) for one in value]
    if not isinstance(value, dict):
        return value
    copy = {}
    for key, one in value.items():
        if key == "$ref" and isinstance(one, str) or key == "operationId":
            copy[key] = one + end
        elif key == "tags" and isinstance(one, list):
            copy[key] = [tag + end if isinstance(tag, str) else {**tag, "name": tag["name"] + end} for tag in one]
        elif key == "mapping" and isinstance(one, dict):
            copy[key] = {tag: target + end if isinstance(target, str) else target for tag, target in one.items()}
        else:
            copy[key] = renamed(one, end)
    return copy


def middle(samples, what):
    return statistics.median(sample[what] for sample in samples)


def show_writing(samples, documents, peers):
    versions = {name: json.loads((peers / name / "package.json").read_text())["version"] for name in PINNED if (peers / name).is_dir()}
    print("Peers: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ". CPU is user and system time of the program and all that it starts.\n")
    print("| document | way | CPU, s | min to max | wall, s | peak, MiB | lines |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for (name, way), all in samples.items():
        head = f"{name} ({size(documents[name])})" if way == OURS else ""
        if all[-1]["status"] != 0:
            print(f"| {head} | {way} | failed | | | | |")
            continue
        cpu = [sample["cpu"] for sample in all]
        print(f"| {head} | {way} | {middle(all, 'cpu'):.3f} | {min(cpu):.3f} to {max(cpu):.3f} | {middle(all, 'wall'):.3f} "
              f"| {middle(all, 'mib'):.0f} | {all[-1]['lines']:,} |")


def size(path):
    document = json.loads(path.read_text())
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    operations = sum(len(methods & item.keys()) for item in document["paths"].values())
    return f"{operations:,} operations, {len(document['components']['schemas']):,} schemas"


def show_checking(samples):
    print("\n`tsc --noEmit --strict` on types and client by Sutura, beside the types alone by openapi-typescript:\n")
    print("| document | TypeScript | sutura, CPU s | openapi-typescript, CPU s | ratio | errors | with all stricter options |\n"
          "| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for (name, version, way), ours in samples.items():
        if way != OURS:
            continue
        theirs = samples.get((name, version, NAIVE))
        of_theirs = f"{middle(theirs, 'cpu'):.2f} | {middle(ours, 'cpu') / middle(theirs, 'cpu'):.2f}" if theirs else "failed | "
        print(f"| {name} | {version} | {middle(ours, 'cpu'):.2f} | {of_theirs} | {ours[-1]['errors']} | {ours[-1]['stricter']} |")


def show_growth(samples):
    print("\nOne document, and the same with everything in it copied under new names:\n")
    print("| document | MB | CPU, s | CPU, s per MB | peak, MiB | lines |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for (name, times), all in samples.items():
        if all[-1]["status"] != 0:
            print(f"| {name} x {times} | failed | | | | |")
            continue
        megabytes = all[-1]["bytes"] / 1e6
        cpu = middle(all, "cpu")
        print(f"| {name} x {times} | {megabytes:.1f} | {cpu:.3f} | {cpu / megabytes:.4f} | {middle(all, 'mib'):.0f} | {all[-1]['lines']:,} |")


if __name__ == "__main__":
    main()
