"""The readable index in Danish, as a web page and as an accessible PDF, both from one text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from markdown_it import MarkdownIt

from vaern import clock
from vaern.evidence.bundle.plain import plain
from vaern.typeset import blocks, compile_pdf
from vaern.typeset.shapes import Block

DEEPEST_TITLE = 2


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
    by_number = {row["number"]: row["annex"] for row in said["items"]}
    return {
        "case": said["case"],
        "organisation": plain(said["organisation"]),
        "made_at": when(said["made_at"]),
        "annexes": annexes,
        "examples": [row for row in annexes if row["example"]],
        "timeline": [_line(line, by_number) for line in said["timeline"]],
        "left_out": len(said["left_out"]),
        "fingerprint": said["signing"]["sha256"],
        "authority": bool(settings.TIMESTAMP_URL),
    }


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
        "custody": [{"at": when(entry["at_utc"]), "act": entry["act"], "role": entry["role"]} for entry in entries],
    }


def _plainly(said: Mapping[str, Any]) -> dict[str, Any]:
    """Where it was seen, with every word made plain."""
    words = {name: plain(value) for name, value in said.items() if isinstance(value, str) and name != "strength"}
    confirmed = [{"kind": plain(one["kind"]), "value": plain(one["value"])} for one in said["confirmed"]]
    return {**words, "strength": said["strength"], "confirmed": confirmed}


def _line(line: Mapping[str, Any], annexes: Mapping[str, int]) -> dict[str, Any]:
    return {
        "at": when(line["at"]) if line["at"] else "",
        "day": when(line["at"]).partition(" ")[0] if line["at"] else "",
        "until": when(line["until"]) if line["until"] else "",
        "precision": line["precision"],
        "kind": line["kind"],
        "says": plain(line["says"]),
        "annexes": ", ".join(str(annexes[number]) for number in line["items"]),
    }


def when(at: str) -> str:
    """19.11.2026 kl. 14.05.09, Danish time: a court compares times to the second."""
    return clock.local(datetime.fromisoformat(at)).strftime("%d.%m.%Y kl. %H.%M.%S")


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
