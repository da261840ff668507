import argparse
import os
from datetime import datetime, timedelta

BACKUP_DIR = "/var/backups/app"


def backup_date(name: str) -> datetime | None:
    stem = name.split(".", 1)[0]
    try:
        return datetime.strptime(stem, "%Y-%m-%d_%H%M")
    except ValueError:
        return None


def expired(names: list[str], keep_days: int) -> list[str]:
    limit = datetime.now() - timedelta(days=keep_days)
    dated = [(backup_date(name), name) for name in names]
    return sorted(name for when, name in dated if when is not None and when < limit)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep-days", type=int, default=30)
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args()
    for name in expired(os.listdir(BACKUP_DIR), options.keep_days):
        print("remove", name)
        if not options.dry_run:
            os.remove(os.path.join(BACKUP_DIR, name))


if __name__ == "__main__":
    main()
