import re
import unicodedata


def slugify(text: str, max_length: int = 60) -> str:
    """Turn a title into a lower-case, hyphenated slug."""
    normalized = unicodedata.normalize("NFKD", text)
    ascii_text = normalized.encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
    return slug[:max_length].rstrip("-")


def unique_slug(text: str, taken: set[str]) -> str:
    slug = slugify(text)
    candidate, number = slug, 2
    while candidate in taken:
        candidate = f"{slug}-{number}"
        number += 1
    return candidate


if __name__ == "__main__":
    print(unique_slug("Crème brûlée!", {"creme-brulee"}))
