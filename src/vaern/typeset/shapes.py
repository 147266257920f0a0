"""What each template draws: JSON, checked here by types alone.

Every text is plain text; markup in it prints as it is. Blocks are made by `vaern.typeset.blocks`.
"""

from typing import Any, Literal, NotRequired, TypedDict


class Run(TypedDict):
    """A stretch of text; a line break is a newline in it."""

    text: str
    strong: NotRequired[bool]
    emphasis: NotRequired[bool]
    link: NotRequired[str]


class Block(TypedDict):
    """One block; which of the optional keys there are follows from the kind."""

    kind: Literal["heading", "paragraph", "list", "table", "quote", "rule"]
    level: NotRequired[int]  # heading: 1 and up, as in Markdown; the template finds the right depth
    runs: NotRequired[list[Run]]  # heading, paragraph
    ordered: NotRequired[bool]  # list
    start: NotRequired[int]  # list, ordered: the first number
    items: NotRequired[list[list[dict[str, Any]]]]  # list: blocks of each item
    header: NotRequired[list[list[Run]]]  # table
    rows: NotRequired[list[list[list[Run]]]]  # table
    caption: NotRequired[str]  # table
    blocks: NotRequired[list[dict[str, Any]]]  # quote


class Signature(TypedDict):
    name: str
    closing: NotRequired[str]  # "Venlig hilsen" where it is left out
    role: NotRequired[str]


class Contact(TypedDict):
    title: str
    lines: list[str]


class Letter(TypedDict):
    """`letter`: one letter to one person."""

    dated: str  # ISO date, printed as "19. november 2026"
    organisation: str
    case_number: str
    letter_kind: str  # "Anmodning og vejledning": exactly one kind
    addressee: list[str]  # lines
    title: str
    blocks: list[Block]
    unit: NotRequired[str]
    sender_lines: NotRequired[list[str]]  # address, telephone
    signature: NotRequired[Signature | None]
    contact: NotRequired[Contact | None]
    lang: NotRequired[str]


class Question(TypedDict):
    question: str
    answer: list[Block]


class Appendix(TypedDict):
    title: str
    note: NotRequired[str]


class Section(TypedDict):
    title: str
    blocks: list[Block]


class Account(TypedDict):
    """`account`: the questions of an oversight body, each with its answer."""

    dated: str
    organisation: str
    title: str
    meta: list[tuple[str, str]]  # label and value
    questions: list[Question]
    unit: NotRequired[str]
    case_number: NotRequired[str]
    intro: NotRequired[list[Block]]
    tables: NotRequired[list[Block]]
    tables_title: NotRequired[str]  # "Tal" where it is left out
    sections: NotRequired[list[Section]]  # without numbers, after the tables
    appendices: NotRequired[list[Appendix]]
    lang: NotRequired[str]


class Page(TypedDict):
    """`page`: any other document."""

    dated: str
    organisation: str
    title: str
    sections: list[Section]
    unit: NotRequired[str]
    case_number: NotRequired[str]
    meta: NotRequired[list[tuple[str, str]]]
    blocks: NotRequired[list[Block]]  # before the first section
    lang: NotRequired[str]
