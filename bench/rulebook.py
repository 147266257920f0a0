"""Loading all content, one full assessment with explanation, the interview, and a million cases at once."""

import os
import random
from datetime import date
from typing import Any

from bench.figures import heading, ratio, show, size, timed

LOAD_MS, ASSESS_MS, INTERVIEW_MS, MILLION_MS = 300, 5, 500, 2000
ROWS = size(1_000_000, 1_000)
MESSAGES, TOGETHER_LEAST, RUNS = size(1_000, 20), 3, size(5, 1)
ON = date(2026, 11, 17)


def main() -> bool:
    """Twenty loads, twice two hundred assessments, ten interviews, five times a million cases."""
    from vaern.rulebook.assess import assess
    from vaern.rulebook.load import content_root, read
    from vaern.rulebook.questions import next_questions
    from vaern.rulebook.shapes import IncidentFacts, Situation, Value

    with heading("rulebook"):
        loads = [timed(lambda: read(content_root())) for _ in range(size(20, 1))]
        good = show("loading all content", loads, limit_ms=LOAD_MS)
        book = read(content_root())
        answers = {fact.id: Value.YES for fact in book.facts.values() if fact.scope == "incident"}
        chance = random.Random(1)
        mixed = {fact.id: chance.choices((Value.YES, Value.NO), (1, 3))[0] for fact in book.facts.values()}
        print(f"{len(book.facts)} facts, {len(book.provisions)} provisions, {len(book.gates)} gates", flush=True)
        for name, told in (("one full assessment with explanation", answers), ("the same, mostly no", mixed)):
            at = Situation(ON, {}, incidents=(IncidentFacts("1", date(2026, 11, 15), told),))
            once = [timed(lambda at=at: assess(book, at)) for _ in range(size(200, 2))]
            good &= show(name, once, limit_ms=ASSESS_MS)
        good &= many_incidents(book)
        goals = (*book.provisions, *book.tracks, "police_report")
        asking = [timed(lambda: next_questions(book, Situation(ON, {}), goals)) for _ in range(size(10, 1))]
        good &= show("the whole list of questions, nothing answered", asking, limit_ms=INTERVIEW_MS)
        asked = [asked_of(book, seed) for seed in range(size(3, 1))]
        print(f"questions asked until all is decided: {asked}, of {len(book.facts)} facts", flush=True)
        return million(book) and good


def many_incidents(book: Any) -> bool:
    """A citizen who writes a thousand times: the whole case beside as many assessments of one message each."""
    from dataclasses import replace

    from vaern.rulebook.assess import assess
    from vaern.rulebook.shapes import IncidentFacts, Situation, Value

    chance = random.Random(1)
    own = [fact.id for fact in book.facts.values() if fact.scope == "incident" and not fact.derived]
    ways = [{fact: chance.choice((Value.YES, Value.NO)) for fact in chance.sample(own, 25)} for _ in range(12)]
    days = [date.fromordinal(ON.toordinal() - number // 4) for number in range(MESSAGES)]
    messages = tuple(IncidentFacts(str(at), on, ways[at % len(ways)]) for at, on in enumerate(days))
    whole = Situation(ON, {}, incidents=messages)
    each = [timed(lambda one=one: assess(book, replace(whole, incidents=(one,)))) for one in messages[:100]]
    runs = [timed(lambda: assess(book, whole)) for _ in range(RUNS)]
    show(f"a case with {MESSAGES:,} incidents, all provisions", runs)
    alone, together = sum(each) / len(each), sorted(runs)[RUNS // 2] / MESSAGES
    return ratio("incidents a second, those of one case to one by one", 1 / together, 1 / alone, least=TOGETHER_LEAST)


def asked_of(book: Any, seed: int) -> int:
    """How many questions an interview about the law, the tracks and the police report asks, for one way to answer."""
    from dataclasses import replace

    from vaern.rulebook.assess import about_the_sender
    from vaern.rulebook.follows import with_following
    from vaern.rulebook.questions import next_questions
    from vaern.rulebook.shapes import Situation, Value

    chance = random.Random(seed)
    answers = {fact: chance.choices((Value.YES, Value.NO), (1, 3))[0] for fact in book.facts}
    answers |= {other: Value.NO for fact, others in book.beneath.items() if answers[fact] == "no" for other in others}
    known = {fact: value for fact, value in answers.items() if book.facts[fact].derived}
    at, asked = Situation(ON, known), 0
    while questions := next_questions(book, at, (*about_the_sender(book), *book.tracks, "police_report")):
        fact = questions[0].fact_id
        at = replace(at, answers=with_following(book, {**at.answers, fact: answers[fact]}))
        asked += 1
    return asked


def million(book: Any) -> bool:
    """A million cases over all provisions and gates, beside one bare pass over the same columns."""
    import numpy as np

    from vaern.rulebook.columns import outcomes

    columns = random_columns(book)
    every = [*columns.facts.values(), *columns.norms.values()]

    def bare() -> int:
        least = every[0].copy()
        for column in every[1:]:
            np.minimum(least, column, out=least)
        return int(np.count_nonzero(least > 0))

    def rules() -> int:
        towards = 0
        for part in outcomes(book, columns):
            towards += sum(int(np.count_nonzero(found == 1)) for found in part.provisions.values())
        return towards

    rules()
    passes = [timed(bare) for _ in range(RUNS)]
    show(f"bare NumPy pass over {len(every)} columns of {ROWS:,}", passes)
    ours = [timed(rules) for _ in range(RUNS)]
    held = show(f"{ROWS:,} cases, all provisions and gates", ours, limit_ms=MILLION_MS)
    print(f"{'ratio to the bare pass':<44} {sorted(ours)[RUNS // 2] / sorted(passes)[RUNS // 2]:.1f} times", flush=True)
    return held


def random_columns(book: Any) -> Any:
    """Answers of a million cases, two thirds unknown; one core, so that the figure is of one core."""
    import numpy as np

    from vaern.rulebook.columns import Columns

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    chance = np.random.default_rng(1)
    values = np.array([1, -1, 0, 0, 0, 0], np.int8)
    facts = {fact: values[chance.integers(0, 6, ROWS, np.uint8)] for fact in book.facts}
    norms = {norm: values[chance.integers(0, 6, ROWS, np.uint8)] for norm in book.norms}
    days = chance.integers(date(2014, 1, 1).toordinal(), ON.toordinal(), ROWS, np.int32)
    return Columns(days, np.full(ROWS, ON.toordinal(), np.int32), facts, norms)
