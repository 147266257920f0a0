"""Which characters the vendored fonts can draw, as the ranges of coverage.txt. Run it to write the file anew."""

from collections.abc import Iterable

from fontTools.ttLib import TTFont

from vaern.typeset.characters import FONTS


def drawn_by_all() -> set[int]:
    """Characters that every file has; below space and beyond it only what prints."""
    sets = [set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    return {code for code in set.intersection(*sets) if code >= 0x20}


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
