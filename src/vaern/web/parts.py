"""The shapes that the component templates draw. Presenters build them; templates only place the words.

Texts are ready for the screen: translated, and with names, dates and times in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

ClockState = Literal["running", "soon", "met", "passed", "not_relevant", "unknown"]
SealState = Literal["sealed", "sealing", "unsecured", "mismatch"]
GateState = Literal["met", "unmet", "set_aside", "not_relevant", "unknown"]
StepState = Literal["done", "next", "open"]
Drawing = Literal["picture", "message", "sound", "page", "document"]


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One deadline: what, how much is left in whole hours or days, the exact time, and counted from what.

    `share` is the part that has passed, 0 to 100; None when nothing can be counted.
    """

    label: str
    left: str
    note: str
    state: ClockState = "running"
    share: int | None = None
    url: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Seal:
    """How a file is secured; `fingerprint` is the whole SHA-256 in hex, of which the ends are shown."""

    text: str
    state: SealState = "sealed"
    fingerprint: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class EvidenceRow:
    """One item of evidence, blurred until somebody asks.

    `id` is unique on the page; `name` ("B1") tells repeated buttons apart. `reveal_url` takes a POST; `picture_url` is
    set only in the answer to it; with neither, and `name_only`, the viewer may know of the picture but not open it.
    """

    id: str
    name: str
    label: str
    kind: Drawing = "picture"
    meta: str = ""
    quote: str = ""
    seal: Seal | None = None
    reveal_url: str = ""
    picture_url: str = ""
    hide_url: str = ""
    name_only: bool = False
    note: str = ""
    action: str = ""
    action_url: str = ""
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class GateRow:
    """One condition before an act. Setting aside is a form with a reason, reached by `url`, never a checkbox."""

    title: str
    state: GateState
    text: str = ""
    says: str = ""
    reason: str = ""
    by: str = ""
    source: str = ""
    url: str = ""
    link: str = ""
    button: bool = False


@dataclass(frozen=True, kw_only=True)
class Track:
    """One of the three independent assessments; `parts` are its steps, done or not."""

    id: str
    title: str
    question: str
    answer: str
    because: str = ""
    by: str = ""
    parts: Sequence[bool] = ()
    progress: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing to do now: by whom and when."""

    title: str
    why: str
    who: str
    when: str
    role: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """One step of a plan."""

    title: str
    who: str = ""
    when: str = ""
    state: StepState = "open"
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One line of the timeline: it happened and we were told, or (`ours`) we did it.

    An uncertain time is kept as words ("en dag i oktober").
    """

    text: str
    happened: str = ""
    known: str = ""
    ours: bool = False
    url: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a table with a link or a note; a plain string does for the rest."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its name; `numbers` are the columns (from 0) that hold numbers."""

    label: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    numbers: frozenset[int] = field(default_factory=frozenset)
