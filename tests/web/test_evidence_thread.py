"""Several screenshots as one thread in the browser: chosen, closed until a press, noted for each picture."""

import io
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, prose, text
from tests.evidence.items import read_as
from tests.evidence.readers import phone_made
from tests.evidence.readers.phone_made import ANDROID, THREAD
from tests.factories.cases import attached, draft, picture, workplace
from vaern.cases.enums import CaseRole
from vaern.cases.queries import actor_in
from vaern.evidence import joining, reading
from vaern.evidence.locking import lock
from vaern.evidence.queries import items_of
from vaern.evidence.readers import screen_lines
from vaern.evidence.readers.screen_lines import Screen, ScreenLine
from vaern.evidence.readers.shapes import Sure, Text
from vaern.process import report as process

pytestmark = pytest.mark.django_db
WORDS = "Jeg ved hvor du bor henne"
SHOTS = (
    (WORDS, "Mit nummer er 010190-1234 i dag"),
    ("Mit nummer er 010190-1234 i dag", "Vi ses på <b>mandag</b> morgen"),
)


@pytest.fixture
def case():
    """A case with three pictures; the words of the first two have been read."""
    place = workplace()
    report = draft(place.maja)
    for number in range(3):
        attached(report, place.maja, picture((400 + number, 300)), f"skærm{number}.png")
    found = process.send_report(report, by=place.maja).case
    items = list(items_of(found))
    for item, lines in zip(items, SHOTS, strict=False):
        recognised(item, *lines)
    return SimpleNamespace(place=place, row=found, items=items, owner=actor_in(place.henrik.person, found))


def recognised(item, *lines):
    """As if the machine had read these lines, one bubble each."""
    top = 300 if lines[0] == WORDS else 200
    rows = [ScreenLine(80, top + 100 * at, 580, top + 100 * at + 40, 95, one) for at, one in enumerate(lines)]
    words = Text(screen_lines.told(Screen(2000, tuple(rows))), screen_lines.KIND, sure=Sure.PROPOSED)
    read_as(item, kind="picture.png", texts=(words,), facts=(("ocr_sureness", "95"),))


def at(case, name="evidence_thread"):
    return reverse(name, args=[case.row.number])


def choose(case, *numbers):
    return browser_of(case).post(at(case), {"pictures": [case.items[number].number for number in numbers]})


def browser_of(case):
    return browser(case.place.henrik)


def acts(item):
    return [(entry.act, entry.reason_code) for entry in item.custody.order_by("sequence")]


@pytest.mark.row("B04")
def test_thread_is_closed_until_a_press_and_shown_once(case):
    client = browser_of(case)
    asked = client.get(at(case))
    assert ("B1. skærm0.png" in prose(asked), WORDS in text(asked)) == (True, False)
    assert client.get(at(case, "evidence_thread_view")).status_code == 404
    opened = client.post(at(case), {"pictures": [case.items[0].number, case.items[1].number]})
    assert (opened.status_code, WORDS in text(opened), "sandbox" in text(opened)) == (200, False, True)
    assert "frame-src 'self'" in opened["Content-Security-Policy"]
    assert [reverse("evidence_item", args=[case.row.number, item.id]) in text(opened) for item in case.items] == [
        True,
        True,
        False,
    ]
    shown = client.get(at(case, "evidence_thread_view"))
    assert (WORDS in text(shown), "Ses i B1, B2" in prose(shown), "billederne er beviset" in prose(shown)) == (
        True,
        True,
        True,
    )
    assert shown["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert shown["Cache-Control"] == "no-store"
    assert client.get(at(case, "evidence_thread_view")).status_code == 404


def test_who_saw_the_words_is_noted_for_each_picture_when_they_are_fetched(case):
    client = browser_of(case)
    client.post(at(case), {"pictures": [case.items[0].number, case.items[1].number]})
    assert acts(case.items[0])[-1][0] == "received"
    client.get(at(case, "evidence_thread_view"))
    assert [acts(item)[-1] for item in case.items] == [("viewed", "thread"), ("viewed", "thread"), ("received", "")]
    assert "dets ord, i en tråd af flere skærmbilleder" in prose(
        client.get(reverse("evidence_list", args=[case.row.number]))
    )


def test_words_of_a_picture_are_text_and_never_markup(case):
    client = browser_of(case)
    client.post(at(case), {"pictures": [case.items[0].number, case.items[1].number]})
    shown = text(client.get(at(case, "evidence_thread_view")))
    assert ("&lt;b&gt;mandag" in shown, "<b>mandag" in shown) == (True, False)


def test_numbers_are_hidden_from_those_who_do_not_need_them(case):
    whole = joining.join_and_note(case.items[:2], case.owner)
    assert "010190-1234" in whole.messages[1].text
    masked = joining.join_and_note(case.items[:2], actor_in(case.place.maja.person, case.row))
    assert actor_in(case.place.maja.person, case.row).role != CaseRole.CASE_OWNER
    assert masked.messages[1].text == "Mit nummer er 010190-XXXX i dag"


def test_picture_that_the_machine_has_not_come_to_is_said(case):
    answer = choose(case, 0, 2)
    assert (answer.status_code, "Maskinen har ikke læst ordene endnu i: B3." in prose(answer)) == (422, True)


@pytest.mark.parametrize("sent", [{}, {"pictures": ["1"]}, {"pictures": ["99", "x"]}])
def test_what_cannot_be_laid_together_is_refused_with_why(case, sent):
    answer = browser_of(case).post(at(case), sent)
    assert (answer.status_code, WORDS in text(answer)) == (422, False)


def test_locked_picture_can_neither_be_chosen_nor_shown(case):
    client = browser_of(case)
    client.post(at(case), {"pictures": [case.items[0].number, case.items[1].number]})
    lock(item=case.items[1], by=case.owner)
    assert client.get(at(case, "evidence_thread_view")).status_code == 404
    assert choose(case, 0, 1).status_code == 422
    assert "B2." not in prose(client.get(at(case)))


def test_list_offers_a_thread_where_there_are_two_pictures(case):
    client = browser_of(case)
    page = reverse("evidence_list", args=[case.row.number])
    assert at(case) in text(client.get(page))
    lock(item=case.items[1], by=case.owner)
    lock(item=case.items[2], by=case.owner)
    assert at(case) not in text(client.get(page))
    assert "mindst to billeder" in prose(client.get(at(case)))


def test_places_are_told_without_content(case):
    recognised(case.items[2], "Skal vi spise lasagne i aften", "Husk mælk")
    answer = prose(choose(case, 0, 1, 2))
    assert ("Billedet B1" in answer, "Nummer 3 i tråden." in answer, "lasagne" in answer) == (True, True, False)


@pytest.mark.row("B04")
def test_real_screenshots_are_read_and_joined(case):
    place, report = case.place, draft(case.place.maja)
    long = phone_made.conversation(THREAD, ANDROID)
    for top in (1000, 0, 2900):
        out = io.BytesIO()
        phone_made.screenshot(long, top, ANDROID).save(out, "PNG")
        attached(report, place.maja, out.getvalue(), f"{top}.png")
    found = process.send_report(report, by=place.maja).case
    items = list(items_of(found))
    for item in items:
        reading.read_item(item)
        reading.propose_words(item)
    whole = joining.join(items)
    assert [part.facts["place"] for part in whole.parts] == ["2", "1", "3"]
    assert [one.text for one in whole.messages if one.kind == "missing"] == [
        "Mellem B1 og B3 er der ingen overlapning: noget kan mangle."
    ]
