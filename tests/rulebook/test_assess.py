from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.situations import DAY, incident, situation
from tests.rulebook.strategies import answered, books, judged
from vaern.rulebook.assess import assess
from vaern.rulebook.load import load
from vaern.rulebook.shapes import IncidentFacts, Result, Situation, Value
from vaern.rulebook.told.said import opening

RULES = load()
OLDER_NOT_ENTERED = (
    "Værn har ingen tekst af lovens § 1 for den 1. maj 2015: den ældste, der er lagt ind, gælder fra den "
    "1. januar 2016. Reglen kan have gældt før."
)


def finding(book, provision="loven/1", **said):
    return assess(book, situation(**said), [provision]).findings[0]


@pytest.mark.row("G09")
def test_a_provision_is_pointed_to_provisionally_until_the_norm_has_a_reason(book):
    found = finding(book, yes="wrote stopped_first")
    assert (found.result, found.provisional, found.needs_reason) == (Result.POINTS_TO, True, ("violates_peace",))
    assert found.deciding == ("wrote", "stopped_first")
    assert found.sentences == (
        "Svarene peger på »Fred«, lovens § 1.", "wrote er sket.", "stopped_first er sket.",
        "Freden er krænket. Det er et skøn, som mangler en skriftlig begrundelse.",
    )  # fmt: skip


def test_a_written_reason_makes_the_finding_final(book):
    found = finding(book, yes="wrote stopped_first", reasons={"violates_peace": "Det fortsatte."})
    assert (found.provisional, found.needs_reason) == (False, ())
    assert found.sentences[-1] == "Freden er krænket. Begrundelse: Det fortsatte."


def test_a_judgement_wins_over_what_the_facts_indicate(book):
    found = finding(
        book, yes="wrote stopped_first", reasons={"violates_peace": "Nej."}, norms={"violates_peace": Value.NO}
    )
    assert (found.result, found.deciding) == (Result.DOES_NOT_POINT_TO, ())
    assert found.sentences[-1] == "Freden er ikke krænket. Begrundelse: Nej."


def test_a_norm_without_direction_cannot_be_decided_and_asks_for_a_reason(book):
    found = finding(book, yes="wrote")
    assert (found.result, found.needs_reason) == (Result.CANNOT_BE_DECIDED, ("violates_peace",))


def test_a_norm_indicated_away_points_away(book):
    assert finding(book, yes="wrote mild", no="stopped_first called").result == Result.DOES_NOT_POINT_TO


@pytest.mark.row("G14")
def test_a_counter_indication_answered_yes_caps_the_result(book):
    found = finding(book, yes="wrote stopped_first criticism")
    assert (found.result, found.caps) == (Result.CANNOT_BE_DECIDED, ("criticism",))
    assert found.sentences[-1] == "Det taler imod: criticism er sket."
    assert found.unanswered_counter == ("own_circle",)


def test_a_counter_indication_that_decides_turns_the_result(book):
    found = finding(book, yes="wrote stopped_first own_circle")
    assert (found.result, found.deciding, found.caps) == (Result.DOES_NOT_POINT_TO, ("own_circle",), ())


def test_unanswered_counter_indications_do_not_change_the_result(book):
    found = finding(book, yes="wrote stopped_first")
    assert found.unanswered_counter == ("criticism", "own_circle")


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (
            date(2015, 5, 1),
            "Lovens § 1 gjaldt ikke den 1. maj 2015: den begyndte først at gælde den 1. januar 2016.",
        ),
        (
            date(2019, 5, 1),
            "Lovens § 1 gjaldt ikke den 1. maj 2019: teksten fra den 1. januar 2016 ophørte den 1. januar 2019.",
        ),
    ],
)
def test_a_day_without_a_text_in_force_says_which_text_began_or_ended(book, on, says):
    found = finding(book, yes="wrote", on=on)
    assert (found.result, found.sentences) == (Result.NOT_IN_FORCE, (says,))


def test_a_rule_whose_older_texts_are_not_entered_is_not_said_to_be_younger_than_it_is(book):
    text = replace(book.provisions["loven/1"][0], introduced=False)
    found = finding(replace(book, provisions={"loven/1": (text,)}), yes="wrote", on=date(2015, 5, 1))
    assert (found.result, found.sentences) == (
        Result.NOT_IN_FORCE,
        (OLDER_NOT_ENTERED,),
    )


def test_an_opening_ends_with_one_full_stop(book):
    text = book.provisions["loven/1"][-1]
    other = replace(text, source={**text.source, "cite": "lovens § 1, 2. pkt."})
    said = [opening(one, Result.POINTS_TO) for one in (text, other, replace(other, kind="duty"))]
    assert said == [
        "Svarene peger på »Fred«, lovens § 1.",
        "Svarene peger på »Fred«, lovens § 1, 2. pkt.",
        "Svarene peger på, at der er en pligt: Fred, lovens § 1, 2. pkt.",
    ]


def test_each_incident_is_assessed_by_the_law_of_its_own_day(book):
    early, late = (
        incident("a", "2017-01-01", yes="wrote"),
        incident("b", "2021-01-01", yes="stopped_first", no="called"),
    )
    found = assess(
        book, situation(no="wrote called", yes="stopped_first", incidents=(early, late)), ["loven/1"]
    ).findings
    assert [(one.incident_id, one.file_id, one.result) for one in found] == [
        ("a", "law/loven/1/2016-01-01.yaml", Result.POINTS_TO),
        ("b", "law/loven/1/2020-01-01.yaml", Result.DOES_NOT_POINT_TO),
    ]


def test_a_provision_by_the_decisions_date_uses_that_date_for_old_incidents(book):
    found = assess(book, situation(incidents=(incident("a", "2017-01-01"),)), ["loven/2"]).findings[0]
    assert (found.on, found.file_id) == (DAY, "law/loven/2/2022-01-01.e2.yaml")


def test_all_provisions_are_assessed_when_none_is_named(book):
    assert [one.provision_id for one in assess(book, situation()).findings] == ["loven/1", "loven/2"]


def one_by_one(book, whole):
    """The findings of each incident as if the case had no other."""
    return tuple(found for one in whole.incidents for found in assess(book, replace(whole, incidents=(one,))).findings)


def many(own, days):
    """Incidents, some of which are answered alike, on several days."""
    return st.lists(st.tuples(days, own), min_size=1, max_size=6).map(
        lambda rows: tuple(
            IncidentFacts(str(at), on, answers, reasons, norms)
            for at, (on, (answers, reasons, norms)) in enumerate([*rows, *rows])
        )
    )


few_reasons = st.dictionaries(st.sampled_from("nm"), st.sampled_from(["Fordi.", "Derfor."]))
small_own = st.tuples(answered, few_reasons, judged)
some_days = st.sampled_from([date(2010, 1, 1), date(2024, 1, 1), date(2024, 1, 2)])


@settings(deadline=None)
@given(books(), answered, few_reasons, judged, many(small_own, some_days))
def test_incidents_of_one_case_come_out_as_each_alone(book, answers, reasons, norms, incidents):
    whole = Situation(DAY, answers, reasons, incidents, norms)
    assert assess(book, whole).findings == one_by_one(book, whole)


real_days = st.dates(date(2016, 1, 1), date(2026, 11, 1))
real_answers = st.dictionaries(st.sampled_from(sorted(RULES.facts)), st.sampled_from(list(Value)), max_size=25)
real_norms = st.dictionaries(st.sampled_from(sorted(RULES.norms)), st.sampled_from([Value.YES, Value.NO]), max_size=3)
real_reasons = st.dictionaries(st.sampled_from(sorted(RULES.norms)), st.sampled_from(["Fordi.", "Derfor."]), max_size=3)


@settings(deadline=None, max_examples=25)
@given(real_answers, many(st.tuples(real_answers, real_reasons, real_norms), real_days))
def test_incidents_come_out_as_each_alone_by_our_own_rules(answers, incidents):
    whole = Situation(date(2026, 11, 17), answers, {}, incidents)
    assert assess(RULES, whole).findings == one_by_one(RULES, whole)
