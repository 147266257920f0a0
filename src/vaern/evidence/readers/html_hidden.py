"""Which elements of a page are not drawn, by the page's own style: words in them are read by no recipient."""

import re
from collections.abc import Iterator, Mapping

SIMPLE = re.compile(r"^[a-z0-9]*[.#][\w-]+$")
NOTHING = re.compile(r"^(0+(\.0*)?|\.0+)[a-z%]*$")
TINY = re.compile(r"^(1(\.0*)?|0*\.\d+)(px|pt)$|^(0+(\.0*)?|\.0+)[a-z%]*$")
AWAY = re.compile(r"^-\d{4,}")
SIZES = ("height", "max-height", "width", "max-width")
MOST_SHEET = 1 << 20
WHOLE = frozenset({"html", "body"})


def in_sheets(html: str) -> frozenset[str]:
    """The simple selectors (`.x`, `p.x`, `#x`) that a page's own style sheets hide on a screen of any size."""
    found: set[str] = set()
    for selectors, declared in _rules(_without_notes("\n".join(_sheets(html[:MOST_SHEET])))):
        if is_gone(declarations(declared)):
            found |= {one for given in selectors.split(",") if SIMPLE.match(one := given.strip().lower())}
    return frozenset(found)


def _sheets(html: str) -> Iterator[str]:
    low, place = html.lower(), 0  # case means nothing in what is looked for
    while (start := low.find("<style", place)) >= 0:
        begin, place = low.find(">", start), low.find("</style", start)
        if begin < 0 or place < 0:
            return
        yield low[begin + 1 : place]


def _without_notes(text: str) -> str:
    first, *rest = text.replace("<!--", "").replace("-->", "").split("/*")
    return first + "".join(one.partition("*/")[2] for one in rest)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Each selector with its declarations, those inside another block (`@media`) left out. In one pass."""
    depth = 0
    for piece in sheet.split("}"):
        *opened, declared = piece.split("{")
        selectors = opened[0].rpartition(";")[2] if opened else ""
        if depth == 0 and len(opened) == 1 and not selectors.lstrip().startswith("@"):
            yield selectors, declared
        depth = max(depth + len(opened) - 1, 0)


def is_hidden(tag: str, given: Mapping[str, str], style: Mapping[str, str], sheets: frozenset[str]) -> bool:
    """An element that is not drawn, by its attribute, its own style, or a rule of the page."""
    if tag in WHOLE:
        return False
    return "hidden" in given or is_gone(style) or any(name in sheets for name in _selectors(tag, given))


def is_gone(style: Mapping[str, str]) -> bool:
    """A style under which nothing of the element can be seen, whatever lies in it."""
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if NOTHING.match(style.get("opacity", "")) or style.get("color") == "transparent":
        return True
    cut = style.get("overflow") == "hidden" and any(NOTHING.match(style.get(size, "")) for size in SIZES)
    away = any(AWAY.match(style.get(side, "")) for side in ("text-indent", "left", "top", "margin-left", "margin-top"))
    ground = style.get("background-color", style.get("background"))
    return cut or away or (ground is not None and ground == style.get("color"))


def is_tiny(style: Mapping[str, str]) -> bool | None:
    """Letters too small to see; None where the style says nothing of it."""
    return bool(TINY.match(style["font-size"])) if "font-size" in style else None


def declarations(text: str) -> dict[str, str]:
    """Property by property, the last that counts; one that is important is not undone by one that is not."""
    found: dict[str, str] = {}
    kept: set[str] = set()
    for one in _without_notes(text).lower().split(";"):
        name, _, value = "".join(one.split()).partition(":")
        important = value.endswith("!important")
        if value and (important or name not in kept):
            found[name] = value.removesuffix("!important")
            kept |= {name} if important else set()
    return found


def _selectors(tag: str, given: Mapping[str, str]) -> Iterator[str]:
    names = [f".{name}" for name in given.get("class", "").lower().split()]
    for name in [*names, *([f"#{given['id'].lower()}"] if given.get("id") else [])]:
        yield from (name, tag + name)
