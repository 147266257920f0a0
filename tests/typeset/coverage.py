"""Which characters the vendored fonts can draw, as the ranges of coverage.txt. Run it to write the file anew."""

import unicodedata
from collections.abc import Iterable

from fontTools.ttLib import TTFont

from vaern.typeset.characters import FONTS


def drawn_by_all() -> set[int]:
    """Characters that every file has, without controls and private use, which PDF/A refuses."""
    sets = [set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    return {code for code in set.intersection(*sets) if unicodedata.category(chr(code)) not in {"Cc", "Co", "Cn"}}


def ranges(codes: Iterable[int]) -> str:
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"{first:X}-{last:X}\n" for first, last in found)


if __name__ == "__main__":
    (FONTS / "coverage.txt").write_text(ranges(drawn_by_all()), encoding="ascii")
