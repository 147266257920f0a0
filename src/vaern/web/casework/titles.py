"""What a case is called in lists and headings: from codes in clear, so that no list opens a sealed text."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from vaern.cases.models import Case
from vaern.process.situation import book


def labels(text: str, codes: Iterable[str]) -> list[str]:
    """The Danish labels of codes in one of the lists under content/guidance, said to others than the one hit."""
    known = {row["code"]: row.get("of_another", row["label"]) for row in book().texts[text][text]}
    return [str(known.get(code, code)) for code in codes]


def codes_of(case: Case) -> tuple[list[str], list[str]]:
    """Types and media of the case's incidents, each once, in the order they came."""
    types: dict[str, None] = {}
    media: dict[str, None] = {}
    for incident in case.incidents.all():
        types.update(dict.fromkeys(incident.types))
        media.update(dict.fromkeys(incident.media))
    return list(types), list(media)


def case_title(case: Case) -> str:
    """Up to two kinds of act, else the media, else only that it is a report."""
    types, media = codes_of(case)
    words = labels("types", types[:2]) or labels("media", media[:2])
    return ", ".join([words[0], *(word[:1].lower() + word[1:] for word in words[1:])]) if words else _("A report")
