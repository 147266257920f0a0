"""One table says who may open each address: none without a row, and no row without an address."""

from collections.abc import Mapping

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tests.architecture.addresses import Address, addresses
from vaern.web.access import TABLE, Row

# What answers without a row of its own: nothing.
urlpatterns = [path("", include("vaern.web.urls")), path("ny/", lambda _request: HttpResponse("ny"), name="planted")]


def faults(found: list[Address], table: Mapping[str, Row]) -> list[str]:
    """Addresses without a row, rows without an address, and rows whose area or draft the address cannot name."""
    names = [address.name for address in found]
    wrong = [f"{name or '(no name)'} has no row in vaern.web.access" for name in names if name not in table]
    wrong += [f"{name} has a row and no address" for name in sorted(set(table) - set(names))]
    for address in found:
        row = table.get(address.name)
        if row is None:
            continue
        if bool(row.area or row.roles) < ("number" in address.arguments) or (
            row.area and "number" not in address.arguments
        ):
            wrong.append(f"{address.name}: a case number needs an area or a role, and an area a case number")
        if row.own_draft != ("report" in address.arguments):
            wrong.append(f"{address.name}: a draft needs the row of one's own drafts")
        if row.public and (row.area or row.roles or row.own_draft):
            wrong.append(f"{address.name} cannot be both public and restricted")
    return wrong


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert faults(addresses(), TABLE) == []


def test_access_check_catches_an_address_without_a_row_and_an_idle_row() -> None:
    def view(request: HttpRequest) -> None: ...

    planted = [Address("planted", frozenset(), view), Address("open_case", frozenset({"number"}), view)]
    assert faults(planted, {"open_case": Row(), "gone": Row()}) == [
        "planted has no row in vaern.web.access",
        "gone has a row and no address",
        "open_case: a case number needs an area or a role, and an area a case number",
    ]


def test_access_check_catches_a_public_row_with_an_area() -> None:
    case = next(row for row in TABLE.values() if row.area)
    planted = Row(public=True, area=case.area)
    assert faults([Address("x", frozenset({"number"}), None)], {"x": planted}) == [
        "x cannot be both public and restricted"
    ]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.architecture.test_access")
def test_an_address_without_a_row_is_not_found_even_where_its_view_answers() -> None:
    assert "planted" in [address.name for address in addresses("tests.architecture.test_access")]
    assert Client().get("/ny/").status_code == 404
