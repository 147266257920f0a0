"""A person's words in a page: they print as they are, whatever they hold."""

import re

SIGNS = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:=@/\"'])")


def plain(words: str) -> str:
    """One line in which no sign means anything to Markdown."""
    shown = "".join(char if char.isprintable() else " " for char in words)
    return SIGNS.sub(r"\\\1", " ".join(shown.split()))
