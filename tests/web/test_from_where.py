"""From where a page is asked for: which side of the workplace's network, and never the address."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tests.bad_input.pages import browser, prose
from tests.factories.cases import attached, draft, picture, workplace
from vaern.audit.places import Place
from vaern.evidence import custody
from vaern.evidence.queries import items_of
from vaern.process import report as process
from vaern.web.from_where import place_of_request

NETWORKS = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("10.4.5.6", Place.INSIDE),
        ("2001:db8::7", Place.INSIDE),
        ("::ffff:10.4.5.6", Place.INSIDE),
        ("203.0.113.9", Place.OUTSIDE),
        ("2001:db9::7", Place.OUTSIDE),
        ("", Place.BROWSER),
        ("unix:", Place.BROWSER),
    ],
)
def test_address_is_inside_or_outside_or_not_told(address, place, settings):
    settings.WORK_NETWORKS, settings.BEHIND_PROXY = NETWORKS, False
    request = RequestFactory().get("/", REMOTE_ADDR=address, headers={"x-forwarded-for": "10.1.1.1"})
    assert place_of_request(request) == place


def test_nothing_is_said_of_networks_that_nobody_has_told(settings):
    settings.WORK_NETWORKS = ()
    assert place_of_request(RequestFactory().get("/", REMOTE_ADDR="10.4.5.6")) == Place.BROWSER


@pytest.mark.parametrize(
    ("forwarded", "place"),
    [("10.4.5.6", Place.INSIDE), ("10.4.5.6, 203.0.113.9", Place.OUTSIDE), ("", Place.BROWSER), ("?", Place.BROWSER)],
)
def test_behind_a_proxy_its_own_word_counts_and_not_what_the_browser_wrote(forwarded, place, settings):
    settings.WORK_NETWORKS, settings.BEHIND_PROXY = NETWORKS, True
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded})
    assert place_of_request(request) == place


@pytest.mark.django_db
def test_custody_says_from_where_a_file_was_taken_out_and_holds_no_address(settings):
    settings.WORK_NETWORKS = NETWORKS
    place = workplace()
    report = draft(place.maja)
    attached(report, place.maja, picture())
    case = process.send_report(report, by=place.maja).case
    item = items_of(case)[0]
    for address in ("203.0.113.9", "10.4.5.6"):
        taken = browser(place.henrik, REMOTE_ADDR=address).post(
            reverse("evidence_original", args=[case.number, item.id])
        )
        assert taken.status_code == 200
    assert [row.place for row in item.custody.order_by("sequence")][-2:] == ["outside", "inside"]
    assert custody.check(item) == item.custody.count()
    sheet = prose(browser(place.henrik).get(reverse("evidence_custody", args=[case.number, item.id])))
    said = ["i en browser uden for arbejdspladsens net", "i en browser på arbejdspladsens net", "203.0.113.9"]
    assert [words in sheet for words in said] == [True, True, False]


@pytest.mark.django_db
def test_place_that_is_written_anew_breaks_the_chain():
    place = workplace()
    report = draft(place.maja)
    attached(report, place.maja, picture())
    item = items_of(process.send_report(report, by=place.maja).case)[0]
    entry = item.custody.get(sequence=1)
    before = custody.entry_hash(entry)
    entry.place = "command"
    assert custody.entry_hash(entry) != before
