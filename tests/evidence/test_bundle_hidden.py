"""What the bundle says of copies in which something is hidden, and of what was taken out of another item."""

import json

import pytest

from tests.evidence.items import Text, case_with, read_as
from tests.evidence.test_bundle import case, henrik, place, words_of, written  # noqa: F401 - the fixtures of the case
from tests.factories.cases import picture
from vaern.errors import BadInput
from vaern.evidence import actions, moving, provenance
from vaern.evidence.bundle import choose, export_warnings
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.evidence.readers.shapes import Identifier, Sure
from vaern.evidence.redaction import redact_picture, redact_text
from vaern.vault.blobs import Sealer
from vaern.web.casework.custody_lines import custody_lines

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def lying_in(item, by, data=b"bilag", name="bilag.txt"):
    """A file that lay in the item."""
    sealer = Sealer(item.vault_scope)
    sealer.write(data)
    return actions.add_inside(parent=item, part="1", by=by, sealer=sealer, name=name)


def test_custody_does_not_say_that_an_original_left_when_only_a_copy_did(case, place, tmp_path):  # noqa: F811 - fixtures
    hidden, whole, _third = items_of(case)
    redact_picture(item=hidden, by=henrik(place, case), areas=[(0, 0, 50, 50)], reason="Et navn")
    files = written(case, place, tmp_path, redacted=[1])
    assert (
        custody_lines(hidden)[-1].says == "En kopi, hvor noget er sløret, blev givet med i bevispakken. Til: Politiet"
    )
    assert custody_lines(whole)[-1].says == "En kopi af originalen blev hentet (i bevispakken). Til: Politiet"
    actions.note_export(whole, by=henrik(place, case), reason_code="bundle")  # as custody said it before
    assert custody_lines(whole)[-1].says == "En kopi af originalen blev hentet (i bevispakken)"
    page, paper = files["data/index.html"].decode(), words_of(files["data/index.pdf"])
    assert (page.count("Kopi med sløring udleveret"), page.count("Kopi udleveret")) == (1, 2)
    assert "Kopi med sløring lavet" in paper


def test_what_was_taken_out_of_a_mail_is_not_called_an_original(case, place, tmp_path):  # noqa: F811 - fixtures
    lying_in(items_of(case)[1], henrik(place, case))
    files = written(case, place, tmp_path)
    rows = json.loads(files["data/metadata.json"])["items"]
    assert [row["inside"] for row in rows] == [None, None, None, "B2"]
    page, paper = files["data/index.html"].decode(), words_of(files["data/index.pdf"])
    assert (page.count("<td>Original</td>"), page.count("<td>Taget ud af B2</td>")) == (3, 1)
    assert ("Taget ud af B2 og forseglet" in page, "Lå i B2" in paper) == (True, True)


def test_what_a_person_confirmed_stands_in_danish(case, place, tmp_path):  # noqa: F811 - fixtures
    item = items_of(case)[0]
    found = (Identifier("name", "Rune", sure=Sure.PROPOSED), Identifier("profile_url", "x.invalid", sure=Sure.PROPOSED))
    read_as(item, kind="picture.png", identifiers=found)
    pairs = [(proposal.id, proposal.value) for proposal in provenance.proposals(item)]
    provenance.confirm(item=item, by=henrik(place, case), confirmed=pairs)
    page = written(case, place, tmp_path)["data/index.html"].decode()
    assert ("(navn): Rune" in page, "(profilens adresse): x.invalid" in page, "profile_url" in page) == (
        True,
        True,
        False,
    )


def test_file_that_is_hidden_in_is_not_given_whole_as_another_item(case, place):  # noqa: F811 - fixtures
    first, second = items_of(case)[:2]
    twin = lying_in(second, henrik(place, case), b"".join(actions.blobs.read(first.blob)), "samme.png")
    redact_picture(item=first, by=henrik(place, case), areas=[(0, 0, 50, 50)], reason="Et navn")
    with pytest.raises(BadInput, match=f"B{twin.number} er den samme fil"):
        choose(case, redacted=[1])
    assert set(choose(case, numbers=[1, 2, 3], redacted=[1]).copies) == {1}


def test_hidden_words_that_can_be_read_elsewhere_are_warned_of(case, place):  # noqa: F811 - fixtures
    first, second, third = items_of(case)
    read_as(second, kind="text.plain", texts=(Text("Ring til Bente Bak på mandag."),))
    redact_text(item=second, by=henrik(place, case), words=["Bente Bak"], reason="En tredje persons navn")
    assert "sløret i en kopi" not in warned(case)
    provenance.say(item=second, by=henrik(place, case), strength="received", profile="bente bak")
    read_as(third, kind="text.plain", texts=(Text("Spørg Bente\nBak."),))
    assert "Ord, der er sløret i en kopi, kan læses i: B2-sloeret-1.txt, B3." in warned(case)
    assert first.number == 1


def warned(case):  # noqa: F811 - not the fixture
    """The warnings for a bundle with B2 as its copy."""
    chosen = choose(case, redacted=[2])
    return " ".join(export_warnings(case, chosen.whole(), "police", chosen.copies.values()))


def test_number_of_what_it_lay_in_follows_to_another_case(case, place, tmp_path):  # noqa: F811 - fixtures
    letter = items_of(case)[2]
    inner = lying_in(letter, henrik(place, case))
    there = case_with(place, picture((9, 9)))
    moving.move(item=letter, to=there, by=henrik(place, case), by_there=henrik(place, there), reason="Hører til der")
    page = written(there, place, tmp_path)["data/index.html"].decode()
    assert ("Taget ud af B2 og forseglet" in page, "Taget ud af B3" in page, "Lå i B2" in page) == (True, False, True)
    says = custody_lines(Item.objects.get(pk=inner.pk))[0].says
    assert says == "Modtaget og forseglet (det lå inde i det, der var B3 i den sag, det kom fra)"


def test_what_is_told_of_a_covered_picture_is_warned_of(case, place):  # noqa: F811 - fixtures
    """Nobody can see in a black area whether the name that was confirmed is the one beneath it."""
    item = items_of(case)[0]
    redact_picture(item=item, by=henrik(place, case), areas=[(0, 0, 50, 50)], reason="Et navn")
    chosen = choose(case, redacted=[1])
    says = "Det, der er skrevet om, hvor det kommer fra, følger med: B1-sloeret-1.png."
    assert says not in " ".join(export_warnings(case, chosen.whole(), "police", chosen.copies.values()))
    provenance.say(item=item, by=henrik(place, case), strength="own_device", profile="Rune")
    assert says in " ".join(export_warnings(case, chosen.whole(), "police", chosen.copies.values()))
