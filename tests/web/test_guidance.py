"""What can be read at any time: every sentence of content's guidance stands on a page somewhere."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.factories.people import make_account
from vaern import clock
from vaern.process.situation import book
from vaern.rulebook.dated import latest
from vaern.web.start.pages import LISTS, TEXTS

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[2] / "src/vaern"
NOT_READ = {"id", "code", "edition", "valid_from", "source"}


def sentences(part: Any) -> Iterator[str]:
    """Every text of a file, but for what only a program reads."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        yield from (text for key, value in part.items() if key not in NOT_READ for text in sentences(value))
    elif isinstance(part, list):
        yield from (text for value in part for text in sentences(value))


def unused(texts: Iterable[str], files: Mapping[str, str]) -> list[str]:
    """Texts that no file of ours asks for by name."""
    return sorted(text for text in texts if not any(f'"{text}"' in file for file in files.values()))


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(make_account(username="maja"))
    return client


@pytest.mark.row("G27", "G21", "G20")
def test_every_sentence_of_the_guidance_is_on_its_page(reader) -> None:
    page = reader.get(reverse("guidance")).content.decode()
    lists = [latest(book().checklists[key], clock.today()) for key in LISTS]
    said = [text for key in TEXTS for text in sentences(book().texts[key])]
    said += [text for one in lists for text in (one.title, one.intro)]
    said += [text for one in lists for item in one.items for text in (item.text, item.help)]
    assert len(said) > 150
    assert [text for text in said if escape(text) not in page] == []
    assert page.count("Ikke bekræftet af en jurist") == len(TEXTS) + len(LISTS)


@pytest.mark.row("G18")
def test_citizen_reads_what_to_expect_and_what_is_not_accepted_without_signing_in(client) -> None:
    page = client.get(reverse("help")).content.decode()
    said = {key: part for key, part in book().texts["citizen_page"].items() if key != "title"}
    assert [text for text in sentences(said) if escape(text) not in page] == []


def test_guidance_asks_who_one_is(client) -> None:
    assert client.get(reverse("guidance")).status_code == 302


def test_every_text_of_guidance_is_asked_for_by_a_page() -> None:
    texts = [key for key in book().texts if key not in book().checklists]
    files = {str(path): path.read_text() for path in SOURCE.rglob("*.py")}
    assert unused(texts, files) == []


def test_text_that_nothing_asks_for_is_found() -> None:
    assert unused(["spot_it", "planted"], {"a.py": 'texts["spot_it"]'}) == ["planted"]
