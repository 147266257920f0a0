"""JSON whose end is missing, as after a download that was interrupted, or that stands line by line."""

import json
import re
from typing import Any, NamedTuple

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]|"', re.DOTALL)
CLOSES = {"{": "}", "[": "]"}
MOST = 16 << 20
SAYS = "Filen er afbrudt eller beskadiget: slutningen mangler. Det, der står før afbrydelsen, er læst."


class Loaded(NamedTuple):
    """The value, and whether all of it was there."""

    value: Any
    whole: bool


def loads(text: str) -> Loaded:
    """The whole value, or as much as stands before the cut. Raises ValueError when that is nothing."""
    try:
        return Loaded(json.loads(text), whole=True)
    except RecursionError as deep:
        raise ValueError("nested too deep") from deep
    except ValueError:
        if found := _lines(text):
            return found
        if len(text) > MOST:
            raise
        mended = _closed(text)
        if not mended:
            raise
    try:
        return Loaded(json.loads(mended), whole=False)
    except RecursionError as deep:
        raise ValueError("nested too deep") from deep


def _lines(text: str) -> Loaded | None:
    """One value on each line, as a list; None where the first two lines are no values of their own."""
    lines = [line for line in text.splitlines() if line.strip()]
    values: list[Any] = []
    for line in lines:
        try:
            values.append(json.loads(line))
        except (ValueError, RecursionError):
            break
    return Loaded(values, whole=len(values) == len(lines)) if len(values) > 1 else None


def _closed(text: str) -> str:
    """Up to the last thing that was finished, with the brackets that were still open closed."""
    still_open: list[str] = []
    end, waiting = 0, ""
    for token in TOKEN.finditer(text):
        sign = token[0]
        if sign == '"':
            break
        if sign in CLOSES:
            still_open.append(CLOSES[sign])
        elif sign in ("}", "]"):
            if not still_open or still_open.pop() != sign:
                break
            end, waiting = token.end(), "".join(reversed(still_open))
    return text[:end] + waiting if end else ""
