"""Marks: a sentence, an area or a stretch of time by a W3C Web Annotation selector, and what it speaks to."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.guards import check_can_change
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput
from vaern.evidence.locking import check_not_locked
from vaern.evidence.models import Item, Mark
from vaern.evidence.reading import said_of
from vaern.vault.text import read, seal_into

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AREA = re.compile(r"xywh=percent:(\d{1,3}(?:\.\d+)?),(\d{1,3}(?:\.\d+)?),(\d{1,3}(?:\.\d+)?),(\d{1,3}(?:\.\d+)?)")
SPAN = re.compile(r"t=npt:(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)")
FRAGMENTS = "http://www.w3.org/TR/media-frags/"
WORDS_AROUND = 40
WHOLE = 100.0


def area_selector(x: float, y: float, width: float, height: float) -> dict[str, str]:
    """An area of a picture in percent of its size. BadInput when it is not within the picture."""
    inside = min(x, y) >= 0 and min(width, height) > 0 and max(x + width, y + height) <= WHOLE
    if not inside:
        raise BadInput(_("The area must lie within the picture."), "", _("Give it in percent of the picture's size."))
    value = "xywh=percent:" + ",".join(f"{number:g}" for number in (x, y, width, height))
    return {"type": "FragmentSelector", "conformsTo": FRAGMENTS, "value": value}


def span_selector(first: float, last: float) -> dict[str, str]:
    """A stretch of a recording in seconds from its beginning. BadInput when it ends before it begins."""
    if not 0 <= first < last:
        raise BadInput(_("The stretch must end after it begins."), "", _("Write minutes and seconds, such as 1:05."))
    return {"type": "FragmentSelector", "conformsTo": FRAGMENTS, "value": f"t=npt:{first:g},{last:g}"}


def quote_selector(item: Item, exact: str, part: str = "") -> dict[str, str]:
    """A sentence by its own words and a little of what stands around it. BadInput when the item does not say so."""
    words = " ".join(clean(exact).split())
    for text in texts_of(item, part):
        whole = " ".join(text.split())
        at = whole.find(words) if words else -1
        if at >= 0:
            before, after = whole[max(0, at - WORDS_AROUND) : at], whole[at + len(words) :][:WORDS_AROUND]
            return {"type": "TextQuoteSelector", "exact": words, "prefix": before, "suffix": after}
    raise BadInput(
        _("These words do not stand in it."),
        _("A mark points to words exactly as they are."),
        _("Copy the sentence from the item, and paste it here."),
    )


def texts_of(item: Item, part: str = "") -> list[str]:
    """Everything in the item that can be pointed to as words."""
    said = said_of(item)[1]
    texts = [one["text"] for one in said.get("texts", ()) if not part or one.get("part") == part]
    return texts + [one["text"] for one in said.get("messages", ())]


def mark(
    *,
    item: Item,
    by: Actor,
    selector: Mapping[str, Any],
    fact: str = "",
    provision: str = "",
    words: str = "",
    part: str = "",
) -> Mark:
    """Point to a place in the item, and say which fact or provision it speaks to."""
    if not (fact or provision or clean(words)):
        raise BadInput(_("Say what the place speaks to, or write a note."))
    with writing(item.case):
        check_can_change(item.case)
        check_not_locked(item)
        row = Mark(
            item=item,
            part=part[:64],
            fact=fact,
            provision=provision,
            made_by_id=acting_person(by),
            made_at=clock.now(),
        )
        seal_into(row, selector=json.dumps(selector, ensure_ascii=False), note=clean(words))
        row.save(force_insert=True)
        note("evidence.marked", item.case, by, item=item.id, mark=row.id)
        return row


def withdraw(*, row: Mark, by: Actor) -> None:
    """The mark no longer counts; that it was made stays in the log. NotNow in a case that is not open."""
    with writing(row.item.case):
        check_can_change(row.item.case)
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        note("evidence.unmarked", row.item.case, by, item=row.item_id, mark=row.id)


def marks_of(item: Item) -> list[Mark]:
    """The marks that count now, oldest first."""
    return list(item.marks.filter(withdrawn_at=None).select_related("made_by").order_by("made_at"))


def selector_of(row: Mark) -> dict[str, str]:
    """The sealed selector."""
    selector: dict[str, str] = json.loads(read(row, "selector"))
    return selector


def area_of(selector: Mapping[str, str]) -> tuple[float, ...] | None:
    """x, y, width and height in percent; None where it is no area."""
    found = AREA.fullmatch(selector.get("value", ""))
    return tuple(float(number) for number in found.groups()) if found else None


def span_of(selector: Mapping[str, str]) -> tuple[float, float] | None:
    """Where a stretch begins and ends, in seconds; None where it is none."""
    found = SPAN.fullmatch(selector.get("value", ""))
    return (float(found[1]), float(found[2])) if found else None


def annotation(row: Mark) -> dict[str, Any]:
    """The mark as a W3C Web Annotation.

    It is the workplace's own reading, so it stands in the case's export and not in a bundle of evidence.
    """
    bodies = [{"type": "SpecificResource", "source": f"fact:{row.fact}", "purpose": "tagging"}] if row.fact else []
    if row.provision:
        bodies.append({"type": "SpecificResource", "source": f"law:{row.provision}", "purpose": "tagging"})
    words = read(row, "note")
    if words:
        bodies.append({"type": "TextualBody", "value": words, "purpose": "commenting"})
    return {
        "@context": CONTEXT,
        "id": f"urn:uuid:{row.id}",
        "type": "Annotation",
        "created": row.made_at.isoformat(),
        "body": bodies,
        "target": {"source": f"urn:uuid:{row.item_id}", "selector": selector_of(row)},
    }
