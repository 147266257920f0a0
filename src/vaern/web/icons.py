"""The icons that pages may use: those in the sprite."""

import re
from functools import cache
from pathlib import Path

SPRITE = Path(__file__).resolve().parent / "static/img/icons.svg"


@cache
def names() -> frozenset[str]:
    """The names of the icons in the sprite."""
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text("utf-8")))
