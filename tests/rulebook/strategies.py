"""Random conditions, answers and small books made of them."""

from datetime import date

from hypothesis import strategies as st

from vaern.rulebook.follows import beneath
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.shapes import (
    AtLeast,
    Book,
    CheckItem,
    Checklist,
    Condition,
    Fact,
    FactIs,
    Gate,
    Norm,
    NormIs,
    Not,
    Outcome,
    PlanTemplate,
    Provision,
    SourceFile,
    Step,
    Track,
    Value,
)

NAMES = "abcdef"
WIDE = "w"  # a fact that no condition names: others may presuppose it
FACTS = [FactIs(name) for name in NAMES]
START = date(2020, 1, 1)
SAYS = {value: f"{value}." for value in Value}
values = st.sampled_from([YES, NO, UNKNOWN])
plain = st.recursive(
    st.sampled_from(FACTS),
    lambda part: st.one_of(
        part.map(Not),
        st.lists(part, min_size=1, max_size=4).flatmap(
            lambda parts: st.integers(1, len(parts)).map(lambda n: AtLeast(n, tuple(parts)))
        ),
    ),
    max_leaves=10,
)
norms = st.builds(NormIs, st.sampled_from(["n", "m"]), st.none() | plain, st.none() | plain)
exprs = st.recursive(
    plain | norms,
    lambda part: st.one_of(
        part.map(Not),
        st.lists(part, min_size=1, max_size=3).flatmap(
            lambda parts: st.integers(1, len(parts)).map(lambda n: AtLeast(n, tuple(parts)))
        ),
    ),
    max_leaves=5,
)
answered = st.dictionaries(st.sampled_from(NAMES), values)
judged = st.dictionaries(st.sampled_from("nm"), st.sampled_from([YES, NO]))
full = st.fixed_dictionaries(dict.fromkeys(NAMES + WIDE, st.sampled_from([YES, NO])))
some = st.lists(st.sampled_from(NAMES), unique=True, max_size=2).map(tuple)
GOALS = ("law/1", "gate", "track", "plan", "list")


@st.composite
def books(draw):
    """A book of one provision, gate, track, plan and checklist over six facts, with the same two norms everywhere."""
    own = {key: draw(st.builds(NormIs, st.just(key), st.none() | plain, st.none() | plain)) for key in "nm"}
    expr = st.recursive(
        plain | st.sampled_from(list(own.values())),
        lambda part: part.map(Not) | st.lists(part, min_size=1, max_size=3).map(lambda p: AtLeast(len(p), tuple(p))),
        max_leaves=4,
    )
    against, counter = draw(some), draw(some)
    provision = Provision(
        "law/1", "Loven", "law.yaml", 1, START, None, "act_date", {"cite": "§ 1"}, "", draw(expr), against, counter,
        {}, (), (),
    )  # fmt: skip
    condition = Condition("one", "En", draw(expr), draw(st.none() | plain), "never", "Ja.", "Nej.", "Gør det.", {})
    outcomes = (Outcome("x", draw(expr), "X", (), ""), Outcome("y", draw(expr), "Y", (), ""))
    steps = (Step("s", "Trin", "leader", "", draw(st.none() | expr), "", "", "", {}),)
    items = (CheckItem("i", "Punkt", draw(expr), "", "", "", "", {}),)
    above = {
        name: draw(st.lists(st.sampled_from(WIDE + NAMES[:at]), unique=True, max_size=2))
        for at, name in enumerate(NAMES)
    }
    made = [
        Fact(name, f"{name}?", SAYS, ("leader",), "case", "case", presupposes=tuple(above.get(name, ())))
        for name in NAMES + WIDE
    ]
    return Book(
        facts={fact.id: fact for fact in made},
        norms={key: Norm(key, f"{key}?", SAYS, "", one.indicated, one.against) for key, one in own.items()},
        provisions={"law/1": (provision,)},
        gates={"gate": (Gate("gate", "Før", "act", "", "gate.yaml", START, None, (condition,)),)},
        plans={"plan": (PlanTemplate("plan", "Plan", 1, "plan.yaml", START, draw(st.none() | expr), {}, steps),)},
        deadlines={},
        letters={},
        tracks={"track": Track("track", "Vej", "Hvor?", "track.yaml", outcomes)},
        checklists={"list": (Checklist("list", "Liste", "", "list.yaml", START, items, {}),)},
        texts={},
        gaps=(),
        glossary=(),
        files={"law.yaml": SourceFile(1, "")},
        beneath=beneath({fact.id: fact.presupposes for fact in made}),
    )
