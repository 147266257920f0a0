"""Many cases at once come out as each alone."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.situations import answers
from tests.rulebook.strategies import answered, books, judged
from vaern.rulebook import columns as cols
from vaern.rulebook.assess import assess
from vaern.rulebook.columns import CODES, RESULTS, STATES, Columns, outcomes
from vaern.rulebook.gates import check_gate
from vaern.rulebook.load import load
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.shapes import Book, Situation

days = st.dates(date(2015, 1, 1), date(2031, 1, 1))
situations = st.lists(st.builds(Situation, days, answered, norms=judged), min_size=1, max_size=5)


def columns_of(situations: list[Situation]) -> Columns:
    """Situations without incidents as columns."""
    facts = dict.fromkeys(fact for one in situations for fact in one.answers)
    norms = dict.fromkeys(norm for one in situations for norm in one.norms)
    days = np.array([one.on.toordinal() for one in situations], dtype=np.int32)
    told = {key: np.array([CODES[one.answers.get(key, UNKNOWN)] for one in situations], np.int8) for key in facts}
    judged = {key: np.array([CODES[one.norms.get(key, UNKNOWN)] for one in situations], np.int8) for key in norms}
    return Columns(days, days, told, judged)


def one_by_one(book: Book, many: list[Situation]) -> tuple:
    """What the scalar rules come to, row by row."""
    laws = {key: [assess(book, one, [key]).findings[0].result for one in many] for key in book.provisions}
    gates = {key: [states(book, key, one) for one in many] for key in book.gates}
    return laws, gates


def states(book: Book, key: str, one: Situation) -> dict[str, str]:
    begun = [text for text in book.gates[key] if text.valid_from <= one.on]
    if not begun or (begun[-1].valid_until and begun[-1].valid_until < one.on):
        return {}
    return {found.id: found.state for found in check_gate(book, key, one).conditions}


def at_once(book: Book, many: list[Situation]) -> tuple:
    """The same by columns."""
    parts = list(outcomes(book, columns_of(many)))
    laws = {key: [RESULTS[int(code)] for part in parts for code in part.provisions[key]] for key in book.provisions}
    gates = {
        key: [
            {
                name: STATES[int(column[row])]
                for name, column in part.gates[key].items()
                if STATES[int(column[row])] != "not_in_force"
            }
            for part in parts
            for row in range(len(next(iter(part.gates[key].values()))))
        ]
        for key in book.gates
    }
    return laws, gates


@settings(deadline=None)
@given(books(), situations)
def test_columns_agree_with_each_case_alone(book, many):
    assert at_once(book, many) == one_by_one(book, many)


SMALL_FACTS = ["wrote", "called", "stopped_first", "mild", "criticism", "own_circle", "hurried", "young", "secured"]
small = st.dictionaries(st.sampled_from(SMALL_FACTS), st.sampled_from([YES, NO, UNKNOWN]))
reasons = st.dictionaries(st.sampled_from(["violates_peace", "grave", "reasonable"]), st.sampled_from([YES, NO]))


@settings(deadline=None)
@given(st.lists(st.builds(Situation, days, small, norms=reasons), min_size=1, max_size=8))
def test_columns_follow_the_text_of_each_rows_day(book, many):
    assert at_once(book, many) == one_by_one(book, many)


REAL = load()


@settings(deadline=None, max_examples=5)
@given(st.data())
def test_columns_agree_on_the_real_content(data):
    told = st.fixed_dictionaries({}, optional=dict.fromkeys(REAL.facts, st.sampled_from([YES, NO])))
    many = data.draw(st.lists(st.builds(Situation, days, told), min_size=1, max_size=4))
    assert at_once(REAL, many) == one_by_one(REAL, many)


def test_rows_are_worked_in_parts(book, monkeypatch):
    monkeypatch.setattr(cols, "ROWS_AT_ONCE", 2)
    many = [Situation(date(2024, 1, 1), answers("wrote stopped_first")) for _ in range(5)]
    parts = list(outcomes(book, columns_of(many)))
    assert [len(part.provisions["loven/1"]) for part in parts] == [2, 2, 1]


def test_the_day_of_the_act_and_of_the_decision_are_kept_apart(book):
    many = columns_of([Situation(date(2017, 1, 1), answers("wrote"))])
    later = cols.Columns(many.on, np.array([date(2024, 1, 1).toordinal()]), many.facts, many.norms)
    (then,), (now,) = (list(outcomes(book, one, ["loven/2"])) for one in (many, later))
    assert (RESULTS[int(then.provisions["loven/2"][0])], RESULTS[int(now.provisions["loven/2"][0])]) == (
        "not_in_force", "cannot_be_decided",
    )  # fmt: skip
    assert now.gates == {}


def test_a_condition_that_a_gates_earlier_text_lacks_is_not_in_force_there(book):
    (gate,) = book.gates["send"]
    first = replace(gate, conditions=gate.conditions[:1], file_id="gates/send.old.yaml")
    later = replace(gate, valid_from=date(2024, 1, 1))
    both = replace(book, gates={"send": (first, later)})
    many = [Situation(on, answers("secured mild")) for on in (date(2023, 6, 1), date(2024, 6, 1))]
    (part,) = outcomes(both, columns_of(many))
    assert [STATES[int(code)] for code in part.gates["send"]["mild"]] == ["not_in_force", "met"]
