"""What stands beside the content (marks, names, calls) hides civil registration numbers as the content itself does."""

from dataclasses import replace
from typing import Any

from vaern.evidence import cpr
from vaern.evidence.showing import NEED_NUMBERS
from vaern.web.asked import Asked
from vaern.web.casework.custody_lines import without_numbers

# Fingerprints and what a form sends back are left as they are.
WORDS = (
    "name", "head", "reading", "inside", "marks", "checks", "times", "identifiers", "parts", "provenance_rows",
    "confirmed", "first", "calls", "captures", "moved", "seen",
)  # fmt: skip


def masked(request: Asked, page: dict[str, Any]) -> dict[str, Any]:
    """The page's words as they are for those who need the numbers, and with them hidden for everybody else."""
    if request.actor.role in NEED_NUMBERS:
        return page
    words = {name: cpr.mask_all(value) for name, value in page.items() if name in WORDS}
    if "rows" in page:  # the rest of a row is addresses and fingerprints
        words["rows"] = [
            (replace(row, label=cpr.mask(row.label)), [*map(without_numbers, lines)], *others)
            for row, lines, *others in page["rows"]
        ]
    if "lines" in page:
        words["lines"] = [*map(without_numbers, page["lines"])]
    if "redactions" in page:  # the reason goes with the copy as it was written; here it is read by everybody
        words["redactions"] = [replace(one, reason=cpr.mask(one.reason)) for one in page["redactions"]]
    return page | words
