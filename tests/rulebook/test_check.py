import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.rulebook.conftest import SCHEMAS, SMALL
from vaern.errors import ContentError
from vaern.rulebook.book.build import letter, provision
from vaern.rulebook.book.objections import told
from vaern.rulebook.book.reading import line_of, parse
from vaern.rulebook.check import check, main, read_strictly
from vaern.rulebook.load import load, read

ONE = "law/loven/1/2020-01-01.yaml"
OLD = "law/loven/1/2016-01-01.yaml"
TRIED = "law/loven/1/scenarios.yaml"
NEWER = (SMALL / ONE).read_text()
HEAD = "---\nid: h\ntitle: H\nkind_says: V\nplaceholders: {}\n---\n"


def test_the_small_book_has_no_problem():
    assert check(SMALL, SCHEMAS) == ()


CALENDAR = """id: calendar
title: Dage
public_holidays: DK
days:
  - {{code: a_day, month: {month}, day: {day}, off: true, label: Dag, why: Fordi.}}
"""


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "says"),
    [
        (ONE, "title: Fred\n", "", 1, "feltet title mangler. Skriv title"),
        (
            ONE,
            "applies_by: act_date",
            "applies_by: act_day",
            5,
            "“act_day” er ikke et af de tilladte ord. Mente du “act",
        ),
        (ONE, "title: Fred", "titel: Fred", 2, "feltet “titel” er ikke kendt her. Mente du “title”?"),
        (ONE, "title: Fred", "title: [Fred]", 2, "har forkert form. Der skal stå en tekst."),
        (ONE, "valid_from: 2020-01-01", "valid_from: 2020-02-31", 4, "datoen 2020-02-31 findes ikke"),
        (ONE, "valid_from: 2020-01-01", "valid_from: i går", 4, "“i går” har forkert form. Skriv datoen som"),
        (ONE, "any: [wrote, called]", "any: []", 10, "her står der ikke noget"),
        (
            ONE,
            "any: [wrote, called]",
            "some: [wrote, called]",
            10,
            "“some” er ikke en del af en betingelse. En betingelse",
        ),
        (ONE, "any: [wrote, called]", "at_least: {n: 1}", 10, "feltet of mangler"),
        (
            ONE,
            "any: [wrote, called]",
            "{all: [wrote], any: [called]}",
            10,
            "betingelsen har ikke sin form. En betingelse",
        ),
        (ONE, "any: [wrote, called]", "{}", 10, "betingelsen har ikke sin form. En betingelse"),
        (ONE, "title: Fred", "title: Fred: og ro", 2, "kan ikke læses som YAML (et kolon står midt i en tekst). Sæt"),
        (ONE, "title: Fred", "title: @Fred", 2, "(et tegn må ikke stå først). Brug mellemrum, ikke tabulator"),
        (ONE, "title: Fred", "title: *Fred", 2, "(en tekst begynder med *)"),
        (
            ONE,
            "title: Fred",
            "title: Fred\nextra: &a [x, *a]",
            3,
            "(et sted med & er brugt med * inde i sig selv)",
        ),
        (ONE, "title: Fred", "title: Fred\n? [x]\n: y", 3, "(et felt har en liste eller andre felter som navn)"),
        (ONE, "title: Fred", "title Fred", 3, "(et felt mangler sit kolon)"),
        (ONE, "title: Fred", 'title: "Fred', 6, "et anførselstegn eller en indrykning passer ikke"),
        (ONE, "any: [wrote, called]", "any: [wrote, called", 11, "(en liste i [ ] er ikke lukket)"),
        (ONE, "title: Fred", 'title: "\\q"', 2, "tegnet \\ må ikke stå"),
        (ONE, "title: Fred", "title: Fred\ntitle: Ro", 3, "(feltet står to gange samme sted). Slet den ene"),
        (
            ONE,
            "any: [wrote, called]",
            "at_least: {n: 3, of: [wrote, called]}",
            10,
            "beder om 3 af 2, og det kan",
        ),
        (ONE, "any: [wrote, called]", "any: [{not: {not: wrote}}, called]", 10, "not står om et not, og de to ophæver"),
        (ONE, "any: [wrote, called]", "not: {any: [wrote, {not: {not: called}}]}", 10, "not står om et not"),
        ("facts/norms.yaml", "{not: stopped_first}", "{not: {not: stopped_first}}", 6, "not står om et not"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", "{not: {not: mild}}", 13, "not står om et not"),
        (ONE, "any: [wrote, called]", "any: [wrote, grave]", 10, "grave er et skøn og ikke en oplysning. Skriv {norm:"),
        (ONE, "norm: violates_peace", "norm: wrote", 11, "wrote er en oplysning og ikke et skøn. Skriv wrote uden"),
        (
            TRIED,
            "stopped_first: yes",
            "grave: yes",
            3,
            "grave er et skøn og ikke en oplysning. Skriv det under reasons",
        ),
        (TRIED, "violates_peace:", "mild:", 4, "mild er en oplysning og ikke et skøn. Skriv svaret under answers"),
        ("somewhere/else.yaml", "", "id: x\n", 1, "som reglerne ikke kender. Flyt den til en af law"),
        ("gate/else.yaml", "", "id: x\n", 1, "som reglerne ikke kender. Mente du “gates”?"),
        (ONE, "any: [wrote, called]", "any: [wrot, called]", 10, "oplysningen wrot findes ikke. Mente du “wrote”?"),
        (ONE, "norm: violates_peace", "norm: zzz", 11, "skønnet zzz findes ikke. Definér den i content/facts/norms"),
        (ONE, "any: [wrote, called]", "any: [wrote, {not: wrote}]", 10, "wrote står to gange i samme betingelse"),
        (ONE, "[criticism]", "[critisism]", 12, "Mente du “criticism”"),
        (ONE, "deadlines: [tell_police]", "deadlines: [tell_mum]", 16, "fristen tell_mum findes ikke"),
        (
            ONE,
            "confused_with: [loven/2]",
            "confused_with: [loven/3]",
            17,
            "loven/3, som ikke er en anden bestemmelse. Mente du",
        ),
        (ONE, "confused_with: [loven/2]", "confused_with: [loven/1]", 17, "loven/1, som ikke er en anden bestemmelse"),
        (
            ONE,
            "valid_from: 2020-01-01",
            "valid_from: 2020-01-02",
            4,
            "filens navn er ikke dens første dag (2020-01-02)",
        ),
        (ONE, "id: loven/1", "id: loven/9", 1, "id er loven/9, men filen ligger som loven/1"),
        (ONE, "applies_by", "valid_until: 2019-01-01\napplies_by", 5, "slutter, før den begynder"),
        (ONE, "status: verified", "status: unverified", 6, "er kontrolleret af En Jurist, men status er unverified"),
        (ONE, ", checked_on: 2026-11-20", "", 6, "kontrolleret, men ikke af hvem og hvornår"),
        (ONE, 'sanction: {max: "bøde", pro', "sanction: {pro", 14, "hvad straffen højst er"),
        (OLD, "valid_until: 2018-12-31", "valid_until: 2020-12-31", 5, "men den næste begynder 1. januar 2020"),
        (
            OLD,
            "valid_until: 2018-12-31",
            "valid_until: 2018-11-30",
            5,
            "gælder fra 1. december 2018 til 31. december 2019",
        ),
        ("law/loven/1/2020-01-01.e2.yaml", "", NEWER, 1, "en ny udgave skal sige, hvad der er rettet"),
        ("law/loven/1/again-2020-01-01.yaml", "", NEWER, 4, "loven/1 har to tekster fra 1. januar 2020"),
        ("plans/plan.yaml", "deadline: tell_police", "deadline: tell_mum", 7, "fristen tell_mum findes ikke"),
        ("plans/plan.yaml", "closes_with: young", "closes_with: yung", 7, "oplysningen yung findes ikke"),
        ("plans/plan.yaml", "{id: watch,", "{id: call,", 15, "trinnet call står to gange i samme fil"),
        ("plans/plan.yaml", "id: plan\n", "id: plam\n", 1, "id er plam, men filen ligger som plan"),
        ("tracks/injury.yaml", "deadline: notify", "deadline: never", 5, "fristen never findes ikke"),
        ("tracks/injury.yaml", "requires: {all: [absent, likely_claim]}, ", "", 5, "de følgende bliver aldrig nået"),
        ("gates/send.yaml", "not_relevant_when: hurried", "not_relevant_when: worried", 10, "worried findes ikke"),
        (
            "gates/send.yaml",
            "not_relevant_when: hurried",
            "not_relevant_when: {norm: grave}",
            10,
            "skønnet grave kan ikke afgøre, om betingelsen er relevant",
        ),
        ("facts/contact.yaml", "- id: called", "- id: wrote", 13, "oplysningen wrote er defineret to gange"),
        ("facts/contact.yaml", "Er called sket?", "Er wrote sket?", 14, "called spørger om det samme som wrote"),
        ("facts/contact.yaml", 'yes_example: "Ja."\n', 'example: "Ja."\n', 11, "feltet “example” er ikke kendt"),
        ("facts/contact.yaml", '    yes_example: "Ja."\n', "", 2, "wrote mangler yes_example"),
        ("facts/norms.yaml", "- id: grave", "- id: violates_peace", 11, "skønnet violates_peace er defineret to gange"),
        ("facts/norms.yaml", "Er freden krænket?", "Er freden krænket", 3, "Skriv det som et spørgsmål"),
        ("facts/norms.yaml", "indicated_by: hurried", "indicated_by: hurri", 13, "Mente du “hurried”?"),
        (
            "facts/norms.yaml",
            "{all: [mild, {not: stopped_first}]}",
            "{any: [mild, {not: stopped_first}]}",
            6,
            "called taler alene for skønnet violates_peace, men også imod det",
        ),
        ("law/loven/2/2022-01-01.yaml", "{norm: grave}", "wrote2", 10, "oplysningen wrote2 findes ikke"),
        ("deadlines/one.yaml", "id: notify", "id: debrief", 1, "Det samme id står i deadlines/deadlines.yaml, linje 3"),
        ("facts/contact.yaml", "    informative: true\n", "", 70, "spoken_mention bruges ikke"),
        (
            "guidance/calendar.yaml",
            "",
            CALENDAR.format(month=13, day=1),
            5,
            "tallet 13 er ikke muligt her. Skriv et tal fra 1 til 12",
        ),
        ("facts/contact.yaml", "- id: called\n", "- id: called\n    presupposes: [wote]\n", 14, "Mente du “wrote”?"),
        (
            "facts/contact.yaml",
            "- id: called\n",
            "- id: called\n    presupposes: [called]\n",
            14,
            "called forudsætter sig selv",
        ),
        (
            "facts/contact.yaml",
            '    scope: incident\n    help: "Se efter."\n',
            '    scope: case\n    presupposes: [called]\n    help: "Se efter."\n',
            10,
            "det ene svar gælder en hændelse og det andet hele sagen",
        ),
        (
            "facts/contact.yaml",
            "- id: wrote\n",
            "- id: wrote\n    presupposes: [called]\n    derived: true\n",
            3,
            "wrote finder Værn selv i sagen",
        ),
        ("guidance/calendar.yaml", "", CALENDAR.format(month=6, day=0), 5, "Skriv et tal fra 1 til 31"),
        (
            "guidance/calendar.yaml",
            "",
            CALENDAR.format(month=6, day=31),
            5,
            "den 31. juni findes ikke. Skriv en dag fra 1 til 30",
        ),
        ("guidance/calendar.yaml", "", CALENDAR.format(month="juni", day=5), 5, "Der skal stå et helt tal"),
        ("guidance/again.yaml", "", "id: safety\ntitle: X\n", 1, "id er safety, men filen ligger som again"),
        (
            "letters/hilsen/2026-01-01.md",
            "{{name}}",
            "{{ nam }}",
            11,
            "bruger {{nam}}, som ikke er erklæret. Mente du “name”?",
        ),
        ("letters/hilsen/2026-01-01.md", "{{number}}", "nu", 7, "pladsholderen number bruges ikke"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", "{not: mid}", 13, "oplysningen mid findes ikke"),
        ("letters/hilsen/2026-01-01.md", "title: Hilsen", "titel: Hilsen", 2, "feltet title mangler"),
        ("letters/hilsen/2026-01-01.md", "---\n", "", 1, "mellem to linjer med ---"),
        ("letters/tomt/2026-01-01.md", "", "---\n---\nHej\n", 2, "brevets hoved er ikke felter. Skriv id"),
        ("letters/hilsen/2026-01-01.md", "[[end]]", "", 13, "[[when: …]] mangler sin [[end]]. Sæt"),
        ("letters/hilsen/2026-01-01.md", "[[when: {not: mild}]]", "", 15, "[[end]] uden [[when: …]]"),
        ("letters/hilsen/2026-01-01.md", "[[end]]", "[[when: mild]]", 15, "[[when: …]] inden i et andet afsnit"),
        ("letters/hilsen/2026-01-01.md", "[[when: {not: mild}]]", "[[wen: mild]]", 13, "er hverken [[when: …]] eller"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", " ", 13, "betingelsen har ikke sin form"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", "{nto: mild}", 13, "betingelsen har ikke sin form"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", "{all: [mild}", 13, "betingelsen har ikke sin form"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", "{norm: zzz}", 13, "skønnet zzz findes ikke"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", "{all: [mild, {not: mid}]}", 13, "oplysningen mid findes ikke"),
        ("letters/hilsen/2026-01-01.md", "{{name}}", "{{Name}}", 11, "“{{Name}}” er ikke en pladsholder. Skriv"),
        ("letters/hilsen/2026-01-01.md", "{{name}}", "{{name}", 11, "er ikke en pladsholder"),
        (ONE, "title: Fred", "title:", 2, "her står der ikke noget. Der skal stå en tekst"),
        (
            "coverage.yaml",
            "provision: loven/1",
            "provision: loven/9",
            3,
            "om loven/9, som ikke er en bestemmelse. Mente",
        ),
        ("coverage.yaml", "provision: loven/1", "provision: xyz", 3, "Slet provision: så vises hullet ved hver"),
        ("facts/empty.yaml", "", " ", 1, "filen er tom. Skriv det, der skal stå, eller slet filen."),
        (TRIED, "stopped_first: yes", "stoped_first: yes", 3, "stoped_first findes ikke"),
        (TRIED, "violates_peace:", "violates_peas:", 4, "violates_peas findes ikke"),
        (TRIED, "loven/1:", "loven/9:", 5, "venter noget om loven/9, som ikke findes. Mente du"),
        (TRIED, "wrote: yes", "wrote: maybe", 3, "“maybe” er ikke et af de tilladte ord"),
        (
            TRIED,
            "points_to}",
            "not_in_force}",
            5,
            "ventede loven/1: not_in_force, men det blev points_to. Det afgjorde: wrote",
        ),
        (TRIED, "provisional: false", "provisional: true", 6, "ventede provisional: true"),
        (
            TRIED,
            "loven/1: does_not_point_to",
            "loven/2: does_not_point_to",
            1,
            "loven/1 kommer ud som does_not_point_to",
        ),
        ("gates/send.scenarios.yaml", "mild: met", "mild: unmet", 4, "ventede mild: unmet, men det blev met"),
        ("gates/send.scenarios.yaml", "mild: met", "mildt: met", 4, "om mildt, som ikke findes. Mente du “mild”?"),
        ("gates/send.scenarios.yaml", "mild: met", "mild: fine", 4, "“fine” er ikke et af de tilladte ord"),
        (
            "gates/send.scenarios.yaml",
            "on: 2024-01-01",
            "on: 1999-01-01",
            1,
            "kan ikke prøves: Der findes ingen spærring",
        ),
        (
            "tracks/injury.scenarios.yaml",
            "expect: open",
            "expect: nothing",
            3,
            "men det blev open. Det afgjorde: likely_claim",
        ),
        ("tracks/injury.scenarios.yaml", "expect: open", "expect: opn", 3, "Mente du “open”?"),
        (
            "plans/plan.scenarios.yaml",
            "call: joins",
            "call: stays_out",
            4,
            "men det blev joins. Det afgjorde: ingen oplysning",
        ),
        (
            "plans/plan.scenarios.yaml",
            "watch: unknown",
            "watch: joins",
            4,
            "men det blev unknown. Det afgjorde: hurried",
        ),
        ("checklists/tips.scenarios.yaml", "closed: by_hand", "closed: met", 1, "men det blev by_hand"),
        ("guidance/tips.scenarios.yaml", "", "[]", 1, "som reglerne ikke kender"),
    ],
)
def test_every_problem_is_told_with_file_line_and_what(problems, name, old, new, line, says):
    found = [one for one in problems(name, old, new) if says in str(one)]
    assert [(one.file, one.line) for one in found[:1]] == [(name, line)]


def test_a_gap_nobody_declares_is_told(problems):
    found = problems("coverage.yaml", "provision: loven/1, ", "")
    assert [(one.file, one.line) for one in found] == [(OLD, 5)]
    assert "ingen tekst af loven/1 gælder fra 1. januar 2019 til 31. december 2019" in found[0].what


def test_a_gap_without_days_declares_none(folder):
    assert check(folder, SCHEMAS) == ()
    path = folder / "coverage.yaml"
    path.write_text(path.read_text().replace(", from: 2019-01-01, until: 2019-12-31", ""))
    assert [one.line for one in check(folder, SCHEMAS) if "ingen tekst af loven/1 gælder" in one.what] == [5]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("gates/send.yaml", "set_aside: with_reason", "set_aside: aldrig"),
        ("plans/plan.yaml", "deadline: tell_police", "deadline: tell_mum"),
        ("tracks/injury.yaml", "deadline: notify", "deadline: never"),
        ("checklists/tips.yaml", "title:", "titel:"),
        ("law/loven/1/scenarios.yaml", "wrote: yes", "wrote: ja"),
    ],
)
def test_a_fault_is_told_alone_and_not_by_the_scenarios_that_rest_on_it(problems, name, old, new):
    assert {one.file for one in problems(name, old, new)} == {name}


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "what", "how"),
    [
        (
            "facts/contact.yaml", "- id: called", "- id: wrote", 13, "oplysningen wrote er defineret to gange.",
            "Slet den ene, eller giv den et andet id. Det samme id står i facts/contact.yaml, linje 2.",
        ),
        (
            "facts/norms.yaml", "- id: grave", "- id: called", 11, "skønnet called er defineret to gange.",
            "Slet den ene, eller giv den et andet id. Det samme id står i facts/contact.yaml, linje 13.",
        ),
        (
            "law/loven/2/2022-01-01.yaml", "id: loven/2", "id: loven/1", 1,
            "id er loven/1, men filen ligger som loven/2.",
            f"Ret id til loven/2, eller flyt filen. Det samme id står i {ONE}, linje 1.",
        ),
        (
            "gates/other.yaml", "", (SMALL / "gates/send.yaml").read_text(), 1,
            "id er send, men filen ligger som other.",
            "Ret id til other, eller flyt filen. Det samme id står i gates/send.yaml, linje 1.",
        ),
        (
            "gates/send.yaml", "- id: mild", "- id: secured", 16, "betingelsen secured står to gange i samme fil.",
            "Giv den ene et andet id. Det samme id står i gates/send.yaml, linje 7.",
        ),
        (
            "coverage.yaml", "id: silent_year", "id: bill", 3, "hullet bill er erklæret to gange.",
            "Giv det ene et andet id. Det samme id står i coverage.yaml, linje 2.",
        ),
    ],
)  # fmt: skip
def test_an_id_that_stands_twice_is_told_with_both_places_and_not_what_follows(
    problems, name, old, new, line, what, how
):
    assert [(one.file, one.line, one.what, one.how) for one in problems(name, old, new)] == [(name, line, what, how)]


def test_guidance_has_one_text_and_no_second_file_of_the_same_name(folder):
    text = (folder / "guidance/safety.yaml").read_text()
    (folder / "guidance/safety.2026-01-01.yaml").write_text(text)
    (fault,) = check(folder, SCHEMAS)
    assert (fault.file, fault.what) == ("guidance/safety.2026-01-01.yaml", "to filer har id safety.")
    assert fault.how == "Ret den ene. Den anden er guidance/safety.yaml."


@pytest.mark.parametrize(("today", "lines"), [(date(2026, 11, 20), []), (date(2026, 11, 19), [6, 6]), (None, [])])
def test_a_source_that_is_read_or_confirmed_on_a_day_to_come_is_refused(folder, today, lines):
    found = [one for one in check(folder, SCHEMAS, today) if one.file == ONE]
    assert [one.line for one in found] == lines
    assert [one.what for one in found] == [
        f"{read} er 20. november 2026, og den dag er ikke kommet endnu." for read in ("read_on", "checked_on")
    ][: len(lines)]


def test_a_day_in_the_wrong_form_is_told_once(problems):
    found = problems(ONE, "valid_from: 2020-01-01", "valid_from: 1. januar 2020")
    assert ["har forkert form" in one.what for one in found if one.line == 4] == [True]


@pytest.mark.parametrize(("month", "day"), [(2, 29), (6, 30), (12, 31)])
def test_the_last_day_of_a_month_is_a_day(problems, month, day):
    assert problems("guidance/calendar.yaml", "", CALENDAR.format(month=month, day=day)) == []


def test_a_pair_that_no_scenario_tells_apart_is_told(problems):
    found = problems("law/loven/2/scenarios.yaml", ", loven/1: cannot_be_decided", "")
    assert [(one.file, one.line, one.what) for one in found] == [
        (ONE, 17, "intet scenarie skiller loven/1 fra loven/2.")
    ]


def test_advice_is_told_and_stops_nothing(folder):
    (folder / "gates/send.scenarios.yaml").unlink()
    (folder / "tracks/strict.scenarios.yaml").write_text("- {name: V, on: 2024-01-01, answers: {}, expect: open}\n")
    path = folder / "facts/contact.yaml"
    path.write_text(path.read_text().replace("Er wrote sket?", "Var det ulovligt?"))
    found = read_strictly(folder, SCHEMAS)
    assert [str(one).split(". ")[0].split(" ligner")[0] for one in found] == [
        "Råd: facts/contact.yaml, linje 3: spørgsmålet til wrote bruger ordet “ulovligt”, som",
        "Råd: gates/send.yaml, linje 1: der er ingen scenarier",
        "Råd: tracks/strict.yaml, linje 5: intet scenarie viser udfaldet only nået",
    ]
    assert check(folder, SCHEMAS) == ()


def test_a_condition_shown_one_way_only_is_advice(folder):
    path = folder / "gates/send.scenarios.yaml"
    path.write_text(path.read_text().replace(", mild: unknown", ""))
    (one,) = read_strictly(folder, SCHEMAS)
    assert one.what == "intet scenarie viser betingelsen mild ikke opfyldt."


def test_one_broken_file_does_not_hide_the_faults_of_others(folder):
    (folder / "gates/bad.yaml").write_text("id: [\n")
    path = folder / ONE
    path.write_text(path.read_text().replace("[criticism]", "[critisism]"))
    assert {one.file for one in check(folder, SCHEMAS)} == {"gates/bad.yaml", ONE}


def test_scenarios_are_not_tried_while_a_norm_is_unknown(problems):
    found = problems("facts/norms.yaml", "- id: grave", "- id: gravest")
    assert {one.what for one in found} == {
        "skønnet grave findes ikke.", "skønnet gravest bruges ikke af nogen betingelse.",
    }  # fmt: skip


def test_a_form_we_have_no_words_for_is_told_in_the_schemas_own():
    (error,) = Draft202012Validator({"multipleOf": 2}).iter_errors(3)
    assert [one.what for one in told(error)] == ["reglen følger ikke sin form (3 is not a multiple of 2)."]


def test_a_count_that_is_too_small_is_told_with_the_least(problems):
    found = problems(ONE, "any: [wrote, called]", "at_least: {n: 0, of: [wrote, called]}")
    assert [(one.line, one.what, one.how) for one in found] == [
        (10, "tallet 0 er ikke muligt her.", "Tallet er mindst 1."),
    ]  # fmt: skip


def test_a_broken_catalogue_is_told_alone(folder):
    (folder / "facts/contact.yaml").write_text("facts: []\n")
    assert [one.file for one in check(folder, SCHEMAS)] == ["facts/contact.yaml"]


def test_a_provision_that_cannot_be_read_is_known_by_its_folder(folder):
    (folder / "law/loven/2/2022-01-01.yaml").write_text("id: loven/2\n")
    (folder / "law/loven/2/2022-01-01.e2.yaml").write_text("id: loven/2\n")
    assert {one.file.rsplit("/", 1)[0] for one in check(folder, SCHEMAS)} == {"law/loven/2"}


def test_a_file_that_is_not_utf8_is_told(folder):
    (folder / "coverage.yaml").write_bytes(b"gaps: [\xff]")
    assert "UTF-8" in str(check(folder, SCHEMAS)[0])


def test_a_control_character_is_told(problems):
    assert "kan ikke læses som YAML" in str(problems(ONE, "title: Fred", "title: Fr\x01ed")[0])


def test_the_command_prints_problems_and_counts(folder):
    said = list[str]()
    (folder / "schema").symlink_to(SCHEMAS)
    assert main([str(folder)], said.append) == 0
    (folder / "gates/send.scenarios.yaml").unlink()
    assert main([str(folder)], said.append) == 0
    (folder / "facts/odd.yaml").write_text("facts: []\n")
    assert main([str(folder)], said.append) == 3
    assert said[0] == "Indholdet er i orden: ingen fejl."
    assert said[2] == "Indholdet er i orden: ingen fejl. 1 råd."
    assert said[3] == "facts/odd.yaml, linje 1: her står der ikke noget. Skriv det, eller slet feltet."
    assert said[4] == "1 fejl i indholdet."


def test_the_command_reads_the_content_folder_when_none_is_named(monkeypatch, folder):
    (folder / "schema").symlink_to(SCHEMAS)
    monkeypatch.setenv("VAERN_CONTENT", str(folder))
    assert main([], lambda _: None) == 0


def test_loading_names_the_file_that_cannot_be_built(folder):
    (folder / "gates/bad.yaml").write_text("id: bad\n")
    with pytest.raises(ContentError, match=r"gates/bad.yaml: bad kan ikke læses .*vaern content check"):
        read(folder)
    (folder / "gates/bad.yaml").write_text("- bad\n")
    with pytest.raises(ContentError, match=r"gates/bad.yaml: gates kan ikke læses"):
        read(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            ONE,
            "any: [wrote, called]",
            "any: [wrot, called]",
            "1/2020-01-01.yaml nævner wrot, som ikke findes",
        ),
        (ONE, "[criticism]", "[critisism]", "nævner critisism, som ikke findes"),
        (ONE, "deadlines: [tell_police]", "deadlines: [tell_mum]", "nævner tell_mum, som ikke findes"),
        ("gates/send.yaml", "not_relevant_when: hurried", "not_relevant_when: hurri", "gates/send.yaml nævner hurri"),
        ("plans/plan.yaml", "deadline: tell_police", "deadline: tell_mum", "plans/plan.yaml nævner tell_mum"),
        ("tracks/injury.yaml", "{all: [absent, likely_claim]}", "{all: [absence, likely_claim]}", "nævner absence"),
        ("checklists/tips.yaml", "{all: [secured,", "{all: [secure,", "checklists/tips.yaml nævner secure,"),
        ("letters/hilsen/2026-01-01.md", "{not: mild}", "{not: mid}", "nævner mid, som ikke findes"),
        ("facts/norms.yaml", "indicated_by: hurried", "indicated_by: hurri", "nævner hurri, som ikke findes"),
    ],
)
def test_loading_refuses_a_rule_that_names_what_is_not_there(folder, name, old, new, says):
    path = folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ContentError, match=f"{says}.*Kør vaern content check"):
        read(folder)


def test_loading_a_folder_that_is_not_there_says_how_to_name_it(tmp_path):
    with pytest.raises(ContentError, match="VAERN_CONTENT"):
        load(tmp_path / "none")


def test_loading_a_folder_without_rules_is_refused(tmp_path):
    with pytest.raises(ContentError, match=r"holder ingen regler\. Angiv en mappe som content/"):
        read(tmp_path)


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


@pytest.mark.parametrize("name", ["2020-01-01.yml", "2020-01-01.yaml.txt", "2020-01-01.YAML", "Kopi af 2020-01-01"])
def test_file_that_is_not_read_is_told_and_not_passed_over(folder, name):
    (folder / ONE).rename((folder / ONE).with_name(name))
    faults = check(folder, SCHEMAS)
    assert [one.file for one in faults if "bliver ikke læst" in one.what] == [f"law/loven/1/{name}"]
    assert ".yaml, eller" in next(one.how for one in faults if "bliver ikke læst" in one.what)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("law/loven/1/2020-01-01.e2.yml", "2020-01-01.e2.yaml"), ("letters/kvittering.md.txt", "kvittering.md")],
)
def test_unread_file_is_told_the_whole_name_it_should_have(folder, written, meant):
    (folder / written).parent.mkdir(exist_ok=True)
    (folder / written).write_text("x")
    (fault,) = [one for one in check(folder, SCHEMAS) if "bliver ikke læst" in one.what]
    assert f"Kald den {meant}, eller" in fault.how
    assert fault.what.endswith(f"{Path(meant).suffix}.")


def test_draft_and_hidden_files_are_meant_not_to_be_read(folder):
    (folder / "law/loven/1/udkast.draft").write_text("# Ligger klar\n")
    (folder / "law/loven/1/.2020-01-01.yaml.swp").write_text("x")
    assert check(folder, SCHEMAS) == ()
