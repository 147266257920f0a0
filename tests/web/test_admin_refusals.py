"""What the system owner is refused, and that the page says why."""

from datetime import date, timedelta

import pytest

from tests.factories.people import make_account, make_cast
from vaern import clock
from vaern.people.models import Absence, Person, RoleAssignment, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def tove(client, cast):
    """The system owner's browser."""
    client.force_login(make_account(cast.tove), backend="vaern.people.backends.LocalSignIn")
    return client


def page_of(person):
    return f"/organisation/personer/{person.pk}/"


def left(person):
    Person.objects.filter(pk=person.pk).update(left_on=clock.today())


def test_absence_of_an_employee_is_noted_for_them(tove, cast):
    today = clock.today()
    typed = {"what": "absence", "absence-first_day": today, "absence-last_day": today + timedelta(2)}
    assert tove.post(page_of(cast.maja), typed)["Location"] == page_of(cast.maja)
    away = Absence.objects.get(person=cast.maja)
    assert (away.first_day, away.last_day, away.substitute) == (today, today + timedelta(2), None)


def test_absence_that_ends_before_it_begins_is_refused_on_the_page(tove, cast):
    typed = {"what": "absence", "absence-first_day": "2026-11-20", "absence-last_day": "2026-11-16"}
    page = tove.post(page_of(cast.maja), typed)
    assert (page.status_code, Absence.objects.count()) == (200, 0)
    assert len(page.context["absence_form"].non_field_errors()) == 1


def test_role_cannot_end_before_it_began(tove, cast):
    soon = clock.today() + timedelta(9)
    typed = {"what": "role", "role-role": "amr", "role-unit": cast.workplace.pk, "role-since": soon}
    tove.post(page_of(cast.maja), typed)
    held = RoleAssignment.objects.get(person=cast.maja)
    assert tove.post(f"/organisation/roller/{held.pk}/slut/")["Location"] == page_of(cast.maja)
    assert RoleAssignment.objects.get(pk=held.pk).until == soon


def test_one_who_has_left_gets_no_new_way_in(tove, cast):
    left(cast.maja)
    for act in ("invitation/", "kode/"):
        answer = tove.post(page_of(cast.maja) + act, follow=True)
        assert answer.redirect_chain == [(page_of(cast.maja), 302)]
        assert ["Maja Lindvig" in str(told) for told in answer.context["messages"]] == [True]


def test_unit_is_closed_after_its_page_was_seen(tove, cast):
    tove.post(f"/organisation/enheder/{cast.centre.pk}/", {"name": "Ungehuset", "kind": "workplace", "phone": ""})
    empty = Unit.objects.get(name="Ungehuset")
    asked = tove.get(f"/organisation/enheder/{empty.pk}/luk/")
    assert (asked.status_code, asked.context["unit"]) == (200, empty)
    assert Unit.objects.get(pk=empty.pk).closed_on is None


def test_role_that_has_begun_ends_today(tove, cast):
    typed = {"what": "role", "role-role": "amr", "role-unit": cast.workplace.pk, "role-since": date(2026, 1, 1)}
    tove.post(page_of(cast.maja), typed)
    held = RoleAssignment.objects.get(person=cast.maja)
    tove.post(f"/organisation/roller/{held.pk}/slut/")
    assert RoleAssignment.objects.get(pk=held.pk).until == clock.today()
