#!/usr/bin/env python3
"""Draws what `sutura check` prints in a terminal as an SVG.

    sutura check examples/orders-broken --color always | docs/picture.py FIRST LAST > docs/check.svg

FIRST and LAST choose the lines (1-based); `…` stands for what is left out between several pairs.
"""

import html
import re
import sys

COLORS = {"31": "#f7768e", "32": "#9ece6a", "33": "#e0af68", "34": "#7aa2f7", "35": "#bb9af7", "36": "#7dcfff",
          "91": "#f7768e", "92": "#9ece6a", "93": "#e0af68", "94": "#7aa2f7", "95": "#bb9af7", "96": "#7dcfff", "90": "#737aa2"}


def main():
    lines = sys.stdin.read().splitlines()
    pairs = [int(number) for number in sys.argv[1:]]
    shown = []
    for first, last in zip(pairs[::2], pairs[1::2]):
        shown += (["", "\x1b[2m…\x1b[0m", ""] if shown else []) + lines[first - 1 : last]
    width, height = 980, 24 + 18 * len(shown) + 34
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">')
    print(f'<rect width="{width}" height="{height}" rx="8" fill="#1a1b26"/>')
    for index, color in enumerate(("#f7768e", "#e0af68", "#9ece6a")):
        print(f'<circle cx="{20 + 18 * index}" cy="18" r="5" fill="{color}"/>')
    for index, line in enumerate(shown):
        print(f'<text x="16" y="{50 + 18 * index}" fill="#c0caf5" xml:space="preserve">{spans(line)}</text>')
    print("</svg>")


def spans(line):
    text, style = "", {}
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            for code in part[2:-1].split(";"):
                if code in ("", "0"):
                    style = {}
                elif code == "1":
                    style["font-weight"] = "bold"
                elif code == "2":
                    style["opacity"] = "0.6"
                elif code in COLORS:
                    style["fill"] = COLORS[code]
        elif part:
            attributes = "".join(f' {name}="{value}"' for name, value in style.items())
            text += f"<tspan{attributes}>{html.escape(part)}</tspan>"
    return text


if __name__ == "__main__":
    main()
