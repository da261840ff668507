import argparse
import hashlib
import os


def sha256(path: str, block: int = 65536) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        while (chunk := handle.read(block)) != b"":
            digest.update(chunk)
    return digest.hexdigest()


def walk(root: str) -> dict[str, str]:
    sums = {}
    for folder, _, names in os.walk(root):
        for name in names:
            full = os.path.join(folder, name)
            sums[os.path.relpath(full, root)] = sha256(full)
    return sums


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the SHA-256 of every file below a folder")
    parser.add_argument("root")
    args = parser.parse_args()
    for name, value in sorted(walk(args.root).items()):
        print(value, name)


if __name__ == "__main__":
    main()
