"""What is published stays as it was, and what differs is told."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.rulebook.conftest import SCHEMAS, SMALL
from vaern.errors import BadInput
from vaern.rulebook.book.differences import between_days, between_folders, since_publication
from vaern.rulebook.book.publication import broken_promises, manifest, publish, published
from vaern.rulebook.check import check
from vaern.rulebook.load import read

ONE = "law/loven/1/2020-01-01.yaml"
ON = date(2026, 11, 21)


@pytest.fixture
def frozen(folder: Path) -> Path:
    """The small book, published."""
    publish(folder, "Første udgave", ON)
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def faults(folder: Path) -> list[tuple[str, int, str]]:
    return [(one.file, one.line, one.what) for one in check(folder, SCHEMAS)]


def test_publishing_freezes_each_text_once_with_its_note(folder):
    first = publish(folder, "Første udgave", ON)
    assert {ONE, "facts/wrote", "norms/grave", "deadlines/notify", "gates/send.yaml"} <= set(first)
    assert "guidance/safety.yaml" not in first
    assert publish(folder, "Intet nyt", ON) == ()
    assert manifest(folder)["editions"] == [{"on": "2026-11-21", "note": "Første udgave", "texts": len(first)}]
    assert broken_promises(folder) == ()
    assert faults(folder) == []


def test_publishing_asks_for_a_note(folder):
    with pytest.raises(BadInput, match="hvad der er nyt"):
        publish(folder, " ", ON)
    assert published(folder) == {}


def test_a_published_file_may_not_change_what_decides(frozen):
    before = published(frozen)
    change(frozen, ONE, "any: [wrote, called]", "any: [called, wrote]")
    assert faults(frozen) == [
        (ONE, 1, f"{ONE} er offentliggjort og er ændret i det, der afgør noget (requires).")
    ]  # fmt: skip
    publish(frozen, "En til", ON)
    assert published(frozen) == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (ONE, 'source: "Dommen"', 'source: "Dommen fra 2020"'),
        (ONE, "summary_en: Peace", "summary_en: Peace of mind"),
        ("gates/send.yaml", 'source: "Vejledningen"', 'source: "Vejledningen, side 2"'),
        ("facts/contact.yaml", 'help: "Se i beskederne."', 'help: "Se i alle beskederne."'),
    ],
)
def test_sources_and_help_of_a_published_text_may_be_corrected(frozen, name, old, new):
    change(frozen, name, old, new)
    assert faults(frozen) == []


def test_a_published_file_may_not_vanish(frozen):
    (frozen / "plans/later.yaml").unlink()
    key = "plans/later.yaml"
    assert faults(frozen) == [("published/manifest.json", 1, f"{key} er offentliggjort og er væk.")]


def test_a_published_question_may_not_come_to_mean_something_else(frozen):
    change(frozen, "facts/contact.yaml", "Er called sket?", "Blev der ringet?")
    what = "facts/called er offentliggjort og er ændret i det, der afgør noget (question)."
    assert faults(frozen) == [("facts/contact.yaml", 13, what)]


def test_a_new_edition_of_a_published_question_says_why(frozen):
    change(frozen, "facts/contact.yaml", "Er called sket?", "Blev der ringet?")
    change(frozen, "facts/contact.yaml", "- id: called\n", "- id: called\n    edition: 2\n")
    assert ["feltet edition_note mangler" in what for _file, _line, what in faults(frozen)] == [True]
    change(frozen, "facts/contact.yaml", "    edition: 2\n", "    edition: 2\n    edition_note: Klarere.\n")
    assert faults(frozen) == []
    assert publish(frozen, "Klarere", ON) == ("facts/called.e2",)


def test_a_new_dated_text_leaves_the_old_as_it_was(frozen):
    text = (frozen / ONE).read_text().replace("2020-01-01", "2023-01-01")
    (frozen / "law/loven/1/2023-01-01.yaml").write_text(text)
    assert faults(frozen) == []
    assert publish(frozen, "Ny lov", ON) == ("law/loven/1/2023-01-01.yaml",)


def test_a_published_file_that_cannot_be_read_is_told_as_that_alone(frozen):
    (frozen / ONE).write_text("id: [\n")
    assert [(name, "YAML" in what) for name, _line, what in faults(frozen)] == [(ONE, True)]


def test_nothing_is_frozen_before_the_first_publication(folder):
    assert (published(folder), broken_promises(folder)) == ({}, ())


def test_what_differs_since_publication_names_the_fields(frozen):
    change(frozen, ONE, 'max: "bøde"', 'max: "fængsel"')
    (frozen / "plans/later.yaml").unlink()
    (frozen / "checklists/new.yaml").write_text((SMALL / "checklists/tips.yaml").read_text().replace("tips", "new"))
    found = since_publication(frozen)
    assert [(one.key, one.kind, one.fields) for one in found] == [
        ("checklists/new.yaml", "new", ()), (ONE, "changed", ("sanction",)), ("plans/later.yaml", "gone", ()),
    ]  # fmt: skip
    assert list(found[1].as_text()) == [
        f"{ONE}: ændret",
        "  sanction",
        '    nu:  {"max": "fængsel", "prosecution": "public", "limitation_years": 2}',
    ]
    assert found[1].as_data()["fields"]["sanction"]["before"] is None


def test_two_folders_differ_field_by_field_with_before_and_after(folder, tmp_path):
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    change(other, ONE, "any: [wrote, called]", "any: [wrote]")
    change(other, ONE, "deadlines: [tell_police]\n", "")
    (one,) = between_folders(folder, other)
    assert list(one.as_text()) == [
        f"{ONE}: ændret", "  deadlines", '    før: ["tell_police"]', "    nu:  —", "  requires",
        '    før: {"all": [{"any": ["wrote", "called"]}, {"norm": "violates_peace"}]}',
        '    nu:  {"all": [{"any": ["wrote"]}, {"norm": "violates_peace"}]}',
    ]  # fmt: skip
    assert json.loads(json.dumps(one.as_data()))["fields"]["deadlines"] == {"before": ["tell_police"], "after": None}


def test_a_long_text_is_shown_by_its_beginning(folder, tmp_path):
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    change(other, ONE, "Man må ikke krænke freden.", "Man må ikke krænke freden. " + "Aldrig. " * 100)
    (one,) = between_folders(folder, other)
    assert [len(line) for line in one.as_text()][-1] == 4 + 5 + 301


def test_two_long_texts_are_shown_where_they_part(folder, tmp_path):
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    same = "Man må ikke krænke freden. " + "Aldrig. " * 100
    change(folder, ONE, "Man må ikke krænke freden.", f"{same}Heller ikke om natten.")
    change(other, ONE, "Man må ikke krænke freden.", f"{same}Heller ikke om dagen.")
    (one,) = between_folders(folder, other)
    *_, before, after = one.as_text()
    assert (before[:10], after[:10]) == ("    før: …", "    nu:  …")
    assert ("om natten" in before, "om dagen" in after) == (True, True)


def test_two_days_differ_by_the_texts_in_force(folder):
    book = read(folder)
    found = between_days(book, folder, date(2017, 1, 1), date(2019, 6, 1))
    assert [(one.key, one.kind) for one in found] == [("law/loven/1", "gone")]
    found = between_days(book, folder, date(2019, 6, 1), date(2024, 1, 1))
    assert {(one.key, one.kind) for one in found} == {
        ("gates/send", "new"), ("law/loven/1", "new"), ("law/loven/2", "new"), ("plans/later", "new"),
        ("plans/plan", "new"),
    }  # fmt: skip
    (changed, *_) = [one for one in between_days(book, folder, date(2017, 1, 1), date(2021, 1, 1)) if one.before]
    assert (changed.key, changed.fields) == ("law/loven/1", ("deadlines", "sanction", "valid_from", "valid_until"))


@pytest.mark.parametrize(
    ("name", "old", "new", "how"),
    [
        (ONE, "any: [wrote, called]", "any: [called, wrote]", "ny udgave med edition_note (2020-01-01.e2.yaml)."),
        (
            "gates/send.yaml",
            "set_aside: with_reason",
            "set_aside: never",
            "(for eksempel send.2027-01-01.yaml).",
        ),
        ("facts/contact.yaml", "Er called sket?", "Blev der ringet?", "Skriv edition: 2 og edition_note på den, eller"),
    ],
)
def test_a_changed_text_says_how_the_new_is_written(frozen, name, old, new, how):
    change(frozen, name, old, new)
    assert how in " ".join(one.how for one in check(frozen, SCHEMAS))


def test_the_second_edition_of_a_question_is_followed_by_the_third(frozen):
    change(frozen, "facts/contact.yaml", "Er called sket?", "Blev der ringet?")
    change(frozen, "facts/contact.yaml", "- id: called\n", "- id: called\n    edition: 2\n    edition_note: Klarere.\n")
    publish(frozen, "To", ON)
    change(frozen, "facts/contact.yaml", "Blev der ringet?", "Ringede nogen?")
    assert "Skriv edition: 3 og edition_note" in " ".join(one.how for one in check(frozen, SCHEMAS))


def test_a_vanished_text_is_to_be_laid_back(frozen):
    (frozen / "plans/later.yaml").unlink()
    assert "Læg den tilbage" in " ".join(one.how for one in check(frozen, SCHEMAS))
