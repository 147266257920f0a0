"""A long row of answers of no is told as one sentence, and every fact that decided can still be seen."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from vaern.rulebook.assess import Finding, assess
from vaern.rulebook.explain import Explaining
from vaern.rulebook.load import load
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.plans import explained_steps
from vaern.rulebook.shapes import AtLeast, Book, FactIs, Not, Situation, Value
from vaern.rulebook.told.said import FEW, folded, sentences

ON = date(2026, 11, 21)
REAL = load()
ALL_NO = dict.fromkeys(REAL.facts, Value.NO)
NONE_OF = re.compile(r"^Ingen af de (\d+) (andre )?forhold, der kan (tale for det|opfylde betingelsen), er oplyst\.$")


def finding(provision: str, *yes: str) -> Finding:
    answers = {**ALL_NO, **dict.fromkeys(yes, Value.YES)}
    return assess(REAL, Situation(ON, answers), [provision]).findings[0]


@pytest.mark.parametrize("provision", ["erstatningsansvarsloven/26", "straffeloven/119a", "straffeloven/242"])
def test_a_long_row_of_no_is_one_sentence(provision):
    found = finding(provision, "employee_public_service", "during_work", "because_of_work", "contacted_directly")
    assert len(found.sentences) < 2 * FEW + 2
    assert sum(bool(NONE_OF.match(says)) for says in found.sentences) <= 2
    assert set(found.folded) <= set(found.deciding)


def test_what_is_folded_is_counted_and_stands_before_the_judgement_it_is_about():
    found = finding("erstatningsansvarsloven/26")
    assert NONE_OF.match(found.sentences[1]).group(1) == str(len(found.folded))
    assert found.sentences[2].startswith(REAL.norms["unlawful_violation"].says[NO])
    assert len(found.folded) > FEW


def test_a_few_answers_of_no_are_told_one_by_one():
    found = finding("straffeloven/263-1")
    assert (found.sentences[1:], found.folded) == ((REAL.facts["account_accessed"].says[NO],), ())


def test_answers_of_no_that_meet_a_condition_are_told_one_by_one():
    asked = list(REAL.facts)[: FEW + 1]
    told = Explaining(Situation(ON, ALL_NO))
    reason = told.why(AtLeast(len(asked), tuple(Not(FactIs(fact)) for fact in asked)))
    assert (reason.value, folded(REAL, reason, told)) == (YES, ())
    assert sentences(REAL, reason, told) == tuple(REAL.facts[fact].says[NO] for fact in asked)


@pytest.mark.parametrize("likely", [0.0, 0.1, 0.5])
def test_every_deciding_fact_is_told_or_folded_and_nothing_else(likely):
    chance = random.Random(likely)
    for _ in range(3):
        values = [Value.YES if chance.random() < likely else chance.choice([NO, NO, UNKNOWN]) for _ in REAL.facts]
        answers = dict(zip(REAL.facts, values, strict=True))
        faults = [one.file_id for one in assess(REAL, Situation(ON, answers)).findings if not whole(REAL, one, answers)]
        assert faults == []


def whole(book: Book, one: Finding, answers: dict[str, Value]) -> bool:
    told = set(one.deciding) - set(one.folded) - set(one.caps)
    says = {book.facts[fact].says[answers[fact]] for fact in told}
    hidden = {book.facts[fact].says[answers[fact]] for fact in set(one.folded) - told}
    counts = [int(found.group(1)) for says in one.sentences if (found := NONE_OF.match(says))]
    return says <= set(one.sentences) and not (hidden - says) & set(one.sentences) and bool(one.folded) == bool(counts)


def test_a_step_that_stays_out_for_many_reasons_says_so_in_one_sentence():
    steps = {one.step.id: one for one in explained_steps(REAL, "digital_chikane", Situation(ON, ALL_NO))}
    found = steps["own_request_told"]
    assert (found.state, len(found.sentences)) == ("stays_out", 1)
    assert NONE_OF.match(found.sentences[0]).group(1) == str(len(found.deciding))


def headings() -> Iterator[str]:
    for one in assess(REAL, Situation(ON, ALL_NO)).findings:
        yield one.sentences[0]


def test_no_opening_has_two_brackets_after_each_other_or_says_a_rule_twice():
    assert [says for says in headings() if ") (" in says or "((" in says] == []
    named = [re.findall(r"»(.+)«, (.+)\.$", says) for says in headings()]
    assert [found for found in named if found and found[0][0].lower() == found[0][1].lower()] == []


def test_the_title_comes_before_the_paragraph():
    assert finding("tilhold/2").sentences[0].endswith("en mulighed: Tilhold, tilholdslovens § 2, stk. 1 (jf. § 1).")
    assert finding("straffeloven/275").sentences[0] == (
        "Svarene peger ikke på, at der er en mulighed: Den ramtes egen ret til at bede om tiltale, straffelovens § 275."
    )
    assert finding("straffeloven/242").sentences[0] == "Svarene peger ikke på »Stalking«, straffelovens § 242."


def test_a_judgement_by_a_jurist_folds_nothing():
    situation = replace(Situation(ON, ALL_NO), norms={"unlawful_violation": NO}, reasons={"unlawful_violation": "Nej."})
    found = assess(REAL, situation, ["erstatningsansvarsloven/26"]).findings[0]
    assert (found.folded, found.deciding) == ((), ())
