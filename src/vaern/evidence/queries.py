"""Reads of evidence. What lies in a draft is nobody's but its writer's."""

import json

from django.db.models import QuerySet

from vaern.cases.enums import CaseState
from vaern.cases.models import Case, Report
from vaern.evidence.kinds import SHOWN
from vaern.evidence.models import CallEntry, CustodyEntry, Item
from vaern.vault.models import Blob
from vaern.vault.text import read


def items_of(case: Case) -> QuerySet[Item]:
    """The case's items, in the order of their numbers; files in drafts are not among them."""
    return Item.objects.filter(case=case).select_related("blob", "received_from").order_by("number")


def calls_of(case: Case) -> QuerySet[CallEntry]:
    """The calls that were noted in the case, in the order of their numbers: O1, O2 and so on."""
    return CallEntry.objects.filter(case=case).select_related("made_by", "item").order_by("number")


def items_kept() -> QuerySet[Item]:
    """Every item that there still is something to look after for: of forgotten cases only numbers are left."""
    return Item.objects.exclude(case__state=CaseState.FORGOTTEN).select_related("blob", "case")


def items_in(report: Report) -> QuerySet[Item]:
    """The files that came with one report, sent or not."""
    return Item.with_drafts.filter(report=report).select_related("blob").order_by("number")


def custody_of(item: Item) -> QuerySet[CustodyEntry]:
    """Who had the item in hand, from the beginning."""
    return item.custody.order_by("sequence")


def picture_of(item: Item) -> Blob | None:
    """The picture that is drawn from: the item's own bytes, or for a kind that browsers do not know (HEIC) our copy."""
    if item.media_type in SHOWN or not item.media_type.startswith("image/"):
        return item.blob if item.media_type in SHOWN else None
    row = item.evidencereadings.order_by("-made_at").first()
    parts = json.loads(read(row, "said")).get("parts", ()) if row else ()
    drawn = [part["id"] for part in parts if part["kind"] == "shown"]
    made = item.derivedfiles.filter(part__in=drawn, media_type__in=SHOWN).select_related("blob").first()
    return made.blob if made else None


def same_as(sha256: str, items: QuerySet[Item]) -> Item | None:
    """The first of these items that is the same file, byte for byte. Digests are sealed, so each is opened."""
    return next((item for item in items.order_by("number") if read(item, "sha256") == sha256), None)
