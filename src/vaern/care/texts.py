"""The text that a yes or no answers, from content/guidance, in the version that was shown."""

from collections.abc import Mapping
from typing import Any

from vaern.rulebook.load import load

POLICE_REPORT = "police_report"
PROSECUTION = "prosecution_request"
TELL_TEAM = "tell_team"
TR_READS = "tr_reads"
SUBJECTS = (POLICE_REPORT, PROSECUTION, TELL_TEAM, TR_READS)
# A request for prosecution is another thing than the accept, and has a text of its own.
OWN_TEXT = {PROSECUTION: "prosecution_request"}


def accept_text(subject: str = POLICE_REPORT) -> Mapping[str, Any]:
    """What the employee should know before a yes or no to this subject, with its version."""
    found: Mapping[str, Any] = load().texts[OWN_TEXT.get(subject, "accept")]
    return found


def version(subject: str = POLICE_REPORT) -> str:
    """The version that is shown today, as it is written on the answer."""
    return str(accept_text(subject)["version"])
