import json

import pytest

from tests.rulebook.conftest import SCHEMAS, SMALL
from vaern.errors import ContentError
from vaern.rulebook.book.build import letter, provision
from vaern.rulebook.check import check, main
from vaern.rulebook.load import load, read
from vaern.rulebook.book.publication import broken_promises, publish, published
from vaern.rulebook.book.reading import line_of, parse

ONE = "law/loven/1/2020-01-01.yaml"
HEAD = "---\nid: h\ntitle: H\nkind_says: V\nplaceholders: {}\n---\n"


def test_the_small_book_has_no_problem():
    assert check(SMALL, SCHEMAS) == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "says"),
    [
        (ONE, "title: Fred\n", "", 1, "et felt mangler ('title'"),
        (ONE, "applies_by: act_date", "applies_by: yesterday", 5, "ikke et af de tilladte"),
        (ONE, "title: Fred", "titel: Fred", 1, "ikke kendt"),
        (ONE, "title: Fred", "title: [Fred]", 2, "forkert form"),
        (ONE, "valid_from: 2020-01-01", "valid_from: 2020-02-31", 4, "datoen findes ikke"),
        (ONE, "valid_from: 2020-01-01", "valid_from: i går", 4, "teksten har forkert form"),
        (ONE, "any: [wrote, called]", "any: []", 10, "følger ikke sin form"),
        (ONE, "any: [wrote, called]", "some: [wrote, called]", 10, "'some' was unexpected"),
        (ONE, "title: Fred", "title: Fred: og ro", 2, "kan ikke læses som YAML"),
        ("somewhere/else.yaml", "", "id: x\n", 1, "som reglerne ikke kender"),
        (ONE, "any: [wrote, called]", "any: [wrot, called]", 10, "oplysningen wrot findes ikke. Mente du “wrote”?"),
        (ONE, "norm: violates_peace", "norm: zzz", 11, "skønnet zzz findes ikke. Definér den"),
        (ONE, "any: [wrote, called]", "any: [wrote, {not: wrote}]", 10, "wrote står to gange i samme betingelse"),
        (ONE, "[criticism]", "[critisism]", 12, "Mente du “criticism”"),
        (ONE, "deadlines: [tell_police]", "deadlines: [tell_mum]", 16, "fristen tell_mum findes ikke"),
        ("plans/plan.yaml", "deadline: tell_police", "deadline: tell_mum", 7, "fristen tell_mum findes ikke"),
        ("plans/plan.yaml", "closes_with: young", "closes_with: yung", 7, "oplysningen yung findes ikke"),
        ("tracks/injury.yaml", "deadline: notify", "deadline: never", 5, "fristen never findes ikke"),
        ("gates/send.yaml", "not_relevant_when: hurried", "not_relevant_when: worried", 10, "worried findes ikke"),
        ("facts/contact.yaml", "- id: called", "- id: wrote", 10, "oplysningen wrote er defineret to gange"),
        ("facts/norms.yaml", "- id: grave", "- id: violates_peace", 11, "skønnet violates_peace er defineret to gange"),
        ("deadlines/one.yaml", "id: notify", "id: debrief", 1, "fristen debrief er defineret to gange"),
        ("facts/contact.yaml", "    informative: true\n", "", 55, "spoken_mention bruges ikke"),
        ("letters/hilsen/2026-01-01.md", "{{name}}", "{{nam}}", 5, "bruger {{nam}}, som ikke er erklæret"),
        ("letters/hilsen/2026-01-01.md", "{{number}}", "nu", 7, "pladsholderen number bruges ikke"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", "{not: mid}", 2, "oplysningen mid findes ikke"),
        ("letters/hilsen/2026-01-01.md", "title: Hilsen", "titel: Hilsen", 2, "et felt"),
        ("letters/hilsen/2026-01-01.md", "---\n", "", 1, "mellem to linjer med ---"),
        ("law/loven/1/scenarios.yaml", "stopped_first: yes", "stoped_first: yes", 3, "stoped_first findes ikke"),
        ("law/loven/1/scenarios.yaml", "violates_peace:", "violates_peas:", 4, "violates_peas findes ikke"),
        ("law/loven/1/scenarios.yaml", "loven/1:", "loven/9:", 5, "bestemmelsen loven/9 findes ikke"),
        ("law/loven/1/scenarios.yaml", "wrote: yes", "wrote: maybe", 3, "ikke et af de tilladte"),
    ],
)
def test_every_problem_is_told_with_file_line_and_what(problems, name, old, new, line, says):
    found = [one for one in problems(name, old, new) if says in str(one)]
    assert [(one.file, one.line) for one in found[:1]] == [(name, line)]


def test_a_file_that_is_not_utf8_is_told(folder):
    (folder / "coverage.yaml").write_bytes(b"gaps: [\xff]")
    assert "UTF-8" in str(check(folder, SCHEMAS)[0])


def test_a_control_character_is_told(problems):
    assert "kan ikke læses som YAML" in str(problems(ONE, "title: Fred", "title: Fr\x01ed")[0])


def test_the_command_prints_problems_and_counts(folder):
    said = list[str]()
    (folder / "schema").symlink_to(SCHEMAS)
    assert main([str(folder)], said.append) == 0
    (folder / "facts/odd.yaml").write_text("facts: []\n")
    assert main([str(folder)], said.append) == 3
    assert said[0] == "Indholdet er i orden."
    assert said[1].startswith("facts/odd.yaml, linje 1: reglen følger ikke sin form")
    assert said[2] == "1 fejl i indholdet."


def test_the_command_reads_the_content_folder_when_none_is_named(monkeypatch, folder):
    (folder / "schema").symlink_to(SCHEMAS)
    monkeypatch.setenv("VAERN_CONTENT", str(folder))
    assert main([], lambda _: None) == 0


def test_a_published_file_may_not_change_what_decides(folder, problems):
    assert ONE in publish(folder)
    assert publish(folder) == ()
    assert broken_promises(folder) == ()
    before = published(folder)
    found = problems(ONE, "any: [wrote, called]", "any: [wrote, young]")
    assert [(one.file, "er offentliggjort" in one.what) for one in found] == [(ONE, True)]
    publish(folder)
    assert published(folder) == before


def test_sources_of_a_published_file_may_be_corrected(folder, problems):
    publish(folder)
    assert problems(ONE, 'source: "Dommen"', 'source: "Dommen fra 2020"') == []


def test_a_published_file_may_not_vanish(folder):
    publish(folder)
    (folder / "plans/later.yaml").unlink()
    assert broken_promises(folder) == ("plans/later.yaml",)


def test_nothing_is_frozen_before_the_first_publication(folder):
    assert published(folder) == {}


def test_loading_names_the_file_that_cannot_be_built(folder):
    (folder / "gates/bad.yaml").write_text("id: bad\n")
    with pytest.raises(ContentError, match=r"gates/bad.yaml: bad kan ikke læses .*vaern content check"):
        read(folder)
    (folder / "gates/bad.yaml").write_text("- bad\n")
    with pytest.raises(ContentError, match=r"gates/bad.yaml: gates kan ikke læses"):
        read(folder)


def test_loading_a_folder_that_is_not_there_says_how_to_name_it(tmp_path):
    with pytest.raises(ContentError, match="VAERN_CONTENT"):
        load(tmp_path / "none")


@pytest.mark.parametrize("body", ["[[when: a]]\nx\n", "[[end]]\n", "[[when: a]]\n[[when: b]]\n[[end]]\n"])
def test_a_letter_with_unpaired_fences_is_refused(folder, body):
    (folder / "letters/bad.md").write_text(HEAD + body)
    with pytest.raises(ContentError, match=r"\[\[end\]\]"):
        read(folder)


def test_an_undated_letter_is_in_force_from_the_first_day():
    made = letter({"id": "h", "title": "H", "kind_says": "V", "placeholders": {}, "body": "Hej"}, "letters/h.md", {})
    assert made.valid_from.isoformat() == "1900-01-01"


def test_answers_and_dates_stay_words_when_read():
    assert parse("{on: 2021-11-03, a: yes, b: no, c: true, d: 3}", "x") == {
        "on": "2021-11-03",
        "a": "yes",
        "b": "no",
        "c": True,
        "d": 3,
    }


def test_the_line_of_a_place_ends_where_the_path_leaves_the_file():
    text = "a:\n  - b: 1\n  - c: 2\n"
    assert [line_of(text, where) for where in ((), ("a", 1, "c"), ("a", 9), ("z",), ("a", 1, "c", "d"))] == [
        1,
        3,
        1,
        1,
        3,
    ]


def test_the_schemas_are_themselves_valid_schemas():
    from jsonschema import Draft202012Validator

    for path in SCHEMAS.glob("*.json"):
        Draft202012Validator.check_schema(json.loads(path.read_text()))


def test_a_provision_names_its_edition_by_its_file(book):
    assert [text.edition for text in book.provisions["loven/2"]] == [1, 2]
    assert callable(provision)
