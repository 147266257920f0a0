"""Every text that people can see has a finished Danish translation."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import polib
import pytest
from scripts.messages import CATALOGUE, untranslated

from tests.architecture.sources import ROOT, SRC


def catalogue(text: str) -> polib.POFile:
    """A small catalogue."""
    return polib.pofile(f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n{text}')


def missing(found: polib.POFile, kept: polib.POFile) -> list[str]:
    """Texts in the source that the catalogue lacks."""
    known = {(entry.msgctxt, entry.msgid) for entry in kept if not entry.obsolete}
    return [entry.msgid for entry in found if (entry.msgctxt, entry.msgid) not in known]


def gathered(folder: Path) -> polib.POFile:
    """What makemessages finds in a copy of the source."""
    copy = folder / "src"
    shutil.copytree(SRC, copy / "vaern", ignore=shutil.ignore_patterns("static", "__pycache__", "migrations", "*.ttf"))
    (copy / "locale").mkdir()
    options = ["-l", "da", "--no-wrap", "--no-location", "--no-obsolete", "-v0"]
    command = [sys.executable, "-m", "django", "makemessages", *options]
    subprocess.run(command, cwd=copy, check=True, env={"PATH": "/usr/bin:/bin"})
    return polib.pofile(str(copy / "locale/da/LC_MESSAGES/django.po"))


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not on this machine")
def test_every_text_in_the_source_is_in_the_catalogue(tmp_path: Path) -> None:
    found = gathered(tmp_path)
    assert len(found) > 300
    assert missing(found, polib.pofile(str(CATALOGUE))) == []


def test_no_translation_is_missing_or_fuzzy() -> None:
    assert untranslated(polib.pofile(str(CATALOGUE))) == []


def test_no_english_text_is_empty() -> None:
    assert [entry.msgstr for entry in polib.pofile(str(CATALOGUE)) if not entry.msgid.strip()] == []


def test_catalogue_check_catches_a_missing_a_fuzzy_and_an_unknown_text() -> None:
    empty = catalogue('msgid "Save"\nmsgstr ""\n')
    fuzzy = catalogue('#, fuzzy\nmsgid "Save"\nmsgstr "Gem"\n')
    done = catalogue('msgid "Save"\nmsgstr "Gem"\n')
    assert (untranslated(empty), untranslated(fuzzy), untranslated(done)) == (["Save"], ["Save"], [])
    assert missing(catalogue('msgid "Send"\nmsgstr ""\n'), done) == ["Send"]


def charged_too_soon(texts: Iterable[str]) -> list[str]:
    """Texts that speak of one who is charged, where nobody is yet: before the police act there is only a suspect."""
    return [text for text in texts if re.search(r"\bden sigtede", text, re.IGNORECASE)]


def test_the_one_it_is_about_is_called_a_suspect_until_the_police_have_charged_anybody() -> None:
    content = [path for path in sorted((ROOT / "content").rglob("*.*")) if "law" not in path.parts]
    kept = [entry.msgstr for entry in polib.pofile(str(CATALOGUE))]
    assert charged_too_soon([*kept, *(path.read_text(encoding="utf-8") for path in content)]) == []
    assert len([text for text in kept if "den mistænkte" in text.lower()]) > 2
    assert charged_too_soon(["Det kan Den sigtede læse.", "når den mistænkte bliver sigtet"]) != []


def test_catalogue_has_no_other_place() -> None:
    assert CATALOGUE == ROOT / "locale/da/LC_MESSAGES/django.po"
