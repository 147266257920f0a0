"""The readable index in Danish, as a web page and as an accessible PDF, both from one text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from markdown_it import MarkdownIt

from vaern import clock
from vaern.evidence.actions import INSIDE
from vaern.evidence.bundle.choice import given_to
from vaern.evidence.bundle.plain import plain
from vaern.evidence.redaction import REDACTED
from vaern.rulebook.danish import counted, listed
from vaern.typeset import blocks, compile_pdf
from vaern.typeset.shapes import Block

DEEPEST_TITLE = 2
TO = {
    "police": " til politiet",
    "court": " til en domstol",
    "lawyer": " til egen jurist eller advokat",
    "sender": " til den, sagen handler om,",
}
# Who may be told the names behind the custody log; the person it is about is not invited to ask.
MAY_ASK = frozenset({"police", "court", "lawyer"})


def index_pages(said: Mapping[str, Any], custody: Mapping[str, Any]) -> dict[str, bytes]:
    """`index.html` and `index.pdf`, by name."""
    text = render_to_string("evidence/bundle/index.md", _context(said, custody))
    return {"index.html": as_html(text, f"Beviser i sag {said['case']}"), "index.pdf": _pdf(text, said)}


def as_html(text: str, title: str) -> bytes:
    """A page that loads nothing and runs nothing."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return render_to_string("evidence/bundle/page.html", {"title": escape(title), "body": body}).encode()


def _context(said: Mapping[str, Any], custody: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata with every word of a person's made plain, and every time as people write it."""
    entries = {row["number"]: row["custody"] for row in custody["items"]}
    annexes = [_annex(row, entries[row["number"]]) for row in said["items"]]
    by_number = {row["number"]: row for row in said["items"]}
    return {
        "case": said["case"],
        "organisation": plain(said["organisation"]),
        "recipient": TO.get(said.get("for_whom", ""), ""),
        "may_ask": said.get("for_whom") in MAY_ASK,
        "made_at": when(said["made_at"]),
        "annexes": annexes,
        "examples": [row for row in annexes if row["example"]],
        "calls": [_call(row, by_number) for row in said.get("calls", ())],
        "timeline": [_line(line, by_number) for line in said["timeline"]],
        "left_out": _left_out(said),
        "copied": any(row["redacted"] for row in annexes),
        "whole": any(not row["redacted"] for row in annexes),
        "fingerprint": said["signing"]["sha256"],
        "told": any(row["provenance"] for row in annexes),
        "authority": bool(settings.TIMESTAMP_URL) or any(row["stamps"] for row in annexes),
    }


def _left_out(said: Mapping[str, Any]) -> str:
    """How much of the case is not in the bundle; nothing where all is."""
    items, calls = len(said["left_out"]), len(said.get("calls_left_out", ()))
    parts = [counted(items, "bevis", "beviser") if items else "", counted(calls, "opkald", "opkald") if calls else ""]
    return listed([part for part in parts if part])


def _annex(row: Mapping[str, Any], entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **row,
        "file": plain(row["file"]),
        "name": plain(row["name_as_received"]),
        "source": plain(row["source"]),
        "received_from": plain(row["received_from"]),
        "received_at": when(row["received_at"]),
        "provenance": _plainly(row["provenance"]) if row["provenance"] else None,
        "reason": plain(row["redacted"]["reason"]) if row["redacted"] else "",
        "stamps": [when(stamp["at"]) for stamp in row["time_stamps"]],
        "custody": [_entry(entry, row) for entry in entries],
    }


def _entry(entry: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """One act; a copy with something hidden in it is told apart from a copy of the whole.

    What it lay in has another number since, where the two were moved here from another case.
    """
    why = entry["reason_code"]
    return {
        "at": when(entry["at_utc"]),
        "act": entry["act"],
        "role": entry["role"],
        "place": entry["place"],
        "hidden": why.endswith(REDACTED),
        "to": given_to(why)[1],
        "inside": row["inside"] if why.startswith(INSIDE) else "",
    }


def _plainly(said: Mapping[str, Any]) -> dict[str, Any]:
    """Where it was seen, with every word made plain."""
    words = {name: plain(value) for name, value in said.items() if isinstance(value, str) and name != "strength"}
    confirmed = [{"kind": one["kind"], "value": plain(one["value"])} for one in said["confirmed"]]
    return {**words, "strength": said["strength"], "confirmed": confirmed}


def _call(row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A call, with its time as somebody told it: to the minute."""
    given = rows.get(row["item"] or "")
    return {
        **{name: plain(row[name]) for name in ("from", "said", "heard_by", "noted_by")},
        "number": row["number"],
        "at": minute(row["called_at"]),
        "noted_at": when(row["noted_at"]),
        "told": row["salt"] is not None,
        "item": row["item"],
        "annex": given["annex"] if given else 0,
    }


def _line(line: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    named = [rows[number] for number in line["items"]]
    said_at = when if line["kind"] == "received" else minute
    return {
        "at": said_at(line["at"]) if line["at"] else "",
        "day": when(line["at"]).partition(" ")[0] if line["at"] else "",
        "until": said_at(line["until"]) if line["until"] else "",
        "precision": line["precision"],
        "kind": line["kind"],
        "says": plain(line["says"]),
        "taken_out": named[0]["inside"] if line["kind"] == "received" else "",
        "annexes": ", ".join([*line.get("calls", ()), *(str(row["annex"]) for row in named)]),
    }


def when(at: str) -> str:
    """19.11.2026 kl. 14.05.09, Danish time: a court compares times to the second."""
    return clock.local(datetime.fromisoformat(at)).strftime("%d.%m.%Y kl. %H.%M.%S")


def minute(at: str) -> str:
    """19.11.2026 kl. 14.05: what a person told, who looked at a clock."""
    return clock.local(datetime.fromisoformat(at)).strftime("%d.%m.%Y kl. %H.%M")


def _pdf(text: str, said: Mapping[str, Any]) -> bytes:
    first, *sections = _sections(blocks.from_markdown(text))
    page = {
        "dated": str(clock.today()),
        "organisation": said["organisation"],
        "case_number": said["case"],
        "title": first["title"],
        "blocks": first["blocks"],
        "sections": sections,
    }
    return compile_pdf("page", page)


def _sections(every: list[Block]) -> list[dict[str, Any]]:
    """The text under each title of the first two levels."""
    found: list[dict[str, Any]] = []
    for block in every:
        if block["kind"] == "heading" and block.get("level", 1) <= DEEPEST_TITLE:
            found.append({"title": "".join(run["text"] for run in block.get("runs", [])), "blocks": []})
        else:
            cast("list[Block]", found[-1]["blocks"]).append(block)
    return found
