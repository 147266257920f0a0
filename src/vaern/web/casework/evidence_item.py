"""One item of evidence: what it is, what a reader found in it, where it comes from, and what has been done with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from vaern.cases.enums import CaseState
from vaern.evidence import first_reading, marks, provenance, redaction
from vaern.evidence.file_times import danish_time
from vaern.evidence.kinds import SHOWN
from vaern.evidence.models import EvidenceReading, Item, Mark, Provenance
from vaern.evidence.playing import FAMILIES
from vaern.evidence.queries import items_of, picture_of, same_as
from vaern.evidence.readers.media_playback import KIND as PLAYBACK
from vaern.evidence.reading import PICTURE, said_of
from vaern.people.viewer import Viewer
from vaern.process.situation import book
from vaern.vault import text
from vaern.web.asked import Asked
from vaern.web.casework.evidence_beside import beside
from vaern.web.casework.evidence_forms import (
    FirstAnswerForm,
    FirstAskForm,
    LockForm,
    MarkForm,
    MoveForm,
    ProvenanceForm,
    RedactForm,
    WhenForm,
)
from vaern.web.casework.evidence_locked import lock_of
from vaern.web.casework.evidence_masked import masked
from vaern.web.casework.evidence_rows import Say, stamp_note
from vaern.web.casework.evidence_seen import seen_of
from vaern.web.casework.evidence_words import kind_word
from vaern.web.casework.reader_words import check_name, check_words, identifier_word, part_word, time_word
from vaern.web.parts import Cell, Table
from vaern.web.templatetags.moments import when

MARKED_BY = {"words": ("exact",), "span": ("since", "until"), "area": ("x", "y", "width", "height")}

SHOWN_COPY = "shown"
NAMED = {**dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp"), "image/"), "pdf": "application/pdf"}


@dataclass(frozen=True)
class ShownMark:
    """A mark in words."""

    row: Mark
    points_to: str
    speaks_to: str
    note: str
    area: tuple[float, ...] | None


def item_page(request: Asked, item: Item) -> dict[str, Any]:
    """Everything the page shows before the content itself is opened; of what is locked only what was done with it."""
    row, said = said_of(item)
    page = {
        "item": item,
        "name": text.read(item, "name"),
        "head": head_of(item),
        "fingerprint": text.read(item, "sha256"),
        "locked": item.locked_at is not None,
        "beside": beside(item),
    }
    if item.locked_at is not None:
        return page | lock_of(item, request.viewer)
    drawn = picture_of(item) is not None
    page |= {
        "reading": reading_of(row, said),
        "is_picture": drawn,
        "sounds": item.media_type.startswith(("audio/", "video/")),
        "has_clean_copy": drawn or item.media_type.startswith(FAMILIES),
        "inside": [(one, text.read(one, "name")) for one in item.inside.order_by("number")],
        "marks": marks_of(item),
        "redactions": redaction.redacted_copies(item),
    }
    page |= tables_of(item, said) | provenance_of(item) | first_of(item, request.viewer)
    page |= seen_of(request.viewer.person, item.case, item)
    return masked(request, page | forms_of(item, drawn=drawn))


def head_of(item: Item, say: Say = when) -> list[tuple[str, str]]:
    """What it is, from whom and when; `say` is how a time is written."""
    rows = [
        (_("Kind"), kind_word(said_of(item)[1].get("kind", ""), item.media_type)),
        (_("Size"), filesizeformat(item.size)),
        (_("Received"), _when_and_who(item, say)),
    ]
    if ending := ending_that_misleads(text.read(item, "name"), item.media_type):
        says = _("The name ends in “%(ending)s”, but the file is of another kind. Say so to whoever gets it.")
        rows.append((_("The name"), says % {"ending": ending}))
    source = text.read(item, "source")
    if source:
        rows.append((_("Source"), source))
    if item.parent is not None:
        rows.append((_("Lay inside"), f"B{item.parent.number}"))
    if item.checked_in_browser:
        rows.append((_("Checked"), _("What reached us is the same as on the device that the file was added from.")))
    note = stamp_note(item, say)
    if note:
        rows.append((_("Time-stamp"), note))
    twin = same_as(text.read(item, "sha256"), items_of(item.case).exclude(pk=item.pk))
    if twin:
        rows.append((_("The same file"), _("Is byte for byte the same as B%(number)s.") % {"number": twin.number}))
    return rows


def ending_that_misleads(name: str, media_type: str) -> str:
    """The name's ending where it says picture or PDF and the first bytes say another kind; else empty."""
    ending = name.rpartition(".")[2].lower()
    expected = NAMED.get(ending, "")
    known = media_type != "application/octet-stream"
    return ending if expected and known and not media_type.startswith(expected) else ""


def reading_of(row: EvidenceReading | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """How the reading went, in words."""
    if row is None:
        return {"says": _("The file has not been read by the machine yet. It is in the queue."), "warnings": []}
    if row.outcome != "read":
        return {"says": said.get("says", ""), "warnings": []}
    says = "" if row.whole else _("The file is damaged. Only a part of it could be read.")
    return {"says": says, "warnings": [one["says"] for one in said.get("warnings", ())]}


def tables_of(item: Item, said: Mapping[str, Any]) -> dict[str, Any]:
    """Checks, times, identifiers and parts, each as a table; none where there is nothing."""
    checks = [(check_name(name), *check_words(name, answer)) for name, answer in said.get("checks", {}).items()]
    times = [(time_word(one["what"]), _time_of(one)) for one in said.get("times", ()) if one.get("sure") != "proposed"]
    found = [one for one in said.get("identifiers", ()) if one.get("sure") != "proposed"]
    known = [
        (identifier_word(one["kind"], one.get("role", "")), " ".join(filter(None, (one.get("name"), one["value"]))))
        for one in found
    ]
    parts, is_picture = parts_of(item, said), said.get("kind", "").startswith(PICTURE)
    return {
        "checks": _table(_("What can be checked"), [_("Check"), _("Answer"), _("What it means")], checks),
        "times": _table(_("Times in the file"), [_("What"), _("When")], times),
        "identifiers": _table(_("Who and where, as the file says"), [_("Kind"), _("What stands there")], known),
        "parts": [part for part in parts if part["kind"] != SHOWN_COPY],
        "copies": [part for part in parts if part["kind"] == SHOWN_COPY and not is_picture],
    }


def parts_of(item: Item, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What lies in the file; `open` where a copy of it may be opened here."""
    kept = {row.part: row for row in item.derivedfiles.all()}
    return [
        {
            "id": part["id"],
            "kind": part["kind"],
            "name": part.get("name") if part["kind"] != SHOWN_COPY else "",
            "meta": f"{part_word(part['kind'])}, {_size_of(part)}",
            "open": part["id"] in kept and _can_open(kept[part["id"]].media_type),
        }
        for part in said.get("parts", ())
        if part["kind"] != PLAYBACK
    ][:200]


def provenance_of(item: Item) -> dict[str, Any]:
    """What is held to be so, and the form to say it anew."""
    row = provenance.newest_of(item)
    said = provenance.said_in(row)
    form = ProvenanceForm(
        captured=provenance.is_captured(item),
        initial={"strength": row.strength if row else "", **{name: said.get(name, "") for name in provenance.ASKED}},
    )
    labels = [(str(form.fields[name].label), said[name]) for name in provenance.ASKED if said.get(name)]
    confirmed = [(_confirmed_word(one), one["value"]) for one in said.get("confirmed", ())]
    return {
        "provenance": row,
        "provenance_rows": labels,
        "confirmed": confirmed,
        "strength_says": strength_says(row),
        "provenance_form": form,
        **incident_of(item),
        "proposals": [(one, _word_of(one.id, one.kind)) for one in provenance.proposals(item)],
    }


def incident_of(item: Item) -> dict[str, Any]:
    """Which incident it shows; and where a time is confirmed that the case does not know, the form that uses it."""
    told, found = item.incident, provenance.confirmed_moment(item)
    if told is not None and told.happened_from is not None:
        return {"shows": told, "when_form": None}
    if found is None or item.case.state != CaseState.OPEN:
        return {"shows": told, "when_form": None}
    words, at = found
    initial = {"day": at.date(), "clock": f"{at:%H.%M}"} if at else {}
    form = WhenForm(
        initial={**initial, "when_words": "" if at else words[:200]}, told=told is not None, auto_id="when_%s"
    )
    return {"shows": told, "when_form": form}


def strength_says(row: Provenance | None) -> str:
    """How strong it is, in plain words."""
    words = {
        "photo_of_screen": _(
            "Weakest: it shows a screen, but not what the page was. Ask for the address and the number."
        ),
        "own_device": _("Stronger: made on the device where it was seen. The time is the device's own."),
        "received": _("As it was sent: what stands in it can often be checked."),
        "server_capture": _("Strongest: made by Værn from the page itself and sealed at once."),
    }
    if row is None or row.strength not in words:
        return _("Nobody has said yet how it was made.")
    return (
        f"{words[row.strength]} {_stamped_says(row.item)}" if row.strength == "server_capture" else words[row.strength]
    )


def _stamped_says(item: Item) -> str:
    return _("It is time-stamped.") if item.tokens.exists() else _("It has no time-stamp.")


def marks_of(item: Item) -> list[ShownMark]:
    """The marks, each with what it points to and what it speaks to."""
    facts = book().facts
    shown = []
    for row in marks.marks_of(item):
        selector = marks.selector_of(row)
        area, points = marks.area_of(selector), points_to(selector)
        speaks = [facts[row.fact].question if row.fact in facts else row.fact, row.provision]
        shown.append(ShownMark(row, points, " · ".join(filter(None, speaks)), text.read(row, "note"), area))
    return shown


def points_to(selector: Mapping[str, str]) -> str:
    """The place in words: the sentence, the stretch of time, or that it is an area."""
    if span := marks.span_of(selector):
        first, last = (f"{int(second) // 60}:{int(second) % 60:02}" for second in span)
        return _("From %(first)s to %(last)s") % {"first": first, "last": last}
    if marks.area_of(selector):
        return _("An area of the picture")
    return _("“%(words)s”") % {"words": selector.get("exact", "")}


def first_of(item: Item, viewer: Viewer) -> dict[str, Any]:
    """Who was asked to look first, what was said, and the form for the one who is asked now."""
    rows = list(item.firstreadings.select_related("asked", "asked_by").order_by("asked_at"))
    mine = next((row for row in rows if row.asked_id == viewer.person.id and row.answered_at is None), None)
    people = first_reading.can_be_asked(item, viewer.acting())
    return {
        "first": [(row, text.read(row, "summary")) for row in rows],
        "first_answer": FirstAnswerForm(initial={"reading": mine.id}) if mine else None,
        "first_ask": FirstAskForm(people=[(str(person.id), person.name) for person in people]) if people else None,
    }


def forms_of(item: Item, *, drawn: bool) -> dict[str, Any]:
    """The empty forms. They stand on one page and ask alike, so each has ids of its own."""
    mark, redact = mark_form(), RedactForm(auto_id="redact_%s")
    kind = "area" if drawn else "span" if item.media_type.startswith(FAMILIES) else "words"
    _without(mark, (name for one, names in MARKED_BY.items() if one != kind for name in names))
    _without(redact, ("words",) if kind == "area" else MARKED_BY["area"])
    return {
        "mark_form": mark,
        "marked_by": kind,
        "redact_form": redact,
        "move_form": MoveForm(auto_id="move_%s"),
        "lock_form": LockForm(),
    }


def mark_form(data: Any = None) -> MarkForm:
    """With the questions and provisions of the rulebook."""
    facts = [(fact.id, fact.question) for fact in book().facts.values() if not fact.derived]
    provisions = [(key, texts[-1].title) for key, texts in book().provisions.items()]
    return MarkForm(data, facts=facts, provisions=provisions)


def _without(form: Any, names: Iterable[str]) -> None:
    for name in names:
        del form.fields[name]


def _when_and_who(item: Item, say: Say) -> str:
    who = item.received_from.name if item.received_from else "Værn"
    return _("%(when)s from %(who)s") % {"when": say(item.received_at), "who": who}


def _size_of(part: Mapping[str, Any]) -> str:
    """Its size; of what the file only tells of ("image omitted"), that it is not there."""
    known = part.get("size") or part.get("sha256") or part["kind"] not in ("attachment", "missing")
    return filesizeformat(part.get("size", 0)) if known else _("is not in the file")


def _time_of(one: Mapping[str, Any]) -> str:
    return danish_time(one) or one.get("words") or ""


def _table(label: str, heads: list[str], rows: list[Any]) -> Table | None:
    return Table(label=label, heads=heads, rows=[[_cell(cell) for cell in row] for row in rows]) if rows else None


def _cell(words: str) -> Any:
    return Cell(text=words) if words else ""


def _can_open(media_type: str) -> bool:
    return media_type in SHOWN or media_type.startswith(("text/", *FAMILIES)) or media_type == "application/xhtml+xml"


def _word_of(key: str, kind: str) -> str:
    return time_word(kind) if key.startswith("time-") else identifier_word(kind)


def _confirmed_word(one: Mapping[str, str]) -> str:
    return _word_of(one["id"], one["kind"])
