"""Signs that deceive the eye: text turned round, letters without width, letters from other alphabets."""

import re
import unicodedata

from vaern.evidence.readers.gather import Gather

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\U000e0000-\U000e007f]")
EMOJI_JOINT = re.compile(
    "(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])"
)
WORD = re.compile(r"[^\W\d_]{2,60}")
ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")
STACKED = re.compile("[\u0300-\u036f]{4,}")
MOST = 200_000
SAYS = {
    "turned_text": (
        "Teksten indeholder usynlige tegn, der vender læseretningen. Det, man ser, kan stå omvendt i filen."
    ),
    "unseen_signs": "Teksten indeholder tegn uden bredde. Ord, der ser ens ud, kan være forskellige i filen.",
    "lookalikes": "Teksten blander bogstaver fra flere alfabeter i samme ord. Et navn kan være efterlignet: ",
    "stacked_signs": "Teksten indeholder mange tegn oven i hinanden, som kan gøre den ulæselig på skærmen.",
    "controls": "Teksten indeholder styretegn, som ikke er vist.",
}
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


def warn_of_strange(gather: Gather, text: str) -> None:
    """One warning for each way in which the text may not be what it looks like."""
    for code in strange(text):
        says = SAYS[code]
        gather.warn(code, says + mixed_word(text[:MOST]) + "." if code == "lookalikes" else says)


def strange(text: str) -> list[str]:
    """Codes of what is odd in the text."""
    sample = text[:MOST]
    plain = EMOJI_JOINT.sub("", sample)
    found = {
        "turned_text": TURNING.search(plain),
        "unseen_signs": UNSEEN.search(plain),
        "lookalikes": mixed_word(plain),
        "stacked_signs": STACKED.search(plain),
        "controls": CONTROLS.search(plain),
    }
    return [code for code, there in found.items() if there]


def mixed_word(text: str) -> str:
    """The first word that mixes alphabets, or ""."""
    if text.isascii():
        return ""
    return next((word[0] for word in WORD.finditer(text) if not word[0].isascii() and _mixes(word[0])), "")


def _mixes(word: str) -> bool:
    names = {unicodedata.name(sign, "").partition(" ")[0] for sign in word}
    return len(names & set(ALPHABETS)) > 1
