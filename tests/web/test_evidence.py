"""The pages of evidence: what works, what is refused, and that content stays closed until somebody asks."""

import io
import re
import wave
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, prose, text
from tests.evidence.items import THREAD, case_with, kept, read_as
from tests.factories.cases import attached, draft, picture, workplace
from vaern import clock
from vaern.audit.moments import from_microseconds
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.evidence import marks, provenance, redaction
from vaern.evidence.models import CallEntry, Capture, Item, Mark
from vaern.evidence.queries import custody_of, items_of
from vaern.evidence.readers.shapes import Text, Warned
from vaern.evidence.reading import quarantine, read_item
from vaern.people.enums import OrgRole
from vaern.people.models import RoleAssignment
from vaern.people.queries import viewer_of
from vaern.process import report as process
from vaern.vault import blobs
from vaern.vault.text import seal_into
from vaern.web.casework.evidence_out import FEW
from vaern.web.templatetags.moments import exactly

pytestmark = pytest.mark.django_db
SECRET = "Jeg ved hvor dine børn går i skole."


@pytest.fixture
def one():
    return kept()


@pytest.fixture
def words():
    """An item that is a thread of messages."""
    found = kept(b"beskeder som tekst")
    read_as(found.item, **THREAD)
    return found


def at(one, name):
    return reverse(name, args=[one.case.number, one.item.id])


def press(one, name, **fields):
    return browser(one.place.henrik).post(at(one, name), fields, follow=True)


@pytest.mark.row("B04")
def test_page_says_what_it_is_and_keeps_the_content_closed(words):
    client = browser(words.place.henrik)
    page = client.get(at(words, "evidence_item"))
    assert ("Sms" in prose(page), SECRET in text(page)) == (True, False)
    assert client.get(at(words, "evidence_view")).status_code == 404
    opened = client.post(at(words, "evidence_open"))
    assert ("sandbox" in text(opened), SECRET in text(opened)) == (True, False)
    assert "frame-src 'self'" in opened["Content-Security-Policy"]
    shown = client.get(at(words, "evidence_view"))
    assert SECRET in text(shown)
    assert shown["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (shown["X-Frame-Options"], shown["Cache-Control"]) == ("SAMEORIGIN", "no-store")
    assert client.get(at(words, "evidence_view")).status_code == 404
    assert [entry.act for entry in custody_of(words.item)] == ["received", "viewed"]


def test_picture_is_opened_once_and_closed_in(one):
    client = browser(one.place.henrik)
    opened = text(client.post(at(one, "evidence_open")))
    assert (at(one, "evidence_picture") in opened, reverse("case_plan", args=[one.case.number]) in opened) == (
        True,
        True,
    )
    shown = client.get(at(one, "evidence_picture"))
    assert shown["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert client.get(at(one, "evidence_picture")).status_code == 404


def test_what_cannot_be_shown_is_said_on_the_page():
    one = kept(b"MZ\x00\x01")
    assert "ikke læst af maskinen endnu" in prose(press(one, "evidence_open"))
    read_as(one.item, kind="program")
    answer = press(one, "evidence_open")
    assert (answer.status_code, "Filen kan ikke vises her." in prose(answer)) == (422, True)
    quarantine(one.item)
    page = browser(one.place.henrik).get(at(one, "evidence_item"))
    assert "kan skade en computer" in prose(page)


def test_picture_that_was_set_apart_is_offered_neither_shown_nor_redrawn(one):
    quarantine(one.item)
    client = browser(one.place.henrik)
    page, listed = (
        text(client.get(at(one, "evidence_item"))),
        text(client.get(reverse("evidence_list", args=[one.case.number]))),
    )
    offered = [at(one, name) in page + listed for name in ("evidence_open", "evidence_reveal", "evidence_copy")]
    assert (offered, "med denne advarsel" in prose(client.get(at(one, "evidence_item")))) == ([False] * 3, True)
    assert "Den blev sat til side" in prose(press(one, "evidence_copy"))


def sound(seconds=1):
    """A voice message: silence at 8 kHz."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000 * seconds))
    return made.getvalue()


@pytest.fixture
def spoken():
    """An item that is sound, and has been read."""
    found = kept(sound(), "besked.wav")
    read_item(found.item)
    return found


@pytest.mark.row("B04")
def test_sound_is_played_from_a_copy_without_sound_until_it_is_turned_on(spoken):
    client = browser(spoken.place.henrik)
    assert client.get(at(spoken, "evidence_media")).status_code == 404
    opened = client.post(at(spoken, "evidence_open"))
    assert ("<audio" in text(opened), "muted" in text(opened)) == (True, True)
    assert "media-src 'self'" in opened["Content-Security-Policy"]
    played = client.get(at(spoken, "evidence_media"))
    copy = spoken.item.derivedfiles.get()
    assert b"".join(played.streaming_content) == blobs.read_whole(copy.blob)
    assert copy.blob_id != spoken.item.blob_id
    assert (played["Content-Type"], played["Accept-Ranges"]) == ("audio/wav", "bytes")
    assert played["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert [entry.act for entry in custody_of(spoken.item)] == ["received", "transformed", "viewed"]
    press(spoken, "evidence_lock", understood="on")
    assert client.get(at(spoken, "evidence_media")).status_code == 422


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [("bytes=2-5", 206, slice(2, 6)), ("bytes=100-", 206, slice(100, None)), ("bytes=0-99999999", 206, slice(0, None)),
     ("bytes=-5", 200, slice(0, None)), ("nonsense", 200, slice(0, None))],
)  # fmt: skip
def test_player_gets_the_span_it_asks_for(spoken, asked, status, span):
    client = browser(spoken.place.henrik)
    client.post(at(spoken, "evidence_open"))
    whole = blobs.read_whole(spoken.item.derivedfiles.get().blob)
    played = client.get(at(spoken, "evidence_media"), headers={"range": asked})
    assert (played.status_code, b"".join(played.streaming_content)) == (status, whole[span])
    assert played["Content-Length"] == str(len(whole[span]))
    assert played.get("Content-Range", "").endswith(f"/{len(whole)}" if status == 206 else "")


def test_span_that_is_not_there_is_refused(spoken):
    client = browser(spoken.place.henrik)
    client.post(at(spoken, "evidence_open"))
    answer = client.get(at(spoken, "evidence_media"), headers={"range": "bytes=99999999-"})
    assert (answer.status_code, answer["Content-Range"].startswith("bytes */")) == (416, True)


def test_recording_without_a_copy_is_not_played_and_the_page_says_why():
    one = kept(sound(), "besked.wav")
    assert "ikke læst af maskinen endnu" in prose(press(one, "evidence_open"))
    why = Warned(code="no_ffmpeg", says="Programmet ffmpeg er ikke installeret.")
    read_as(one.item, kind="audio.wav", warnings=(why,))
    answer = press(one, "evidence_open")
    assert (answer.status_code, "<audio" in text(answer)) == (422, False)
    assert "kan ikke afspilles her. Programmet ffmpeg er ikke installeret." in prose(answer)


@pytest.mark.row("B04")
def test_stretch_of_a_recording_is_marked(spoken):
    page = text(browser(spoken.place.henrik).get(at(spoken, "evidence_item")))
    assert ('name="since"' in page, 'name="exact"' in page, "bliver ikke sløret her" in page) == (True, False, True)
    answer = press(spoken, "evidence_mark", since="0:02", until="1.05", note="Her truer han")
    assert "Fra 0:02 til 1:05" in prose(answer)
    [row] = marks.marks_of(spoken.item)
    assert marks.annotation(row)["target"]["selector"]["value"] == "t=npt:2,65"


@pytest.mark.parametrize(("since", "until"), [("1:05", "0:02"), ("0:70", "2:00"), ("nu", "2:00"), ("", "2:00")])
def test_stretch_that_is_none_is_refused_and_stays_typed(spoken, since, until):
    answer = press(spoken, "evidence_mark", since=since, until=until, note="Her truer han")
    assert (answer.status_code, "Her truer han" in text(answer)) == (422, True)
    assert marks.marks_of(spoken.item) == []


def test_recording_is_given_as_a_copy_without_its_place(spoken):
    client = browser(spoken.place.henrik)
    assert "Hent en kopi uden stedangivelse" in prose(client.get(at(spoken, "evidence_item")))
    given = client.post(at(spoken, "evidence_copy"))
    assert b"".join(given.streaming_content) == blobs.read_whole(spoken.item.derivedfiles.get().blob)
    assert "B1-kopi-uden-sted.wav" in given["Content-Disposition"]
    assert [entry.reason_code for entry in custody_of(spoken.item)][-1] == "without_position"
    press(spoken, "evidence_lock", understood="on")
    assert client.post(at(spoken, "evidence_copy")).status_code == 422


def test_voice_message_inside_a_chat_is_played():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("stemme.wav", sound())
    one = kept(packed.getvalue(), "chat.zip")
    read_item(one.item)
    part = one.item.derivedfiles.get(media_type="audio/wav").part
    client = browser(one.place.henrik)
    assert "<audio" in text(client.post(at(one, "evidence_open"), {"part": part}))
    assert b"".join(client.get(at(one, "evidence_media")).streaming_content) == sound()


@pytest.mark.row("B04")
def test_where_it_comes_from_is_said_and_shown(one):
    answer = press(one, "evidence_provenance", strength="photo_of_screen", url="https://x.invalid/opslag/1")
    assert "https://x.invalid/opslag/1" in prose(answer)
    assert provenance.newest_of(one.item).strength == "photo_of_screen"
    refused = press(one, "evidence_provenance", strength="server_capture")
    assert refused.status_code == 422


@pytest.mark.row("B04")
def test_what_a_machine_read_is_confirmed(words):
    page = browser(words.place.henrik).get(at(words, "evidence_item"))
    assert "i går kl. 21.40" in text(page)
    answer = press(words, "evidence_confirm", **{"confirmed": "time-0", "value-time-0": "15.11. kl. 21.40"})
    assert "15.11. kl. 21.40" in prose(answer)
    assert press(words, "evidence_confirm").status_code == 422


@pytest.mark.row("B04")
def test_sentence_and_area_are_marked_and_unmarked(words):
    answer = press(words, "evidence_mark", exact="dine børn", fact="threat_of_harm", note="Se her")
    assert "Se her" in prose(answer)
    row = Mark.objects.get()
    assert press(words, "evidence_mark", exact="findes ikke", note="x").status_code == 422
    press(words, "evidence_unmark", row=row.id)
    assert marks.marks_of(words.item) == []
    assert press(words, "evidence_unmark", row=row.id).status_code == 422
    seen = kept(place=words.place)
    press(seen, "evidence_mark", x=10, y=10, width=20, height=20, note="Ansigt")
    assert "<rect" in text(press(seen, "evidence_open"))
    assert press(seen, "evidence_mark", x=90, y=10, width=20, height=20, note="x").status_code == 422


@pytest.mark.row("B04")
def test_copy_with_something_hidden_is_made_given_and_withdrawn(one):
    press(one, "evidence_redact", areas="0,0,10,10;50,50,10,10", reason="Et barns navn")
    row = redaction.redacted_copies(one.item)[0].row
    assert len(redaction.layer_of(row)["areas"]) == 2
    answer = press(one, "evidence_redacted", row=row.id)
    assert b"".join(answer.streaming_content)[:8] == b"\x89PNG\r\n\x1a\n"
    press(one, "evidence_unredact", row=row.id)
    assert press(one, "evidence_redacted", row=row.id).status_code == 422
    for wrong in ({"areas": "x"}, {"areas": "1,2"}, {}, {"areas": "0,0,900,5"}):
        assert press(one, "evidence_redact", reason="x", **wrong).status_code == 422


def test_words_are_hidden_in_a_copy(words):
    press(words, "evidence_redact", words="dine børn\nskole", reason="Børn")
    assert b"[sl\xc3\xb8ret]" in b"".join(redaction.redacted_copies(words.item)[0].read())


def test_longer_words_are_shown_and_the_person_decides():
    one = kept(b"tekst")
    read_as(one.item, texts=(Text("Ole og Oles 010190-1234Ole. Fodbolde, fodbolde.", kind="body"),))
    sent = {"words": "Ole\nbold", "reason": "En anden"}
    asked = press(one, "evidence_redact", **sent)
    shown = ["fodbolde (2 gange)", "oles", "1234ole"]
    assert ([word in prose(asked) for word in shown], redaction.redacted_copies(one.item)) == ([True] * 3, [])
    ticked = [box for box in re.findall(r"<input[^>]*name=\"longer\"[^>]*>", text(asked)) if "checked" in box]
    assert len(ticked) == 1
    assert [(entry.act, entry.reason_code) for entry in custody_of(one.item)][1:] == [("viewed", "longer_words")]
    stale = press(one, "evidence_redact", **sent, asked=2, longer=["0"])
    assert ("fodbolde (2 gange)" in prose(stale), redaction.redacted_copies(one.item)) == (True, [])
    none = press(one, "evidence_redact", **sent, asked=3)
    assert (none.status_code, redaction.redacted_copies(one.item)) == (422, [])
    done = press(one, "evidence_redact", **sent, asked=3, longer=["1", "2"])
    assert "1 sted er et sløret ord blevet stående" in prose(done)
    copy = b"".join(redaction.redacted_copies(one.item)[0].read()).decode()
    assert ("Oles" in copy, "bolde" in copy.lower()) == (False, False)
    assert len(custody_of(one.item)) == 4


def test_copy_without_position_is_given_for_pictures_only(one):
    assert press(one, "evidence_copy").content[:3] == b"\xff\xd8\xff"
    assert press(kept(b"tekst", place=one.place), "evidence_copy").status_code == 422


@pytest.mark.row("B04")
def test_another_looks_first(one):
    other = one.place.lone
    cases.add_participant(
        case=one.case, by=one.owner, person=other.person, role=CaseRole.JURIST, reason_code="asked", reason="Ser først"
    )
    press(one, "evidence_first_ask", person=other.person.id)
    reading = one.item.firstreadings.get()
    client = browser(other)
    assert str(reading.id) in text(client.get(at(one, "evidence_item")))
    answer = client.post(at(one, "evidence_first_answer"), {"reading": reading.id, "summary": "Et billede af et hus."})
    assert answer.status_code == 302
    assert "Et billede af et hus." in prose(browser(one.place.henrik).get(at(one, "evidence_item")))
    assert press(one, "evidence_first_answer", reading=one.item.id, summary="x").status_code == 422
    assert press(one, "evidence_first_ask", person=one.place.other.person.id).status_code == 422


@pytest.mark.row("B04")
def test_item_is_moved_to_the_right_case(one):
    there = case_with(one.place, picture((9, 9)))
    assert press(one, "evidence_move", to="V-2026-0000", reason="x").status_code == 422
    answer = press(one, "evidence_move", to=there.number, reason="Hører til den anden sag")
    assert "Hører til den anden sag" in prose(answer)
    assert Item.objects.get(pk=one.item.pk).case_id == there.id
    assert browser(one.place.henrik).get(at(one, "evidence_item")).status_code == 404
    sheet = browser(one.place.henrik).get(reverse("evidence_custody", args=[there.number, one.item.id]))
    assert ("Henrik Solbjerg" in prose(sheet), "Begrundelse: Hører til den anden sag" in prose(sheet)) == (True, True)
    seen = prose(browser(one.place.henrik).get(reverse("evidence_list", args=[there.number])))
    assert ("Begrundelse: Hører til den anden sag" in seen, one.case.number in seen) == (True, False)


@pytest.mark.row("B04")
def test_forbidden_material_is_locked_at_once_and_says_what_to_do(one):
    assert press(one, "evidence_lock").status_code == 422
    page = press(one, "evidence_lock", understood="on")
    assert ("114" in prose(page), at(one, "evidence_original") in text(page)) == (True, False)
    for name in ("evidence_open", "evidence_original", "evidence_copy", "evidence_redact"):
        assert press(one, name, reason="x", areas="0,0,1,1").status_code == 422
    revealed = press(one, "evidence_reveal")
    assert at(one, "evidence_picture") not in text(revealed)


@pytest.mark.row("B04")
def test_custody_stands_on_one_page_to_print(one):
    page = browser(one.place.henrik).get(at(one, "evidence_custody"))
    assert ("Modtaget og forseglet" in prose(page), "Maja Lindvig" in prose(page)) == (True, True)


def test_sheet_of_custody_says_the_day_the_second_the_role_and_the_whole_fingerprint(one):
    """On paper nobody knows what "today" was, nor what a fingerprint without its middle proves."""
    browser(one.place.henrik).post(at(one, "evidence_original"))
    entries = list(one.item.custody.order_by("sequence"))
    sheet = prose(browser(one.place.henrik).get(at(one, "evidence_custody")))
    at_second = exactly(from_microseconds(entries[1].at)).replace("\xa0", " ")
    assert f"{at_second}, Henrik Solbjerg (sagsansvarlig)" in sheet
    assert [entry.hash in sheet for entry in entries] == [True, True]
    assert (" i dag kl." in sheet, str(clock.today().year) in at_second, "Lavet " in sheet) == (False, True, True)


@pytest.mark.row("B04")
def test_call_is_noted(one):
    where = reverse("evidence_call", args=[one.case.number])
    fields = {"called_at": "2026-11-01T09:30", "number": "12 34 56 78", "said": "Jeg kommer forbi", "heard_by": "Maja"}
    answer = browser(one.place.henrik).post(where, fields, follow=True)
    assert "Jeg kommer forbi" in prose(answer)
    ahead = clock.local(clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert browser(one.place.henrik).post(where, fields | {"called_at": ahead}).status_code == 422
    assert CallEntry.objects.count() == 1


@pytest.mark.row("B04")
def test_call_says_which_file_is_its_recording(one):
    item = items_of(one.case).first()
    where, client = reverse("evidence_call", args=[one.case.number]), browser(one.place.henrik)
    fields = {"called_at": "2026-11-01T09:30", "said": "Jeg kommer forbi", "item": str(item.number)}
    assert client.post(where, fields).status_code == 422
    Item.objects.filter(pk=item.pk).update(media_type="audio/mpeg")
    assert "Optagelsen er B1" in prose(client.post(where, fields, follow=True))
    assert CallEntry.objects.get().item == item


def test_list_leads_to_each_item(one):
    page = browser(one.place.henrik).get(reverse("evidence_list", args=[one.case.number]))
    assert all(at(row_of(one, item), "evidence_item") in text(page) for item in items_of(one.case))


def row_of(one, item):
    one.item = item
    return one


@pytest.mark.row("G18")
def test_forms_of_the_page_have_ids_of_their_own(one):
    ids = re.findall(r'\bid="([^"]+)"', text(browser(one.place.henrik).get(at(one, "evidence_item"))))
    assert [each for each in set(ids) if ids.count(each) > 1] == []


@pytest.mark.row("B04")
def test_locked_page_shows_nothing_that_was_read_and_two_persons_lift_the_lock(words):
    jurist = words.place.other
    RoleAssignment.objects.create(
        person=jurist.person, role=OrgRole.JURIST, unit=words.place.unit, since=date(2020, 1, 1), made_at=clock.now()
    )
    cases.add_participant(
        case=words.case, by=words.owner, person=jurist.person, role=CaseRole.JURIST, reason_code="asked", reason="Ser"
    )
    mark = marks.quote_selector(words.item, "Jeg holder øje med dig")
    marks.mark(item=words.item, by=words.owner, selector=mark, words="Se her")
    page = prose(press(words, "evidence_lock", understood="on"))
    hidden = ("facebook.invalid", "Jeg holder øje", "+45 12 34 56 78", "i går kl. 21.40")
    assert [said in page for said in (*hidden, "Låsen er en fejl")] == [False] * 4 + [True]
    assert press(words, "evidence_lift_ask", ground="wrong_item").status_code == 422
    asked = prose(press(words, "evidence_lift_ask", ground="wrong_item", reason="Jeg trykkede forkert"))
    assert ("Jeg trykkede forkert" in asked, "Hvad beslutter du?" in asked) == (True, False)
    other = browser(viewer_of(jurist.person))
    page = other.get(at(words, "evidence_item"))
    assert ("Hvad beslutter du?" in prose(page), hidden[1] in prose(page)) == (True, False)
    lift = str(words.item.locklifts.get().id)
    said = {"lift": lift, "decision": "lift", "answer": "Jeg har talt med Henrik"}
    assert press(words, "evidence_lift_decide", **said).status_code == 422
    for wrong in ({"lift": words.item.id}, {"lift": "x"}, {"decision": "x"}, {"answer": ""}):
        assert other.post(at(words, "evidence_lift_decide"), said | wrong).status_code == 422
    assert other.post(at(words, "evidence_lift_decide"), said).status_code == 302
    sheet = prose(browser(words.place.henrik).get(at(words, "evidence_custody")))
    assert "Låsen blev hævet: Den var en fejl (det forkerte bevis var låst)" in sheet
    assert "Jeg holder øje" in prose(browser(words.place.henrik).get(at(words, "evidence_item")))


def test_captured_page_that_was_moved_is_not_linked_by_the_number_it_has_elsewhere(one):
    capture = Capture(case=one.case, asked_by_id=one.owner.person_id, asked_at=clock.now(), item=one.item)
    seal_into(capture, url="https://opdigtet.invalid/")
    capture.save()
    listed = reverse("evidence_list", args=[one.case.number])
    assert "Det viser det, jeg så" in prose(browser(one.place.henrik).get(listed))
    there = case_with(one.place, picture((9, 9)))
    press(one, "evidence_move", to=there.number, reason="Hører til der")
    page = browser(one.place.henrik).get(listed)
    assert ("opdigtet.invalid" in text(page), at(one, "evidence_item") in text(page)) == (True, False)


def test_sound_is_spoken_of_only_where_there_may_be_some(one):
    page = prose(browser(one.place.henrik).get(at(one, "evidence_item")))
    Item.objects.filter(pk=one.item.pk).update(media_type="audio/mpeg")
    heard = prose(browser(one.place.henrik).get(at(one, "evidence_item")))
    assert ("Lyden er slået fra" in page, "Lyden er slået fra" in heard) == (False, True)


@pytest.mark.parametrize("name", ["evidence_item", "evidence_custody"])
def test_pages_of_one_item_lead_back_to_the_case_and_to_the_evidence(one, name):
    page = text(browser(one.place.henrik).get(at(one, name)))
    crumbs = page.partition('class="breadcrumbs__list"')[2].partition("</ol>")[0]
    above = [reverse(each, args=[one.case.number]) for each in ("case", "evidence_list")]
    assert [f'href="{each}"' in crumbs for each in above] == [True, True]


@pytest.mark.parametrize(("count", "asked"), [(FEW, False), (FEW + 1, True)])
def test_which_stand_first_is_asked_only_where_there_are_many(count, asked):
    place = workplace()
    report = draft(place.maja)
    for number in range(count):
        attached(report, place.maja, picture((40 + number, 30)), f"{number}.png")
    case = process.send_report(report, by=place.maja).case
    page = text(browser(place.henrik).get(reverse("evidence_bundle", args=[case.number])))
    assert ("Hvilke skal stå først?" in page) == asked


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF-1.4\n1 0 obj", "billede.JPG", True),
        (picture(), "brev.pdf", True),
        (picture(), "skærm.jpeg", False),
        (b"\x01\x02\x03", "skadet.jpg", False),
        (b"%PDF-1.4\n1 0 obj", "uden endelse", False),
    ],
)
def test_name_that_says_another_kind_than_the_file_is_said_to(data, name, said):
    one = kept(data, name)
    page = prose(browser(one.place.henrik).get(at(one, "evidence_item")))
    assert ("Navnet ender på" in page) is said
