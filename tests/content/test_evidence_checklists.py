"""What to secure for each medium: each has its checklist, and none forgets the time and the originals."""

from vaern.rulebook.load import load

BOOK = load()
MEDIA = [one["code"] for one in BOOK.texts["evidence_media"]["media"]]


def test_every_medium_has_a_checklist_and_every_checklist_a_medium():
    named = {key.removeprefix("evidence_") for key in BOOK.checklists if key.startswith("evidence_")}
    assert named == set(MEDIA)


def test_every_medium_asks_when_it_was_seen_and_that_nothing_was_deleted():
    asked = {code: {item.id for item in BOOK.checklists[f"evidence_{code}"][-1].items} for code in MEDIA}
    assert [code for code, items in asked.items() if not {"when_seen", "nothing_deleted"} <= items] == []


def test_no_evidence_checklist_is_answered_by_the_facts_of_the_case():
    items = [item for code in MEDIA for item in BOOK.checklists[f"evidence_{code}"][-1].items]
    assert [item.id for item in items if item.requires is not None] == []


def test_five_tips_are_five_and_look_at_no_case():
    items = BOOK.checklists["five_tips"][-1].items
    assert (len(items), [item.id for item in items if item.requires is not None]) == (5, [])
