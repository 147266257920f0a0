"""Each annex of a report to the police says where it was seen, when it happened and how it was captured."""

import json

import pytest

from tests.evidence.items import THREAD, Kept, kept, read_as
from tests.factories.cases import picture
from vaern.evidence import actions, provenance
from vaern.evidence.models import Item, Provenance
from vaern.process.police_annexes import annex_line
from vaern.process.situation import book
from vaern.typeset.blocks import from_markdown
from vaern.vault.blobs import Sealer
from vaern.vault.text import read, seal_into

pytestmark = pytest.mark.django_db


def said(item: Item, incident_at: str = "") -> str:
    """What stands between the name and when it was received."""
    line = annex_line(2, item, book().texts["police_report"], incident_at)
    return line.removeprefix(f"- Bilag 2: {read(item, 'name')}. ").partition(" Modtaget: ")[0]


@pytest.fixture
def one() -> Kept:
    return kept()


def test_annex_says_where_when_and_how_in_the_words_that_were_noted(one: Kept) -> None:
    provenance.say(
        item=one.item,
        by=one.owner,
        strength="own_device",
        url="https://netby.invalid/opslag/77",
        profile="Rune T.",
        user_id="100012",
        group="Lindsø snak",
        members="1.200 medlemmer",
        happened="3. juni 2026 kl. 21.40",
        captured="4. juni 2026\nkl. 8.05.",
        captured_by="Maja Lund",
        software="telefonens eget skærmbillede",
    )
    assert said(one.item, "onsdag") == (
        "Set her: https://netby.invalid/opslag/77, profilen Rune T, brugernavn eller nummer 100012, "
        "gruppen eller siden Lindsø snak, kan ses af 1.200 medlemmer. Skete: 3. juni 2026 kl. 21.40. "
        "Optaget: skærmbillede eller fil fra den enhed, hvor det blev set, 4. juni 2026 kl. 8.05, "
        "med telefonens eget skærmbillede."
    )


def test_annex_does_not_name_who_captured_it(one: Kept) -> None:
    provenance.say(item=one.item, by=one.owner, strength="photo_of_screen", captured_by="Maja Lund")
    assert "Maja" not in said(one.item)
    assert said(one.item).endswith("Optaget: foto af en skærm.")


def test_what_nobody_has_noted_is_said_to_be_so(one: Kept) -> None:
    assert said(one.item) == (
        "Hvor det er set, er ikke noteret. Hvornår det skete, er ikke noteret. Hvordan det er optaget, er ikke noteret."
    )
    assert "Skete: omkring onsdag den 3. juni 2026 kl. 10.00." in said(
        one.item, "omkring onsdag den 3. juni 2026 kl. 10.00"
    )


def test_what_a_person_confirmed_counts_where_nothing_else_is_noted(one: Kept) -> None:
    read_as(one.item, **THREAD)
    right = [("time-0", "15.11. kl. 21.40"), ("identifier-0", "facebook.invalid/rune")]
    provenance.confirm(item=one.item, by=one.owner, confirmed=right)
    assert said(one.item).startswith("Set her: facebook.invalid/rune. Skete: 15.11. kl. 21.40. Hvordan")


def test_what_lies_inside_another_comes_from_where_that_one_does(one: Kept) -> None:
    provenance.say(item=one.item, by=one.owner, strength="received", url="https://netby.invalid/")
    sealer = Sealer(one.case.vault_scope)
    sealer.write(picture())
    inside = actions.add_inside(parent=one.item, part="1", by=one.owner, sealer=sealer, name="inde.png")
    assert said(inside).startswith("Set her: https://netby.invalid/. ")
    assert said(inside).endswith("Optaget: gemt, som det blev modtaget.")


@pytest.mark.parametrize("address", ["https://a.invalid/_x_*y*?a=1&copy;=2&b[0]=`c`<d>", "netby.invalid/rune_t_h"])
def test_address_is_printed_as_it_was_written(one: Kept, address: str) -> None:
    row = Provenance(item=one.item, made_by_id=one.owner.person_id, made_at=one.item.received_at)
    seal_into(row, said=json.dumps({"url": address}))
    row.save()
    (block,) = from_markdown(annex_line(1, one.item, book().texts["police_report"]))
    printed = "".join(run["text"] for run in block["items"][0][0]["runs"])
    assert f"Set her: {address}. " in printed


def test_every_way_of_capture_has_words() -> None:
    says = book().texts["police_report"]
    assert [code for code in provenance.Strength.values if code != "unknown" and f"annex_{code}" not in says] == []
