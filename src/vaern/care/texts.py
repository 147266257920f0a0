"""The text that an accept answers, from content/guidance/accept.yaml, in the version that was shown."""

from collections.abc import Mapping
from typing import Any

from vaern.rulebook.load import load

POLICE_REPORT = "police_report"
TELL_TEAM = "tell_team"
TR_READS = "tr_reads"
SUBJECTS = (POLICE_REPORT, TELL_TEAM, TR_READS)


def accept_text() -> Mapping[str, Any]:
    """What the employee should know before a yes or no, with its version."""
    found: Mapping[str, Any] = load().texts["accept"]
    return found


def version() -> str:
    """The version that is shown today, as it is written on the accept."""
    return str(accept_text()["version"])
