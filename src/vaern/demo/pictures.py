"""Invented screenshots for the demo, drawn here: no real page, name or face."""

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from vaern import typeset

WIDTH, LINE = 720, 44
FONT = Path(typeset.__file__).parent / "fonts" / "IBMPlexSans-Regular.ttf"


def screenshot(title: str, lines: Iterable[str]) -> bytes:
    """A PNG that looks like a phone's screenshot with these lines."""
    return _drawn(title, tuple(lines))


@cache
def _drawn(title: str, lines: tuple[str, ...]) -> bytes:
    picture = Image.new("RGB", (WIDTH, 220 + LINE * len(lines)), "#ffffff")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 26)
    draw.rectangle((0, 0, WIDTH, 96), fill="#e9f1f2")
    draw.text((32, 32), title, fill="#14505c", font=font)
    for number, line in enumerate(lines):
        top = 130 + LINE * number
        draw.rounded_rectangle((24, top, WIDTH - 24, top + LINE - 6), radius=14, fill="#f1efe9")
        draw.text((44, top + 4), line, fill="#1a1a1a", font=font)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
