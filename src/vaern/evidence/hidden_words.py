"""Where words stand in a text: by themselves, or inside a longer word, which somebody must look at to decide.

A word ends where no letter, digit or underscore follows, in any language; characters that nobody sees (soft hyphens,
joiners) are looked through. “Ole” stands by itself in “Ole-Bole”, and inside a longer word in “Oles” and “fodbolde”.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from unicodedata import combining, normalize

HIDDEN = "[sløret]"
UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_ANY_UNSEEN, _LETTER, _SKIPPED = f"[{UNSEEN}]*", re.compile(r"\w"), re.compile(f"[{UNSEEN}]")
GENITIVE = ("s", "'s", "’s")


@dataclass(frozen=True)
class Place:
    """A stretch of a text: from, to, and which word it is, in small letters and without what nobody sees."""

    start: int
    end: int
    word: str


@dataclass(frozen=True)
class Longer:
    """A longer word that holds one that is to be hidden, how often it stands there, and whether it is its genitive."""

    word: str
    times: int
    genitive: bool


def longer_words(text: str, wanted: Iterable[str]) -> list[Longer]:
    """The longer words of the text that hold one of these, in the order of the alphabet."""
    wanted = [_same(one) for one in wanted]
    counted = Counter(place.word for place in set(_inside(text, wanted)))
    genitives = {one + ending for one in wanted for ending in GENITIVE}
    return [Longer(word, times, word in genitives) for word, times in sorted(counted.items())]


def missing(text: str, wanted: Iterable[str], longer: Collection[str] = ()) -> list[str]:
    """Those of the wanted that stand nowhere in the text by themselves, nor in a longer word that is hidden too."""
    also = set(map(_same, longer))
    return [
        one
        for one in wanted
        if not any(whole or place.word in also for place, whole in _places(normalize("NFC", text), one))
    ]


def hide(text: str, wanted: Iterable[str], longer: Collection[str] = ()) -> str:
    """The text with the wanted hidden where they stand by themselves, and these longer words hidden whole."""
    text, also = normalize("NFC", text), set(map(_same, longer))
    found = [place for one in wanted for place, whole in _places(text, one) if whole or place.word in also]
    out, upto = [], 0
    for place in sorted(found, key=lambda each: (each.start, -each.end)):
        if place.start >= upto:
            out += [text[upto : place.start], HIDDEN]
        upto = max(upto, place.end)
    return "".join([*out, text[upto:]])


def stands_in(text: str, wanted: Iterable[str], *, anywhere: bool = False) -> bool:
    """Whether one of the words can be read: by itself or as its genitive, or `anywhere`, in longer words too."""
    text = normalize("NFC", text)
    for one in wanted:
        forms = {_same(one) + ending for ending in GENITIVE}
        if any(whole or anywhere or place.word in forms for place, whole in _places(text, one)):
            return True
    return False


def _inside(text: str, wanted: Iterable[str]) -> Iterator[Place]:
    text = normalize("NFC", text)
    return (place for one in wanted for place, whole in _places(text, one) if not whole)


def _places(text: str, wanted: str) -> Iterator[tuple[Place, bool]]:
    """Each place of the words with the whole word around it, and whether that is no longer than they are."""
    for found in _spelt(wanted).finditer(text):
        start = _word_begins(text, found.start()) if _is_letter(found[0][0]) else found.start()
        end = _word_ends(text, found.end()) if _is_letter(found[0][-1]) else found.end()
        yield Place(start, end, _same(text[start:end])), (start, end) == found.span()


def _spelt(words: str) -> re.Pattern[str]:
    """The words in capitals or small letters, over the end of a line, and with invisible characters in them."""
    spelt = (_ANY_UNSEEN.join(map(re.escape, normalize("NFC", word))) for word in words.split())
    return re.compile(rf"{_ANY_UNSEEN}\s+{_ANY_UNSEEN}".join(spelt), re.IGNORECASE)


def _word_begins(text: str, at: int) -> int:
    seen = at
    while at > 0 and (_is_letter(text[at - 1]) or _SKIPPED.match(text[at - 1])):
        at -= 1
        seen = at if _is_letter(text[at]) else seen
    return seen


def _word_ends(text: str, at: int) -> int:
    seen = at
    while at < len(text) and (_is_letter(text[at]) or _SKIPPED.match(text[at])):
        at += 1
        seen = at if _is_letter(text[at - 1]) else seen
    return seen


def _is_letter(character: str) -> bool:
    return bool(_LETTER.match(character) or combining(character))


def _same(words: str) -> str:
    """As words are compared: small letters, one space between, nothing that is not seen."""
    return " ".join(_SKIPPED.sub("", normalize("NFC", words)).casefold().split())
