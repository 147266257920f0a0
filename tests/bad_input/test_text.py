"""Emoji, both directions, control characters and the big list of naughty strings: shown literally, never obeyed."""

import html
import io
import json
import re
from urllib.parse import quote

import pikepdf
import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, dangers, post, prose, samples, text
from tests.factories.cases import draft
from tests.factories.casework import START, answer_everything, casework
from tests.process.test_letter_case import POINTS, VALUES
from tests.typeset.reading import text_of as text_of_pdf
from tests.web.signed_in import signed_in
from vaern import clock
from vaern.cases.models import Party
from vaern.cases.text import clean
from vaern.letters.models import Letter
from vaern.vault.text import read

pytestmark = pytest.mark.django_db

FIELDS = ("words", "colleague", "when_words", "links", "who_knows")
ODD = {
    "emoji": "\U0001f622\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd",
    "right to left": "\u0634\u0643\u0631\u0627 \u05e9\u05dc\u05d5\u05dd abc",
    "override": "for\u202etxet\u202c \u2066isoleret\u2069",
    "NUL": "f\u00f8r\x00efter",
    "controls": "a\x07b\x1b[31mc\x7fd\x85e",
    "marks": "Z\u0351\u036b\u0343\u036aa\u0321\u031d\u0356l\u031e\u032fgo",
    "tags": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% debug %}${7*7}%(x)s",
    "markdown": "# Nej\n[klik](javascript:alert(1)) ![x](http://ond.invalid/x.png) <b>",
    "typst": '#eval("1+1") $x$ @ref `kode` \\ // ~ *a* _b_',
}


def shown(page: str) -> str:
    """The page's text with its entities read, line breaks as one space."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


@pytest.mark.parametrize("name", ODD)
def test_odd_text_is_kept_in_every_field_and_shown_literally(place, name):
    client, report, odd = browser(place.maja), draft(place.maja), ODD[name]
    answer = post(client, report, "send", recipients=["leader"], **dict.fromkeys(FIELDS, odd))
    report.refresh_from_db()
    assert (answer.status_code, {read(report, field) for field in FIELDS}) == (302, {clean(odd)})
    for reader, view in ((client, "receipt"), (client, "my_case"), (browser(place.henrik), "case")):
        page = reader.get(reverse(view, args=[report.case.number]))
        assert (page.status_code, "\u202e" in text(page), "\x00" in text(page)) == (200, False, False)
        assert dangers(text(page)) == []
    receipt = text(client.get(reverse("receipt", args=[report.case.number])))
    assert html.escape(clean(odd).split("\n")[0]) in receipt


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%FF%FE", "%C0%AF", "%F4%90%80%80", "%E2%82"])
def test_bytes_that_are_no_text_are_replaced_and_the_rest_is_kept(place, raw):
    client, report = browser(place.maja), draft(place.maja)
    for view in ("report_autosave", "report_draft"):
        answer = client.post(
            reverse(view, args=[report.id]),
            f"act=save&revision=1&words=f%C3%B8r{raw}efter".encode(),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in (200, 302)
    report.refresh_from_db()
    assert re.fullmatch("f\u00f8r\ufffd+efter", read(report, "words"))


def test_too_long_text_is_refused_and_stands_on_the_page(place):
    client, report = browser(place.maja), draft(place.maja)
    long = "\u00e6 " * 120_000
    answer = post(client, report, "save", words=long)
    assert (answer.status_code, "for lang" in text(answer)) == (422, True)
    assert long.strip()[:1000] in text(answer)


def test_more_than_the_server_reads_is_refused_in_danish(place):
    client, report = browser(place.maja), draft(place.maja, words="Gemt f\u00f8r.")
    answer = post(client, report, "save", words="x" * 5_000_000)
    report.refresh_from_db()
    assert (answer.status_code, read(report, "words")) == (413, "Gemt f\u00f8r.")
    assert "Teksten er for lang" in prose(answer)
    saving = client.post(reverse("report_autosave", args=[report.id]), {"words": "x" * 5_000_000},
                         headers={"Accept": "application/json"})  # fmt: skip
    assert (saving.status_code, "for lang" in saving.json()["refused"]) == (413, True)


def naughty() -> list[str]:
    return [one for one in json.loads((samples("adversarial/strings") / "blns.json").read_text()) if clean(one)]


@pytest.mark.samples
def test_naughty_strings_go_through_the_report_and_the_case(place):
    """All of them, one a line, so that each meets every page once; and every single one is still there."""
    strings = [clean(one).replace("\n", " ") for one in naughty()]
    client, report = browser(place.maja), draft(place.maja)
    post(client, report, "send", words="\n".join(strings), links="\n".join(strings), recipients=["leader"])
    report.refresh_from_db()
    assert read(report, "words") == clean("\n".join(strings))
    leader, number = browser(place.henrik), report.case.number
    for reader, view in ((client, "receipt"), (client, "my_case"), (leader, "case")):
        page = text(reader.get(reverse(view, args=[number])))
        assert dangers(page) == []
    receipt = shown(text(client.get(reverse("receipt", args=[number]))))
    escaped = text(client.get(reverse("receipt", args=[number])))
    missing = [one for one in strings if html.escape(one) not in escaped and flat(one) not in receipt]
    assert missing == []


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def letter_of(cast):
    answer_everything(cast)
    signed_in(cast.leader).post(reverse("letters", args=[cast.case.number]), {"kind": "vejledning_til_borger"})
    return Letter.objects.get()


def saved(cast, row, words):
    data = {f"v-{name}": value for name, value in VALUES.items()}
    data |= {"v-behaviour": words, "revision": row.revision, "checked": POINTS}
    client = signed_in(cast.leader)
    client.raise_request_exception = False
    return client.post(reverse("letter_save", args=[cast.case.number, row.id]), data)


def looked(cast, row):
    """The letter's page, and its PDF as a list of page texts."""
    row.refresh_from_db()
    page = text(signed_in(cast.leader).get(reverse("letter", args=[cast.case.number, row.id])))
    pdf = signed_in(cast.leader).get(reverse("letter_pdf", args=[cast.case.number, row.id])).content
    return page, pdf


@pytest.mark.parametrize("name", ODD)
def test_odd_text_in_a_letter_is_shown_literally_on_the_page_and_in_the_pdf(cast, name):
    row = letter_of(cast)
    answer = saved(cast, row, f"F\u00f8rst. {ODD[name]} Sidst.")
    if name == "NUL":
        assert (answer.status_code, "F\u00f8rst. f\u00f8r" in prose(answer), "ikke tilladt" in prose(answer)) == (
            422,
            True,
            True,
        )
        return
    assert answer.status_code == 302
    page, pdf = looked(cast, row)
    assert (dangers(page), pdf[:5]) == ([], b"%PDF-")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/JavaScript" not in str(opened.Root.keys())
        assert not [one for leaf in opened.pages for one in leaf.get("/Annots", []) if "ond.invalid" in str(one)]
    words = text_of_pdf(pdf)
    assert ("F\u00f8rst." in words, "Sidst." in words) == (True, True)


@pytest.mark.samples
@pytest.mark.parametrize("part", range(6))
def test_naughty_strings_become_a_letter(cast, part):
    row = letter_of(cast)
    strings = [clean(one).replace("\n", " ")[:380] for one in naughty()][part::6]
    assert saved(cast, row, "\n\n".join(strings)).status_code == 302
    page, pdf = looked(cast, row)
    assert dangers(page) == []
    assert pdf[:5] == b"%PDF-"


def test_odd_names_of_citizens_are_kept_and_shown_literally(cast):
    client = signed_in(cast.leader)
    client.raise_request_exception = False
    address = reverse("case_sender", args=[cast.case.number])
    for odd in ODD.values():
        answer = client.post(address, {"kind": "citizen", "identity": odd, "address": odd})
        assert answer.status_code in (302, 422), odd
    for row in Party.objects.all():
        assert client.get(reverse("decision", args=[cast.case.number])).status_code == 200, row


@pytest.mark.parametrize("name", ODD)
def test_odd_text_in_every_form_of_casework_is_done_or_refused_with_what_was_typed(cast, name):
    """Each POST address of a case, with the odd text in each of its free fields."""
    answer_everything(cast)
    client, number, odd = signed_in(cast.leader), cast.case.number, ODD[name]
    client.raise_request_exception = False
    forms = {
        "case_complaint": {"kind": "impartiality", "words": odd, "about": odd, "received_on": "2026-05-01"},
        "case_answer": {"fact": "after_clear_stop", "value": "yes", "reason": odd},
        "case_norm": {"norm": "violates_peace", "value": "yes", "reason": odd},
        "case_incident": {"summary": odd, "words": odd, "day": odd, "clock": odd, "when_words": odd},
        "decision_ask_jurist": {"question": odd, "words": odd},
        "decision_set_aside": {"condition": "warned_first", "reason": odd},
        "decision_propose": {"purposes": odd, "reason": odd, "alternatives": odd},
        "decision_police_contact": {"says": odd, "words": odd, "who": odd, "on": odd},
        "case_close": {"reason": odd, "lessons": odd},
        "case_close_set_aside": {"condition": "told", "reason": odd},
        "case_told_outcome": {"words": odd, "person": odd},
        "case_add_participant": {"person": odd, "role": odd, "reason": odd},
        "case_disclosed": {"to": odd, "what": odd, "words": odd, "basis": odd},
        "letters": {"kind": odd},
    }
    for view, fields in forms.items():
        answer = client.post(reverse(view, args=[number]), fields)
        assert answer.status_code in (200, 302, 404, 422), (view, answer.status_code)
        assert dangers(text(answer)) == []
    for view in ("case", "case_facts", "case_law", "decision", "letters", "case_log", "participants"):
        assert client.get(reverse(view, args=[number])).status_code == 200, view


@pytest.mark.parametrize("query", ["\x00", "\u202e", quote("<script>"), "%ED%A0%80", "'", "x" * 5000])
def test_odd_addresses_are_not_found_and_nothing_breaks(place, query):
    client = browser(place.henrik)
    for address in (f"/sager/?q={query}", f"/sager/{query[:50]}/", f"/fortael/{query[:50]}/", f"/?next={query}"):
        assert client.get(address).status_code in (200, 301, 302, 400, 404), address
