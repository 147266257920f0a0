"""The way in and out: what is let in, what is refused, and how kindly it is said."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.factories.people import PASSWORD, make_account, make_cast, make_invitation, make_person
from vaern import clock
from vaern.people import totp
from vaern.people.models import Account
from vaern.vault import text

pytestmark = pytest.mark.django_db


def code_of(account):
    return pyotp.TOTP(text.read(account, "totp_secret")).at(clock.now())


def ready():
    account = make_account(username="maja")
    totp.secret_for_setup(account)
    totp.check_code(account, code_of(account))
    Account.objects.update(totp_last_step=0)
    return account


def half_way(client, then=""):
    return client.post("/log-ind/", {"username": "maja", "password": PASSWORD, "next": then})


def signed_in(client):
    return "_auth_user_id" in client.session


def test_password_and_code_let_in_and_lead_back_to_where_one_was(client) -> None:
    account = ready()
    assert half_way(client, "/drift/")["Location"] == "/log-ind/kode/"
    answer = client.post("/log-ind/kode/", {"code": code_of(account)})
    assert (answer["Location"], signed_in(client)) == ("/drift/", True)


def test_password_alone_lets_nobody_in(client) -> None:
    ready()
    half_way(client)
    assert signed_in(client) is False
    assert client.get("/mit-fravaer/").status_code == 302


@pytest.mark.parametrize("away", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)", "\\\\x"])
def test_next_leads_to_our_own_pages_only(client, away) -> None:
    ready()
    page = client.get("/log-ind/", {"next": away})
    assert 'name="next" value=""' in page.content.decode()


def test_wrong_user_name_and_wrong_password_get_the_same_page(client) -> None:
    ready()
    pages = []
    for wrong in ({"username": "maja", "password": "x"}, {"username": "maja2", "password": "x"}):
        page = client.post("/log-ind/", wrong).content.decode()
        pages.append(re.sub(r'value="[^"]*"|content="[^"]*"|hx-headers=\S+ \S+', "", page))
    assert pages[0] == pages[1]


def test_code_that_does_not_fit_is_refused_and_counted(client) -> None:
    ready()
    half_way(client)
    statuses = [client.post("/log-ind/kode/", {"code": "000000"}).status_code for _ in range(8)]
    assert (statuses[0], statuses[-1], signed_in(client)) == (200, 429, False)


def test_eighth_wrong_password_locks_for_a_while(client) -> None:
    ready()
    statuses = [client.post("/log-ind/", {"username": "maja", "password": "x"}).status_code for _ in range(8)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert half_way(client).status_code == 429


@pytest.mark.parametrize("name", ["maja", "søren"])
def test_wrong_passwords_count_for_the_account_however_the_name_is_typed(client, name) -> None:
    make_account(username=name)
    spelt = [name, name.upper(), name.title(), f" {name}", f"{name.upper()} ", name[0] + name[1:].upper()]
    tries = [{"username": spelt[at % len(spelt)], "password": "x"} for at in range(8)]
    statuses = [client.post("/log-ind/", typed).status_code for typed in tries]
    assert statuses == [200] * 7 + [429]
    assert client.post("/log-ind/", {"username": name.upper(), "password": PASSWORD}).status_code == 429


def test_danish_letters_in_a_user_name_may_be_large_or_small(client) -> None:
    make_account(username="søren.ågård")
    answer = client.post("/log-ind/", {"username": " SØREN.Ågård ", "password": PASSWORD})
    assert answer["Location"] == "/log-ind/kode/"


def test_code_page_is_closed_without_a_password_and_after_ten_minutes(client) -> None:
    ready()
    assert client.get("/log-ind/kode/")["Location"] == "/log-ind/"
    half_way(client)
    with clock.travel(clock.now() + timedelta(minutes=11)):
        assert client.get("/log-ind/kode/")["Location"] == "/log-ind/"


def test_second_factor_is_set_up_from_a_picture_that_closes_afterwards(client) -> None:
    account = make_account(username="maja")
    assert client.get("/log-ind/kode/billede.svg").status_code == 404
    half_way(client)
    client.get("/log-ind/kode/")
    picture = client.get("/log-ind/kode/billede.svg")
    assert (picture["Content-Type"], b"style=" in picture.content) == ("image/svg+xml", False)
    account.refresh_from_db()
    client.post("/log-ind/kode/", {"code": code_of(account)})
    assert (signed_in(client), client.get("/log-ind/kode/billede.svg").status_code) == (True, 404)


def test_expired_session_is_said_kindly_and_only_then(client) -> None:
    ready()
    client.cookies["vaern_was_here"] = "1"
    assert client.get("/log-ind/", {"next": "/drift/"}).context["ended"] is True
    assert client.get("/log-ind/").context["ended"] is False


def test_sign_out_is_by_post_and_ends_the_session(client) -> None:
    client.force_login(make_account(), backend="vaern.people.backends.LocalSignIn")
    assert client.get("/log-af/").status_code == 405
    assert (client.post("/log-af/").status_code, signed_in(client)) == (200, False)


def test_invitation_is_looked_at_without_being_used_up(client) -> None:
    token = make_invitation(make_person("Maja Lindvig"))
    for _ in range(2):
        assert "Maja" in client.get(f"/invitation/{token}/").content.decode()
    typed = {"username": "maja", "password": PASSWORD, "again": PASSWORD}
    assert client.post(f"/invitation/{token}/", {**typed, "again": "x"}).status_code == 200
    assert client.post(f"/invitation/{token}/", typed)["Location"] == "/log-ind/kode/"
    assert client.get(f"/invitation/{token}/").status_code == 404


def test_invitation_of_one_with_an_account_shows_the_user_name_that_is_kept(client) -> None:
    person = make_person("Maja Lindvig")
    make_account(person, username="maja")
    page = client.get(f"/invitation/{make_invitation(person)}/").content.decode()
    shown = re.search(r'<input[^>]*name="username"[^>]*>', page)
    assert (shown is not None and 'value="maja"' in shown.group(0), "Du beholder dit brugernavn" in page) == (
        True,
        True,
    )


def test_demo_sign_in_is_not_there_outside_the_demo(client, settings) -> None:
    person = make_person()
    settings.DEMO = False
    assert client.post(f"/demo/{person.pk}/").status_code == 404
    settings.DEMO = True
    assert client.get(f"/demo/{person.pk}/").status_code == 405
    client.post(f"/demo/{person.pk}/")
    assert signed_in(client) is True


def test_start_page_lists_the_cast_in_the_demo_only(client, settings) -> None:
    make_cast()
    settings.DEMO = True
    assert "Maja Lindvig" in client.get("/").content.decode()
    settings.DEMO = False
    assert client.get("/")["Location"] == "/log-ind/"


@pytest.mark.row("G19")
def test_help_is_there_without_signing_in_with_names_for_a_workplace(client) -> None:
    cast = make_cast()
    assert "Henrik Solbjerg" not in client.get("/faa-hjaelp/").content.decode()
    page = client.get("/faa-hjaelp/", {"arbejdsplads": str(cast.workplace.pk)}).content.decode()
    assert all(words in page for words in ("112", "12 34 56 10", "Henrik Solbjerg", "Lone Egeskov", "Ole Ravnkilde"))


@pytest.mark.parametrize("page", ["/om/oplysninger/", "/om/tilgaengelighed/", "/faa-hjaelp/"])
def test_whoever_is_signed_in_keeps_the_menu_on_pages_for_all(client, page) -> None:
    pages = [client.get(page).content.decode()]
    client.force_login(make_account())
    pages.append(client.get(page).content.decode())
    assert [("Log af" in each, "Hovedmenu" in each) for each in pages] == [(False, False), (True, True)]


@pytest.mark.parametrize("page", ["/om/oplysninger/", "/om/tilgaengelighed/", "/faa-hjaelp/?arbejdsplads=x"])
def test_public_pages_answer(client, page) -> None:
    assert client.get(page).status_code == 200


def expires(client) -> datetime:
    return Session.objects.get(session_key=client.session.session_key).expire_date


def test_session_is_written_down_now_and_then_and_lasts_while_it_is_used(client, settings) -> None:
    client.force_login(make_account(), backend="vaern.people.backends.LocalSignIn")
    client.get("/mine-sager/")
    first = expires(client)
    client.get("/mine-sager/")
    assert expires(client) == first
    later = clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE // 12 + 5)
    with clock.travel(later):
        client.get("/mine-sager/")
    assert expires(client) > first


def test_address_of_a_button_says_calmly_that_nothing_was_done(client) -> None:
    answer = client.get("/log-af/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Der er ikke gjort noget" in answer.content.decode()


def test_page_is_danish_whatever_the_browser_is_set_to_until_another_language_is_chosen():
    client = Client(headers={"accept-language": "en-US,en;q=0.9"})
    help_page = reverse("help")
    assert '<html lang="da"' in client.get(help_page).content.decode()
    client.post(reverse("language"), {"language": "en"})
    assert '<html lang="en"' in client.get(help_page).content.decode()
    client.post(reverse("language"), {"language": "da"})
    assert '<html lang="da"' in client.get(help_page).content.decode()
    client.cookies["django_language"] = "xx"
    assert client.get(help_page).headers["Content-Language"] == "da"
