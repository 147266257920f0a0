"""The organisation and operations are for the system owner, who gets no case by it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.people import make_absence, make_account, make_cast
from vaern import clock
from vaern.jobs.models import Job
from vaern.jobs.queue import enqueue
from vaern.people.models import Absence, Person, RoleAssignment, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def as_(client, person):
    client.force_login(make_account(person), backend="vaern.people.backends.LocalSignIn")
    return client


def pages(cast):
    one = f"/organisation/personer/{cast.maja.pk}/"
    unit = cast.centre.pk
    return ["/organisation/", f"/organisation/enheder/{unit}/", f"/organisation/personer/ny/{unit}/",
            one, "/organisation/indlaes/", "/drift/"]  # fmt: skip


def test_system_owner_opens_every_page(client, cast) -> None:
    as_(client, cast.tove)
    assert [client.get(page).status_code for page in pages(cast)] == [200] * 6


@pytest.mark.parametrize("who", ["maja", "henrik", "birthe", "farid", "nanna", "jens"])
def test_others_do_not_find_them(client, cast, who) -> None:
    as_(client, getattr(cast, who))
    assert [client.get(page).status_code for page in pages(cast)] == [404] * 6
    one = f"/organisation/personer/{cast.maja.pk}/"
    assert [client.post(one + act).status_code for act in ("invitation/", "kode/")] == [404] * 2


def test_units_and_people_are_added(client, cast) -> None:
    as_(client, cast.tove)
    client.post(f"/organisation/enheder/{cast.centre.pk}/", {"name": "Ungehuset", "kind": "workplace", "phone": ""})
    unit = Unit.objects.get(name="Ungehuset")
    new = {"name": "Nye Person", "title": "", "work_email": "ny@lindsoe.invalid", "work_phone": ""}
    client.post(f"/organisation/personer/ny/{unit.pk}/", new)
    assert Person.objects.get(name="Nye Person").unit == unit
    again = client.post(f"/organisation/personer/ny/{unit.pk}/", new)
    assert (again.status_code, Person.objects.filter(name="Nye Person").count()) == (200, 1)


def test_role_is_given_and_ended_but_not_to_oneself(client, cast) -> None:
    as_(client, cast.tove)
    typed = {"what": "role", "role-role": "amr", "role-unit": cast.workplace.pk, "role-since": "2026-01-01"}
    client.post(f"/organisation/personer/{cast.maja.pk}/", typed)
    held = RoleAssignment.objects.get(person=cast.maja)
    client.post(f"/organisation/roller/{held.pk}/slut/")
    assert RoleAssignment.objects.get(pk=held.pk).until == clock.today()
    assert client.post(f"/organisation/personer/{cast.tove.pk}/", typed).status_code == 200
    assert RoleAssignment.objects.filter(person=cast.tove).count() == 1


def test_invitation_is_shown_once_and_not_kept_by_the_browser(client, cast) -> None:
    as_(client, cast.tove)
    answer = client.post(f"/organisation/personer/{cast.maja.pk}/invitation/")
    assert ("/invitation/" in answer.content.decode(), "no-store" in answer["Cache-Control"]) == (True, True)


def test_everyone_notes_own_absence_and_ends_it(client, cast) -> None:
    as_(client, cast.henrik)
    day = clock.today()
    typed = {"first_day": day - timedelta(1), "last_day": day + timedelta(3), "substitute": cast.mikkel.pk}
    assert client.post("/mit-fravaer/", typed)["Location"] == "/mit-fravaer/"
    away = Absence.objects.get(person=cast.henrik)
    client.post(f"/mit-fravaer/{away.pk}/slut/")
    assert Absence.objects.get(pk=away.pk).last_day == day - timedelta(1)


def test_absence_in_the_wrong_order_is_told_and_what_was_typed_is_kept(client, cast) -> None:
    as_(client, cast.henrik)
    page = client.post("/mit-fravaer/", {"first_day": "2026-11-20", "last_day": "2026-11-16"})
    assert (page.status_code, "2026-11-20" in page.content.decode()) == (200, True)


def test_absence_of_somebody_else_is_not_found(client, cast) -> None:
    away = make_absence(cast.henrik, clock.today(), clock.today())
    as_(client, cast.maja)
    assert client.post(f"/mit-fravaer/{away.pk}/slut/").status_code == 404


SHEET = "enhed;navn;email\nLindsø Kommune;Nye Person;ny@lindsoe.invalid\n"


def test_import_shows_first_and_writes_when_told(client, cast) -> None:
    as_(client, cast.tove)
    first = client.post("/organisation/indlaes/", {"file": SimpleUploadedFile("people.csv", SHEET.encode("cp1252"))})
    assert (Person.objects.filter(name="Nye Person").exists(), "Nye Person" in first.content.decode()) == (False, True)
    client.post("/organisation/indlaes/", {"sheet": first.context["sheet"], "write": "1"})
    assert Person.objects.get(name="Nye Person").unit == cast.root


def test_import_shows_every_fault_and_keeps_the_file_back(client, cast) -> None:
    as_(client, cast.tove)
    page = client.post("/organisation/indlaes/", {"sheet": SHEET + ";Uden Enhed;x\n", "write": "1"})
    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [(3, "enhed"), (3, "email")]
    assert Person.objects.filter(name="Nye Person").exists() is False


def test_import_without_anything_and_without_token_is_refused(client, cast) -> None:
    as_(client, cast.tove)
    assert client.post("/organisation/indlaes/", {}).status_code == 200
    client.handler.enforce_csrf_checks = True
    assert client.post("/organisation/indlaes/", {"sheet": SHEET, "write": "1"}).status_code == 403


def test_failed_job_is_listed_and_tried_again(client, cast) -> None:
    as_(client, cast.tove)
    enqueue("evidence.stamp")
    Job.objects.update(failed_at=clock.now(), error="TimeoutError at client.py:9")
    job = Job.objects.get()
    assert "TimeoutError" in client.get("/drift/").content.decode()
    client.post(f"/drift/{job.pk}/igen/")
    client.post(f"/drift/{job.pk}/igen/")
    assert Job.objects.get().failed_at is None


def test_details_of_a_person_are_corrected(client, cast) -> None:
    as_(client, cast.tove)
    typed = {"name": "Maja Lind", "title": "Rådgiver", "work_phone": "12 34 56 99", "unit": cast.centre.pk}
    client.post(f"/organisation/personer/{cast.maja.pk}/ret/", typed)
    maja = Person.objects.get(pk=cast.maja.pk)
    assert (maja.name, maja.title, maja.work_phone, maja.unit) == (*list(typed.values())[:3], cast.centre)
    assert client.post(f"/organisation/personer/{cast.maja.pk}/ret/", typed | {"name": ""}).status_code == 200
    assert Person.objects.get(pk=cast.maja.pk).name == "Maja Lind"


def test_who_stops_cannot_sign_in_and_nobody_locks_oneself_out(client, cast) -> None:
    make_account(cast.maja)
    as_(client, cast.tove)
    today = clock.today()
    client.post(f"/organisation/personer/{cast.maja.pk}/stopper/", {"left_on": today})
    assert Person.objects.get(pk=cast.maja.pk).left_on == today
    assert cast.maja.accounts.get().is_active is False
    assert client.post(f"/organisation/personer/{cast.tove.pk}/stopper/", {"left_on": today}).status_code == 200
    assert Person.objects.get(pk=cast.tove.pk).left_on is None


def test_unit_closes_only_when_it_is_empty(client, cast) -> None:
    as_(client, cast.tove)
    new = {"name": "Ungehuset", "kind": "workplace", "phone": ""}
    client.post(f"/organisation/enheder/{cast.centre.pk}/", new)
    empty = Unit.objects.get(name="Ungehuset")
    for unit in (cast.workplace, cast.centre, empty):
        client.post(f"/organisation/enheder/{unit.pk}/luk/")
    closed = {unit.name: unit.closed_on for unit in Unit.objects.exclude(closed_on=None)}
    assert closed == {"Ungehuset": clock.today()}
    assert client.get(f"/organisation/enheder/{empty.pk}/luk/").status_code == 404
