"""The way in: invitations that work once, a second factor that cannot be played back, passwords that are refused."""

from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest

from tests.factories.people import (
    LONG_AGO,
    PASSWORD,
    make_account,
    make_cast,
    make_invitation,
    make_person,
    newest_invitation,
)
from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people import actions, totp
from vaern.people.backends import LocalSignIn
from vaern.people.enums import OrgRole
from vaern.people.guards import check_may_set_absence
from vaern.people.models import Absence, Account, Invitation, Notice, Person
from vaern.people.queries import everyone_with, viewer_of
from vaern.vault import text

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def code_of(account, at=NOW):
    return pyotp.TOTP(text.read(account, "totp_secret")).at(at)


def ready_account():
    account = make_account()
    totp.secret_for_setup(account)
    return account


def test_invitation_gives_an_account_and_works_once() -> None:
    person = make_person()
    token = make_invitation(person)
    account = actions.accept_invitation(token=token, username="Maja", password=PASSWORD)
    assert (account.username, account.person, account.check_password(PASSWORD)) == ("maja", person, True)
    with pytest.raises(NotNow):
        actions.accept_invitation(token=token, username="maja2", password=PASSWORD)


def test_only_the_hash_of_a_token_is_kept() -> None:
    person = make_person()
    token = make_invitation(person)
    row = newest_invitation(person)
    assert (len(row.token_hash), token in row.token_hash) == (64, False)


def test_invitation_runs_out_after_a_week() -> None:
    token = make_invitation()
    with clock.travel(clock.now() + timedelta(days=7, seconds=1)), pytest.raises(NotNow):
        actions.accept_invitation(token=token, username="maja", password=PASSWORD)


def test_new_invitation_ends_the_one_before() -> None:
    person = make_person()
    first = make_invitation(person)
    make_invitation(person)
    with pytest.raises(NotNow):
        actions.accept_invitation(token=first, username="maja", password=PASSWORD)


def test_unknown_token_gets_the_same_answer_as_a_used_one() -> None:
    token = make_invitation()
    actions.accept_invitation(token=token, username="maja", password=PASSWORD)
    said = []
    for wrong in (token, "not-a-token"):
        with pytest.raises(NotNow) as refused:
            actions.accept_invitation(token=wrong, username="x", password=PASSWORD)
        said.append(refused.value.text)
    assert said[0] == said[1]


@pytest.mark.parametrize("weak", ["short", "password1234"])
def test_weak_password_is_refused_and_uses_nothing_up(weak) -> None:
    token = make_invitation()
    with pytest.raises(BadInput):
        actions.accept_invitation(token=token, username="maja", password=weak)
    assert actions.accept_invitation(token=token, username="maja", password=PASSWORD).username == "maja"


@pytest.mark.parametrize("name", ["", "taken"])
def test_user_name_that_is_missing_or_taken_is_refused(name) -> None:
    make_account(username="taken")
    with pytest.raises(BadInput):
        actions.accept_invitation(token=make_invitation(), username=name, password=PASSWORD)


def test_one_who_has_left_is_not_invited() -> None:
    person = make_person()
    actions.say_farewell(person=person, by=SYSTEM, left_on=clock.today())
    with pytest.raises(NotNow):
        actions.invite(person=person, by=SYSTEM)


def test_second_factor_is_sealed_and_confirmed_by_the_first_code() -> None:
    account = ready_account()
    secret = text.read(account, "totp_secret")
    assert secret.encode() not in bytes(account.totp_secret)
    assert f"secret={secret}" in totp.address_for_setup(account)
    with clock.travel(NOW):
        totp.check_code(account, code_of(account))
    assert totp.has_second_factor(Account.objects.get(pk=account.pk)) is True


def test_code_is_taken_once() -> None:
    account = ready_account()
    with clock.travel(NOW):
        totp.check_code(account, code_of(account))
        with pytest.raises(BadInput):
            totp.check_code(account, code_of(account))


def test_earlier_code_is_refused_after_a_later_one() -> None:
    account = ready_account()
    with clock.travel(NOW):
        totp.check_code(account, code_of(account))
        with pytest.raises(BadInput):
            totp.check_code(account, code_of(account, NOW - timedelta(seconds=30)))


@pytest.mark.parametrize(("off", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_code_may_be_one_step_off(off, fits) -> None:
    account = ready_account()
    with clock.travel(NOW):
        try:
            totp.check_code(account, code_of(account, NOW + timedelta(seconds=off)))
        except BadInput:
            assert fits is False
        else:
            assert fits is True


@pytest.mark.parametrize("wrong", ["", "000", "abcdef", "१२३४५६", "1" * 400])
def test_code_that_is_no_code_is_refused(wrong) -> None:
    account = ready_account()
    with clock.travel(NOW), pytest.raises(BadInput):
        totp.check_code(account, wrong)


def test_code_is_refused_where_no_second_factor_is_begun() -> None:
    with pytest.raises(BadInput):
        totp.check_code(make_account(), "123456")


def test_reset_forgets_factor_and_password_and_tells_the_person() -> None:
    account = ready_account()
    with clock.travel(NOW):
        totp.check_code(account, code_of(account))
    actions.reset_second_factor(person=account.person, by=SYSTEM)
    after = Account.objects.get(pk=account.pk)
    assert (totp.has_second_factor(after), bytes(after.totp_secret), after.has_usable_password()) == (False, b"", False)
    assert list(Notice.objects.filter(person=account.person).values_list("code", flat=True)) == ["way_in_made"]


def test_backend_refuses_one_who_has_left() -> None:
    account = make_account()
    assert LocalSignIn().get_user(account.pk) == account
    Person.objects.filter(pk=account.person_id).update(left_on=clock.today())
    assert LocalSignIn().get_user(account.pk) is None


def test_first_administrator_is_made_once() -> None:
    address = actions.first_administrator(name="Tove Markussen", email="Tove@lindsoe.invalid")
    assert [person.work_email for person in everyone_with(OrgRole.SYSTEM_OWNER)] == ["tove@lindsoe.invalid"]
    assert "/invitation/" in address
    with pytest.raises(NotNow):
        actions.first_administrator(name="Anden", email="anden@lindsoe.invalid")


@pytest.mark.parametrize(
    ("name", "email"),
    [
        (" ", "tove@lindsoe.invalid"),
        ("T" * 121, "tove@lindsoe.invalid"),
        ("To\x1bve", "tove@lindsoe.invalid"),
        ("Tove", "tove"),
    ],
)
def test_first_administrator_has_a_name_and_an_address_that_can_be_used(name: str, email: str) -> None:
    with pytest.raises(BadInput):
        actions.first_administrator(name=name, email=email)
    assert Person.objects.count() == 0
    assert "/invitation/" in actions.first_administrator(name="Tove Markussen", email="tove@lindsoe.invalid")


def test_command_line_invites_by_email_or_says_who_is_missing() -> None:
    account = make_account(make_person(email="maja@lindsoe.invalid"))
    assert "/invitation/" in actions.invite_by_email(email=" MAJA@lindsoe.invalid ")
    assert "/invitation/" in actions.invite_by_email(email="maja@lindsoe.invalid", forget_second_factor=True)
    assert Account.objects.get(pk=account.pk).has_usable_password() is False
    for nobody in ("", "ingen@lindsoe.invalid"):
        with pytest.raises(BadInput):
            actions.invite_by_email(email=nobody)


def test_nobody_gives_a_role_to_themselves() -> None:
    person = make_person()
    with pytest.raises(NotAllowed):
        actions.assign_role(person=person, role=OrgRole.LEADER, unit=person.unit, by=Actor(person.pk, "system_owner"))


def test_guards_say_who_may_change_what() -> None:
    cast = make_cast()
    for viewer, whom in (
        (cast.maja, cast.maja),
        (cast.henrik, cast.maja),
        (cast.birthe, cast.maja),
        (cast.tove, cast.ole),
    ):
        check_may_set_absence(viewer_of(viewer), whom)
    for viewer, whom in ((cast.maja, cast.henrik), (cast.lone, cast.maja)):
        with pytest.raises(NotAllowed):
            check_may_set_absence(viewer_of(viewer), whom)


def test_each_change_leaves_its_event() -> None:
    person = make_person()
    held = actions.assign_role(person=person, role=OrgRole.AMR, unit=person.unit, by=SYSTEM, since=LONG_AGO)
    actions.end_role(held=held, by=SYSTEM, last_day=clock.today())
    with clock.travel(NOW):
        away = actions.set_absence(person=person, first_day=date(2026, 11, 16), last_day=date(2026, 11, 20), by=SYSTEM)
        actions.end_absence(absence=away, by=SYSTEM)
    actions.correct_person(person=person, by=SYSTEM, name="Nyt Navn", title="", work_phone="", unit=person.unit)
    actions.correct_person(person=person, by=SYSTEM, name="Nyt Navn", title="", work_phone="", unit=person.unit)
    actions.say_farewell(person=person, by=SYSTEM, left_on=date(2030, 1, 1))
    actions.close_unit(unit=person.unit, by=SYSTEM)
    assert [event.name for event in events_of(Stream.PERSON, person.pk)] == [
        "person.created", "role.assigned", "role.ended", "absence.set", "absence.ended", "person.corrected",
        "person.left",
    ]  # fmt: skip
    assert [event.name for event in events_of(Stream.UNIT, person.unit_id)] == ["unit.created", "unit.closed"]
    assert Absence.objects.get(pk=away.pk).last_day == date(2026, 11, 16)


def test_absence_that_has_not_begun_is_taken_off() -> None:
    person = make_person()
    with clock.travel(NOW):
        away = actions.set_absence(person=person, first_day=date(2026, 12, 1), last_day=date(2026, 12, 2), by=SYSTEM)
        actions.end_absence(absence=away, by=SYSTEM)
    assert Absence.objects.filter(person=person).exists() is False


def test_days_in_the_wrong_order_and_own_substitute_are_refused() -> None:
    person = make_person()
    for more in ({"last_day": date(2026, 11, 1)}, {"last_day": date(2026, 11, 20), "substitute": person}):
        with pytest.raises(BadInput):
            actions.set_absence(person=person, first_day=date(2026, 11, 16), by=SYSTEM, **more)


def test_work_email_belongs_to_one() -> None:
    make_person(email="maja@lindsoe.invalid")
    with pytest.raises(BadInput):
        make_person(email="Maja@lindsoe.invalid")
    assert Invitation.objects.count() == 0
