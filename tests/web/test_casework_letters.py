"""Letters to the citizen, as a browser sees them."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, answer_everything, casework
from tests.process.test_letter_case import POINTS, VALUES
from tests.typeset.reading import text_of as printed
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.letters.models import Letter
from vaern.web.casework.marked_up import as_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def new(cast):
    url = reverse("letters", args=[cast.case.number])
    response = signed_in(cast.leader).post(url, {"kind": "vejledning_til_borger"})
    row = Letter.objects.get()
    assert response["Location"] == reverse("letter", args=[cast.case.number, row.id])
    return row


def post(person, row, name, **data):
    return signed_in(person).post(reverse(name, args=[row.case.number, row.id]), data)


def page(person, row):
    return signed_in(person).get(reverse("letter", args=[row.case.number, row.id]))


def saved(row, cast, revision=0, **more):
    data = {f"v-{name}": value for name, value in VALUES.items()} | {"revision": revision, "checked": POINTS} | more
    return post(cast.leader, row, "letter_save", **data)


def approved(person, row, revision=1, **more):
    return post(person, row, "letter_approve", revision=revision, **more)


def test_letter_is_of_one_of_the_kinds_shown(cast):
    url = reverse("letters", args=[cast.case.number])
    shown = signed_in(cast.leader).get(url)
    assert next(kind.code for kind in shown.context["kinds"]) == "vejledning_til_borger"
    assert signed_in(cast.leader).post(url, {"kind": "forbud"}).status_code == 422
    assert Letter.objects.count() == 0


def test_a_date_that_the_case_has_not_is_advice_beside_the_draft_and_hinders_nothing(cast):
    row = new(cast)
    saved(row, cast)
    assert "Se efter datoerne" not in text_of(page(cast.approver, row))
    saved(row, cast, revision=1, **{"v-behaviour": "Den 24. april blev medarbejderens profil besøgt."})
    shown = text_of(page(cast.approver, row))
    assert "Se efter datoerne" in shown
    assert "Brevet nævner 24. april, men intet i sagen har den dato" in shown
    approved(cast.approver, row, revision=2, checked=POINTS)
    row.refresh_from_db()
    assert row.approved_at
    assert "Se efter datoerne" not in text_of(page(cast.approver, row))


@pytest.mark.row("B03")
def test_letter_goes_from_draft_over_another_to_sent(cast):
    answer_everything(cast)
    row = new(cast)
    assert saved(row, cast).status_code == 302
    shown = page(cast.leader, row)
    assert VALUES["behaviour"] in text_of(shown)
    assert (shown.context["may_approve"], page(cast.approver, row).context["may_approve"]) == (False, True)
    assert approved(cast.leader, row).status_code == 422
    ticked = [*POINTS, "letter_friendly_tone"]
    assert approved(cast.approver, row, checked=ticked).status_code == 302
    assert page(cast.leader, row).context["gate_open"] is True
    assert post(cast.leader, row, "letter_send").status_code == 302
    row.refresh_from_db()
    assert (row.sent_by, row.approved_by) == (cast.leader, cast.approver)
    pdf = signed_in(cast.leader).get(reverse("letter_pdf", args=[cast.case.number, row.id]))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert "Kladde" not in printed(pdf.content)


def test_letter_is_not_sent_while_points_are_missing(cast):
    row = new(cast)
    saved(row, cast, checked=[])
    approved(cast.approver, row)
    assert page(cast.leader, row).context["gate_open"] is False
    assert post(cast.leader, row, "letter_send").status_code == 422
    row.refresh_from_db()
    assert row.sent_at is None


def test_second_window_keeps_what_was_typed(cast):
    row = new(cast)
    assert saved(row, cast).status_code == 302
    late = saved(row, cast, revision=0, **{"v-request": "Skriv i stedet til os."})
    assert (late.status_code, "Skriv i stedet til os." in text_of(late)) == (422, True)


def test_approved_letter_has_no_form_and_refuses_to_be_saved(cast):
    row = new(cast)
    saved(row, cast)
    approved(cast.approver, row)
    assert page(cast.leader, row).context["form"] is None
    assert saved(row, cast, revision=1).status_code == 422


@pytest.mark.row("B03")
def test_text_saved_after_the_approver_opened_it_is_not_approved(cast):
    row = new(cast)
    saved(row, cast)
    assert 'name="revision" value="1"' in page(cast.approver, row).content.decode()
    saved(row, cast, revision=1, **{"v-request": "Noget helt andet."})
    late = approved(cast.approver, row, revision=1)
    assert (late.status_code, "Læs brevet igen" in text_of(late)) == (422, True)
    assert post(cast.approver, row, "letter_approve", revision="x").status_code == 422
    assert post(cast.approver, row, "letter_approve").status_code == 422
    assert approved(cast.approver, row, revision=2).status_code == 302


@pytest.mark.row("B03")
def test_whoever_rewrote_it_is_told_how_it_can_be_approved(cast):
    row = new(cast)
    saved(row, cast)
    data = {f"v-{name}": value for name, value in VALUES.items()} | {"revision": 1, "v-request": "Mit forslag."}
    assert post(cast.approver, row, "letter_save", **data).status_code == 302
    shown = page(cast.approver, row)
    assert (shown.context["may_approve"], page(cast.leader, row).context["may_approve"]) == (False, False)
    assert "Henrik Solbjerg, som begyndte på brevet, kan læse det" in text_of(shown)
    assert "Teksten er sidst ændret af Birthe Kramhøft" in text_of(shown)
    assert page(cast.other_approver, row).context["may_approve"] is True


def test_tone_is_for_the_one_who_reads_to_tick(cast):
    row = new(cast)
    saved(row, cast)
    shown = page(cast.approver, row)
    asked = {code for code, _says in shown.context["form"]["checked"].field.choices}
    ticked = {code for code, _says, is_ticked in shown.context["points"] if is_ticked}
    assert {code for code, *_more in shown.context["points"]} - asked == {"letter_friendly_tone"}
    assert ticked == set(POINTS)


def test_letter_is_discarded_and_stays(cast):
    row = new(cast)
    assert post(cast.leader, row, "letter_discard").status_code == 302
    assert page(cast.leader, row).context["may_discard"] is False
    assert Letter.objects.count() == 1


def test_point_of_the_letter_is_set_aside_with_a_reason(cast):
    row = new(cast)
    reason = "Aftalt med juristen."
    assert post(cast.leader, row, "letter_set_aside", condition="invites_version", reason=reason).status_code == 302
    rows = {one.id: one for one in page(cast.leader, row).context["rows"]}
    assert (rows["invites_version"].state, rows["invites_version"].reason) == ("set_aside", reason)
    assert post(cast.leader, row, "letter_set_aside", condition="one_kind", reason=reason).status_code == 422


def test_draft_opens_as_pdf(cast):
    row = new(cast)
    pdf = signed_in(cast.leader).get(reverse("letter_pdf", args=[cast.case.number, row.id]))
    assert printed(pdf.content).count("Kladde, ikke godkendt og ikke sendt") > 1  # in the head, and below on each page


def test_letter_of_another_case_is_not_found(cast):
    row = new(cast)
    other = casework()
    url = reverse("letter", args=[other.case.number, row.id])
    assert signed_in(other.leader).get(url).status_code == 404


def test_typed_html_is_shown_as_text():
    html = as_html("## Hej <script>alert(1)</script>\n\n[klik](javascript:alert(1))")
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert html.startswith("<h3>")


def test_telling_the_sender_can_wait_with_a_reason_and_a_last_day(cast):
    url = reverse("telling_postpone", args=[cast.case.number])
    browser = signed_in(cast.leader)
    refused = browser.post(url, {"until": "2026-06-02", "reason": "Beviser kan forsvinde."})
    assert (refused.status_code, cast.case.postponements.count()) == (422, 0)
    assert ("Hvorfor må det vente?", "Beviser kan forsvinde.") in refused.context["typed"]
    browser.post(url, {"until": "2026-06-20", "reason": "Beviser kan forsvinde."})
    shown = text_of(browser.get(reverse("letters", args=[cast.case.number])))
    assert "Det venter til den 20.\N{NO-BREAK SPACE}juni." in shown
    assert "Beviser kan forsvinde." in shown


@pytest.mark.row("B03")
def test_only_guidance_or_a_warning_counts_as_sent_first(cast):
    def guided_first():
        shown = signed_in(cast.leader).get(reverse("case", args=[cast.case.number]))
        return shown.context["rights"][1][1]

    with clock.travel(START):
        row = new(cast)
    sent = Letter.objects.filter(id=row.id)
    by_another = {"approved_by": cast.approver, "approved_at": START, "sent_by": cast.leader, "sent_at": START}
    sent.update(kind="besked_om_politianmeldelse", **by_another)
    assert guided_first() == "Ikke endnu."
    sent.update(kind="advarsel_om_politianmeldelse")
    assert guided_first().startswith("Sendt ")


def test_who_approves_cannot_let_the_sender_wait(cast):
    url = reverse("telling_postpone", args=[cast.case.number])
    refused = signed_in(cast.employee).post(url, {"until": "2026-06-20", "reason": "Nej."})
    assert (refused.status_code, cast.case.postponements.count()) == (404, 0)


def test_refused_letter_gives_back_what_was_written_and_no_numbers_of_ours(cast):
    refused = post(cast.leader, new(cast), "letter_save", **{"revision": 7, "v-contact_phone": "99 99 99 99"})
    assert refused.status_code == 422
    assert [text for _label, text in refused.context["typed"]] == ["99 99 99 99"]
