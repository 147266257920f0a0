"""What people type: kept as it is, without the characters that are no text."""

import re
import unicodedata

KEPT_CONTROLS = {"\n", "\t"}
# Embedding and override turn the direction of everything after them, also of our own words around the text.
DIRECTION_CONTROLS = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
MOST_CHARACTERS = 200_000
EMPTY_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text with one kind of line break, without control characters, lone surrogates and direction overrides.

    Emoji (with their joiners), accents and writing from right to left are kept; screens isolate their direction.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if _is_text(char)).strip()


def _is_text(char: str) -> bool:
    if char in KEPT_CONTROLS:
        return True
    return unicodedata.category(char) not in ("Cc", "Cs") and char not in DIRECTION_CONTROLS


def merge(theirs: str, mine: str, between: str) -> str:
    """Both texts, the other window's first, and each line once: one that only goes on from another takes its place.

    Lines of `mine` that `theirs` does not have come after `between`. Two windows that write by turns thus never make
    the text grow by what both hold.
    """
    if mine in theirs:
        return theirs
    if theirs in mine:
        return mine
    lines, new = theirs.split("\n"), []
    for line in mine.split("\n"):
        begun = next((at for at, known in enumerate(lines) if known and line.startswith(known)), None)
        if begun is not None:
            lines[begun] = line
        elif not line or not any(known.startswith(line) for known in lines):
            new.append(line)
    whole, added = "\n".join(lines), EMPTY_LINES.sub("\n\n", "\n".join(new)).strip("\n")
    return f"{whole}\n\n{between}\n{added}" if added else whole
