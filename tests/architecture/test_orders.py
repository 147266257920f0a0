"""What no query asked an order of comes in none that one can lean on."""

import pytest

from vaern.people.models import Unit

pytestmark = pytest.mark.django_db


def test_rows_without_an_order_come_in_the_wrong_one():
    for name in ("Aften", "Bakken", "Centrum"):
        Unit.objects.create(name=name, kind="workplace")
    rows = Unit.objects.filter(kind="workplace")
    assert [unit.name for unit in rows.order_by("name")] == ["Aften", "Bakken", "Centrum"]
    assert [unit.name for unit in rows] == ["Centrum", "Bakken", "Aften"]
    assert list(rows.values_list("name", flat=True)) == ["Centrum", "Bakken", "Aften"]
