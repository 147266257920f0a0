"""A person without a role in a case cannot learn that it exists: every address, as every role, in every way.

Canary words stand in everything that is sealed, in file names and bytes, in names and in drafts. What each may meet is
worked out from `cases.access.AREAS`. Answers about what is not one's own are the same, byte for byte, as about what is
not there. `test_outsiders.py` compares the days before and after.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import override_settings
from django.urls import include, path, reverse
from pytest_django import DjangoDbBlocker

from tests.architecture.walk.browser import NO_SUCH_CASE, Browser, not_said
from tests.architecture.walk.canaries import ELSEWHERE, NEEDS, Nest, plant, sealed_fields
from tests.architecture.walk.looking import look
from tests.architecture.walk.places import Place, places
from tests.architecture.walk.world import EXPECTED, World, fill, seat_people
from tests.undone import undone
from vaern.cases.models import Case, Report
from vaern.jobs.models import Job
from vaern.people.models import Account
from vaern.people.notices import send_email
from vaern.vault.text import read
from vaern.web import access

# The databases differ in nothing that the walk asks for, so it runs once.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

SOURCE = Path(__file__).parents[2] / "src" / "vaern"
# Answered 404 to the case owner: the pages of the one who told, and content that was not asked for.
FOR_OTHERS = {
    "evidence_picture", "evidence_view", "evidence_media", "evidence_thread_view",
    "receipt", "my_case", "my_case_log", "my_accept",
}  # fmt: skip


@pytest.fixture(scope="module")
def nested(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, Nest]]:
    """The two cases, with a canary in everything; made once, since every question is taken back."""
    with django_db_blocker.unblock(), undone("keys"), undone():
        world = fill(seat_people())
        yield world, plant(world)


@pytest.mark.parametrize("name", EXPECTED)
def test_nobody_meets_what_is_not_theirs_to_know(name: str, nested: tuple[World, Nest]) -> None:
    world, nest = nested
    browser = Browser(world, name)
    assert [fault for place in places(world) for fault in look(browser, nest, place)] == []


def test_every_sealed_field_has_a_canary_and_says_which_area_it_needs(nested: tuple[World, Nest]) -> None:
    labels = {label for _model, _field, label in sealed_fields()} - ELSEWHERE
    assert labels - set(NEEDS) == set()
    assert labels - {canary.stands_in for canary in nested[1].canaries} == set()
    assert set(NEEDS) - labels == set()


def test_the_walk_is_not_blind(nested: tuple[World, Nest]) -> None:
    """The case owner meets what the owner may; so a canary that nobody meets is not merely badly planted."""
    world, nest = nested
    browser, met = Browser(world, "henrik"), set()
    for place in places(world):
        if place.is_open_to("henrik") and place.case == "A":
            for way, answer in browser.every_way(place.path):
                assert answer.status != 404 or place.name in FOR_OTHERS, (place, way)
                met |= {canary.stands_in for canary in nest.met(not_said(answer.whole, place.path))}
    assert met >= {
        "cases.Incident.summary", "cases.Party.identity", "cases.Answer.reason", "cases.NormReason.reason",
        "care.Disclosure.what", "evidence.Item.name", "file bytes", "injury.InjuryNotice.reason",
        "decisions.Consultation.answer", "decisions.Proposal.reason", "decisions.Approval.reason",
        "letters.Letter.body", "measures.PoliceContact.said", "employee's name",
    }  # fmt: skip


@pytest.mark.row("G16")
@pytest.mark.parametrize(("name", "letter"), [("henrik", "A"), ("rikke", "B")])
def test_what_was_seen_before_names_no_case_of_others(name: str, letter: str, nested: tuple[World, Nest]) -> None:
    """Both cases of the walk have the same profile: each owner is told that there are others, and nothing of them."""
    world, nest = nested
    page = Browser(world, name).ask(reverse("evidence_list", args=[world.cases[letter].number]))
    assert b'id="set-foer"' in page.body
    assert [canary for canary in nest.met(page.whole) if not canary.may_be_met_by(name)] == []


def test_parts_are_asked_for_in_one_way_alone(nested: tuple[World, Nest]) -> None:
    """The walk sees by it where a part of a page is another answer than the page."""
    code = [path for path in SOURCE.rglob("*.py") if re.search(r"HX[-_]", path.read_text())]
    assert code == []
    browser, number = Browser(nested[0], "henrik"), nested[0].cases["A"].number
    ways = {
        name: [way for way, _ in browser.every_way(reverse(name, args=[number]))] for name in ("case", "case_answer")
    }
    assert ways == {
        "case": ["GET", "POST filled", "POST empty"],
        "case_answer": ["GET", "POST filled", "POST part", "POST empty"],
    }


def test_emails_say_nothing_and_are_all_alike(nested: tuple[World, Nest]) -> None:
    for job in Job.objects.filter(name="notice.email"):
        send_email(job.details)
    assert len(mail.outbox) > 0
    assert [nest_met for sent in mail.outbox for nest_met in nested[1].met(sent.message().as_bytes())] == []
    assert len({(sent.subject, sent.body) for sent in mail.outbox}) == 1


@pytest.mark.parametrize("name", ["asta", "kirstine", "mikkel", "rikke"])
def test_a_new_word_cannot_be_hung_on_another_case(name: str, nested: tuple[World, Nest]) -> None:
    """Beginning to tell in a case that is not one's own is the same as in one that is not there."""
    world, _nest = nested
    browser, number = Browser(world, name), world.cases["A"].number
    real = browser.ask(reverse("report_start"), {"case": number})
    gone = browser.ask(reverse("report_start"), {"case": NO_SUCH_CASE})
    assert real.without(number) == gone.without(NO_SUCH_CASE)


def test_emergency_access_answers_the_excluded_as_if_the_case_were_not_there(nested: tuple[World, Nest]) -> None:
    world, nest = nested
    browser, page = Browser(world, "kirstine"), reverse("break_glass")
    number = world.cases["A"].number
    real = browser.ask(page, {"number": number, "reason": "Det haster"})
    gone = browser.ask(page, {"number": NO_SUCH_CASE, "reason": "Det haster"})
    assert real.status == gone.status
    assert real.body.count(number.encode()) == gone.body.count(NO_SUCH_CASE.encode())
    assert [canary.stands_in for canary in nest.met(not_said(real.whole, number))] == []


# Planted leaks: each must be found ---------------------------------------------------------------------


def leaking_page(_request: HttpRequest) -> HttpResponse:
    """Everybody's words, in a page."""
    return HttpResponse(" ".join(read(report, "words") for report in Report.objects.exclude(sent_at=None)))


def leaking_json(_request: HttpRequest) -> HttpResponse:
    """Everybody's numbers, as data."""
    return JsonResponse({"cases": [case.number for case in Case.objects.all()]})


def leaking_header(_request: HttpRequest) -> HttpResponse:
    """A draft's id, in a header."""
    return HttpResponse("", headers={"X-Newest": str(Report.objects.filter(sent_at=None).latest("saved_at").id)})


def leaking_error(_request: HttpRequest) -> HttpResponse:
    """A name in an error page."""
    return HttpResponse(Report.objects.exclude(sent_at=None).earliest("sent_at").reporter.name, status=403)


LEAKS = {"page": leaking_page, "json": leaking_json, "header": leaking_header, "error": leaking_error}
urlpatterns = [
    path("", include("vaern.web.urls")),
    *(path(f"plantet/{name}/", view, name=f"planted_{name}") for name, view in LEAKS.items()),
]


@pytest.mark.parametrize(
    ("name", "met"),
    [
        ("page", "asta meets cases.Report.words of A at GET planted_page"),
        ("json", "asta meets case number or id of B at GET planted_json"),
        ("header", "asta meets id of draft M of a draft at GET planted_header"),
        ("error", "asta meets employee's name of A at GET planted_error"),
    ],
)
@override_settings(ROOT_URLCONF="tests.architecture.test_need_to_know")
def test_the_walk_finds_a_planted_leak(
    name: str, met: str, nested: tuple[World, Nest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(access.TABLE, f"planted_{name}", access.SIGNED_IN)
    world, nest = nested
    here = Place(f"planted_{name}", reverse(f"planted_{name}"))
    assert met in look(Browser(world, "asta"), nest, here)


def test_the_walk_finds_an_answer_that_tells_existence_apart(
    nested: tuple[World, Nest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted row lets anyone with the status area into the log: the AMR is answered otherwise than "not there"."""
    world, nest = nested
    here = next(place for place in places(world) if place.name == "case_log" and place.case == "A")
    browser = Browser(world, "lone")
    assert look(browser, nest, here) == []
    monkeypatch.setitem(EXPECTED, "lone", {})
    monkeypatch.setitem(access.TABLE, "case_log", access.TABLE["case"])
    assert "lone can tell that it exists at GET case_log: 200" in look(browser, nest, here)


def test_a_draft_belongs_to_its_writer_alone(nested: tuple[World, Nest]) -> None:
    _world, nest = nested
    drafts = [canary for canary in nest.canaries if canary.only_writer]
    assert {canary.writer for canary in drafts} == {"pernille", "maja"}
    assert all(not canary.may_be_met_by(name) for canary in drafts for name in EXPECTED if name != canary.writer)


def test_everyone_in_the_walk_can_sign_in(nested: tuple[World, Nest]) -> None:
    world, _nest = nested
    assert set(EXPECTED) - {"anonymous"} <= set(world.people)
    assert Account.objects.count() == len(world.people)
