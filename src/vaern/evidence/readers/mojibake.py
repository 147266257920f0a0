"""Facebook and Instagram write every byte of UTF-8 as a letter of its own ("sÃ¥" for "så"): made right in a copy."""

import re

BEYOND = re.compile(r"[^\u0000-\u00ff]|(?<!\\)(?:\\\\)*\\u(?!00)[0-9a-fA-F]{4}")


def written_as_bytes(raw: str) -> bool:
    """Whether a whole file can be of that kind: it then holds no letter beyond the first 256, not even escaped."""
    return BEYOND.search(raw) is None


def from_bytes(text: str) -> str:
    """The letters that the bytes stand for; the text as it is where they do not stand for any."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
