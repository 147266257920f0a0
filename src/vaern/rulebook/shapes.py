"""The words of the rulebook: what a fact, a norm, a provision, a gate and a finding are.

Nothing here decides; everything is frozen, so that an assessment cannot change what it read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

FIRST_DAY = date(1900, 1, 1)


class Value(StrEnum):
    """An answer to a fact."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Result(StrEnum):
    """What a provision's conditions come to. Never a verdict."""

    POINTS_TO = "points_to"
    DOES_NOT_POINT_TO = "does_not_point_to"
    CANNOT_BE_DECIDED = "cannot_be_decided"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class FactIs:
    """True when the fact is answered yes."""

    id: str

    @property
    def parts(self) -> "tuple[Expr, ...]":
        """None: it is not made of others."""
        return ()


class Compound:
    """A condition made of others: its hash is worked out once, since what is found out about it is kept by it."""

    __slots__ = ("_hash",)
    _hash: int
    __match_args__: tuple[str, ...]  # the names of its own fields, as `dataclass` sets it

    def __post_init__(self) -> None:
        own = (getattr(self, name) for name in self.__match_args__)
        object.__setattr__(self, "_hash", hash((type(self).__name__, *own)))

    def __hash__(self) -> int:
        """The same for equal conditions."""
        return self._hash


@dataclass(frozen=True, slots=True)
class NormIs(Compound):
    """A judgement: facts indicate it one way or the other, and a jurist writes the reason."""

    id: str
    indicated: "Expr | None"
    against: "Expr | None"

    __hash__ = Compound.__hash__

    @property
    def parts(self) -> "tuple[Expr, ...]":
        """What indicates it, and what indicates against it."""
        return tuple(side for side in (self.indicated, self.against) if side is not None)


@dataclass(frozen=True, slots=True)
class Not(Compound):
    """The opposite of its part; unknown stays unknown."""

    part: "Expr"

    __hash__ = Compound.__hash__

    @property
    def parts(self) -> "tuple[Expr, ...]":
        """The one."""
        return (self.part,)


@dataclass(frozen=True, slots=True)
class AtLeast(Compound):
    """At least `n` of the parts. `all` is n = how many there are, `any` is n = 1."""

    n: int
    parts: "tuple[Expr, ...]"

    __hash__ = Compound.__hash__


Expr = FactIs | NormIs | Not | AtLeast


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a leader can see or ask about, as a plain Danish question."""

    id: str
    question: str
    says: Mapping[Value, str]
    answered_by: tuple[str, ...]
    about: str
    scope: str
    help: str = ""
    yes_example: str = ""
    no_example: str = ""
    group: str = ""
    derived: bool = False
    informative: bool = False
    presupposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Norm:
    """A judgement that a jurist makes and gives a written reason for."""

    id: str
    question: str
    says: Mapping[Value, str]
    help: str
    indicated: Expr | None
    against: Expr | None


@dataclass(frozen=True, slots=True)
class Provision:
    """One text of one provision, in force from a day; `introduced` where there was no such rule before that day."""

    id: str
    title: str
    file_id: str
    edition: int
    valid_from: date
    valid_until: date | None
    applies_by: str
    source: Mapping[str, Any]
    text_short: str
    requires: Expr
    speaks_against: tuple[str, ...]
    decides_against: tuple[str, ...]
    sanction: Mapping[str, Any]
    practice: tuple[Mapping[str, str], ...]
    deadlines: tuple[str, ...]
    kind: str = "offence"
    confused_with: tuple[str, ...] = ()
    introduced: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so before an act, and whether it may be set aside (never, with_reason, legal_only)."""

    id: str
    title: str
    requires: Expr
    not_relevant_when: Expr | None
    set_aside: str
    says_met: str
    says_unmet: str
    todo: str
    source: Mapping[str, Any]
    says_unknown: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The conditions before one act."""

    id: str
    title: str
    act: str
    intro: str
    file_id: str
    valid_from: date
    valid_until: date | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan: who, when relative to an event, and words to use; the title of its block if it has one."""

    id: str
    title: str
    role: str
    deadline: str
    when: Expr | None
    words: str
    why: str
    closes_with: str
    source: Mapping[str, Any]
    block: str = ""


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """A contingency plan as agreed; a case gets its own copy of the steps."""

    id: str
    title: str
    edition: int
    file_id: str
    valid_from: date
    when: Expr | None
    source: Mapping[str, Any]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A length from an event; `opens` is when a window begins. Spans are one unit and a count."""

    id: str
    title: str
    starts_from: str
    length: Mapping[str, int]
    opens: Mapping[str, int] | None
    what_for: str
    note: str
    says_passed: str
    remind_before: Mapping[str, int] | None
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """Markdown with declared placeholders and paragraphs that stand when a condition holds."""

    id: str
    title: str
    file_id: str
    valid_from: date
    kind_says: str
    placeholders: Mapping[str, Mapping[str, Any]]
    checklist: tuple[Mapping[str, str], ...]
    parts: tuple[tuple[Expr | None, str], ...]
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a track can lead; without a condition it is what remains."""

    id: str
    requires: Expr | None
    says: str
    next: tuple[str, ...]
    deadline: str


@dataclass(frozen=True, slots=True)
class Track:
    """One of the assessments beside the law: working environment, work injury. `earlier` are its older texts."""

    id: str
    title: str
    question: str
    file_id: str
    outcomes: tuple[Outcome, ...]
    valid_from: date = FIRST_DAY
    earlier: "tuple[Track, ...]" = ()


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One point of a checklist: answered by facts, or ticked by a person where it has no condition."""

    id: str
    text: str
    requires: Expr | None
    help: str
    says_met: str
    says_unmet: str
    todo: str
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Checklist:
    """Points that somebody goes through before or after something."""

    id: str
    title: str
    intro: str
    file_id: str
    valid_from: date
    items: tuple[CheckItem, ...]
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A content file as it was read."""

    edition: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Book:
    """All content, by id. What is dated keeps every text, oldest first."""

    facts: Mapping[str, Fact]
    norms: Mapping[str, Norm]
    provisions: Mapping[str, tuple[Provision, ...]]
    gates: Mapping[str, tuple[Gate, ...]]
    plans: Mapping[str, tuple[PlanTemplate, ...]]
    deadlines: Mapping[str, DeadlineRule]
    letters: Mapping[str, tuple[LetterTemplate, ...]]
    tracks: Mapping[str, Track]
    checklists: Mapping[str, tuple[Checklist, ...]]
    texts: Mapping[str, Mapping[str, Any]]
    gaps: tuple[Mapping[str, Any], ...]
    glossary: tuple[Mapping[str, str], ...]
    files: Mapping[str, SourceFile]
    beneath: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What is answered about one incident; its day chooses the law. A series has a last day too."""

    id: str
    on: date
    answers: Mapping[str, Value] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    norms: Mapping[str, Value] = field(default_factory=dict)
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about a case on a day: answers, and the jurist's judgements with their reasons."""

    on: date
    answers: Mapping[str, Value]
    reasons: Mapping[str, str] = field(default_factory=dict)
    incidents: tuple[IncidentFacts, ...] = ()
    norms: Mapping[str, Value] = field(default_factory=dict)
