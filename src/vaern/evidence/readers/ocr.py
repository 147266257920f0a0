"""Text recognition of screenshots. Everything found is a proposal that a person must confirm.

Read twice: as Danish for the words (English turns "Så" into "Sa"), as English for addresses and account names (Danish
turns "@kaj" into "ækaj").
Slow, so it is a reader of its own: `read_isolated(path, name, folder, reader=Path(ocr.__file__))`, or `propose(path)`
in the same process. `added` lays its proposals beside what the picture's own reader found.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, ImageStat

from vaern.evidence.readers import ocr_finds, ocr_light, screen_lines
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.picture import FAULTS, FORMATS, MOST_PIXELS, TOO_LARGE
from vaern.evidence.readers.screen_lines import Screen, ScreenLine
from vaern.evidence.readers.shapes import Reading, Source, Sure, Unreadable

PLACES = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata")
LANGUAGES = ("dan", "eng")
LONGEST_SIDE, SMALL_SIDE = 4000, 900
DARK = 110
SURE_ENOUGH = 40
NO_TOOL = "Tekstgenkendelse er ikke sat op på denne maskine (tesseract med dansk mangler)."
NOT_CLEAR = "Teksten i billedet er svær at læse for maskinen. Sammenlign hvert ord med billedet."
CONFIRM = "Teksten er læst af en maskine. Et menneske skal sammenligne den med billedet, før den bruges."


def read(source: Source, out: Out) -> Reading:
    """The words in the picture, and what in them may be an address, an account, an id or a time."""
    gather = Gather(source, out, "ocr")
    picture = _prepared(gather)
    words, as_english, sureness, screen = _recognised(gather, picture)
    gather.fact("sureness", sureness)
    if not words.strip():
        gather.warn("no_text", "Der er ikke fundet tekst i billedet.")
        return gather.reading()
    gather.text(words, "ocr", sure=Sure.PROPOSED)
    gather.text(screen_lines.told(screen), screen_lines.KIND, sure=Sure.PROPOSED)
    gather.warn("confirm", NOT_CLEAR if sureness < SURE_ENOUGH else CONFIRM)
    ocr_finds.tell(gather, words, as_english)
    return gather.reading()


def propose(path: Path, name: str = "") -> Reading:
    """As `read`, for a picture on the disk; keeps nothing. Raises Unreadable where it cannot be opened."""
    return read(Source(path, name or path.name), Out(path.parent, most_parts=0))


def added(reading: Reading, proposed: Reading) -> Reading:
    """The picture's own reading with the proposals beside it."""
    return replace(
        reading,
        texts=reading.texts + proposed.texts,
        times=reading.times + proposed.times,
        identifiers=reading.identifiers + proposed.identifiers,
        facts=(*reading.facts, *(("ocr_" + name, value) for name, value in proposed.facts)),
        warnings=reading.warnings + proposed.warnings,
    )


def tessdata() -> tuple[str, list[str]]:
    """Where the languages lie, and which of ours are there. Raises Unreadable when none is."""
    for place in (os.environ.get("TESSDATA_PREFIX", ""), *PLACES):
        there = [one for one in LANGUAGES if place and (Path(place) / f"{one}.traineddata").is_file()]
        if there:
            return place, there
    raise Unreadable(NO_TOOL)


def _prepared(gather: Gather) -> Image.Image:
    """Grey, upright, dark letters on light, and large enough for small print."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    try:
        with Image.open(gather.source.path, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unreadable(TOO_LARGE)
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            grey = ImageOps.exif_transpose(_on_white(opened)).convert("L")
    except Image.DecompressionBombError as error:
        raise Unreadable(TOO_LARGE) from error
    except FAULTS as error:
        raise Unreadable("Billedet kan ikke åbnes, så teksten i det kan ikke læses.") from error
    if ImageStat.Stat(grey).mean[0] < DARK:
        gather.fact("inverted", "yes")
    if max(grey.size) < SMALL_SIDE:
        grey = grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS)
    return ocr_light.evened(grey)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA", "PA") and "transparency" not in picture.info:
        return picture
    seen = picture.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen)


def _recognised(gather: Gather, picture: Image.Image) -> tuple[str, str, int, Screen]:
    """The words as Danish, as English (for addresses), how sure the machine is, of 100, and where each line stands."""
    place, languages = tessdata()
    if "dan" not in languages:
        gather.warn("no_danish", "Dansk mangler i tekstgenkendelsen. Danske bogstaver kan være læst forkert.")
    gather.fact("languages", "+".join(languages))
    read_as = [_words(picture, place, language) for language in languages]
    return read_as[0][0], read_as[-1][0], read_as[0][1], read_as[0][2]


def _words(picture: Image.Image, place: str, language: str) -> tuple[str, int, Screen]:
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    import tesserocr

    with tesserocr.PyTessBaseAPI(path=place, lang=language, psm=tesserocr.PSM.SINGLE_BLOCK) as engine:
        engine.SetImage(picture)
        words: str = engine.GetUTF8Text()
        return (
            words,
            int(engine.MeanTextConf()),
            Screen(_thousandths(picture.height, picture), tuple(_boxes(engine, picture))),
        )


def _boxes(engine: Any, picture: Image.Image) -> Iterator[ScreenLine]:
    """Each recognised line with its box."""
    import tesserocr

    level = tesserocr.RIL.TEXTLINE
    for found in tesserocr.iterate_level(engine.GetIterator(), level):
        box = None if found.Empty(level) else found.BoundingBox(level)
        if box:
            left, top, right, bottom = (_thousandths(length, picture) for length in box)
            yield ScreenLine(left, top, right, bottom, int(found.Confidence(level)), found.GetUTF8Text(level))


def _thousandths(length: int, picture: Image.Image) -> int:
    return max(0, length) * 1000 // picture.width
