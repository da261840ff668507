import os
import shutil

WARN_PERCENT = 90


def human(size):
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return "%.1f %s" % (size, unit)
        size /= 1024.0
    return "%.1f TiB" % size


def check(path):
    usage = shutil.disk_usage(path)
    percent = 100.0 * usage.used / usage.total
    return percent, usage.free


if __name__ == "__main__":
    for mount in ["/", os.path.expanduser("~")]:
        percent, free = check(mount)
        print("%s: %.0f%% used, %s free" % (mount, percent, human(free)))
        if percent > WARN_PERCENT:
            print("WARNING: %s is nearly full" % mount)
