"""Names of files are chosen among in forms that people without need of the numbers see too."""

import pytest

from tests.evidence.items import kept
from vaern.evidence.locking import lock
from vaern.web.casework.decision_page import item_choices
from vaern.web.casework.evidence_out import BundleForm

pytestmark = pytest.mark.django_db


def test_name_with_a_cpr_number_is_masked_where_items_are_chosen():
    one = kept(name="brev til 010190-1234.png")
    form = BundleForm(one.case, None)
    labels = [label for _key, label in (*item_choices(one.case), *form.fields["items"].choices)]
    assert labels == ["B1. brev til 010190-XXXX.png"] * 2


def test_what_is_locked_cannot_be_chosen_for_the_police():
    one = kept()
    lock(item=one.item, by=one.owner)
    assert item_choices(one.case) == []
