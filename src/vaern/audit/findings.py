"""What can be wrong with the log, and the report that says so."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vaern import clock
from vaern.audit.moments import from_microseconds


class What(StrEnum):
    """How a link differs from what was written."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    HEAD = "head"
    REWRITTEN = "rewritten"
    ANCHOR = "anchor"
    TOKEN = "token"  # noqa: S105 - a time-stamp, not a password


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in which stream, at which event, and how. `until` ends a range of removed events."""

    stream: str
    stream_id: str
    sequence: int
    what: What
    until: int = 0

    @property
    def sentence(self) -> str:
        """The finding in words."""
        where = {"stream": f"{self.stream}/{self.stream_id}", "at": self.sequence, "until": self.until}
        return _SENTENCES[self.what]() % where


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked, what was found, and how much rests on the database alone."""

    events: int
    streams: int
    anchors: int
    tokens: int
    tokens_unchecked: int
    since_anchor: int
    anchored_at: int | None
    newest_root: str
    seconds: float
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def text(self) -> str:
        """The report as lines for a person."""
        return "\n".join([self._checked(), *(finding.sentence for finding in self.findings), *self._ending()])

    def _checked(self) -> str:
        events = ngettext("%(n)s event", "%(n)s events", self.events) % {"n": self.events}
        streams = ngettext("%(n)s chain", "%(n)s chains", self.streams) % {"n": self.streams}
        anchors = ngettext("%(n)s anchor", "%(n)s anchors", self.anchors) % {"n": self.anchors}
        found = {"events": events, "streams": streams, "anchors": anchors, "seconds": f"{self.seconds:.1f}"}
        return _("%(events)s in %(streams)s and %(anchors)s: checked in %(seconds)s seconds.") % found

    def _ending(self) -> list[str]:
        lines = [_("Every chain holds.") if self.holds else self._faults(), self._newest()]
        if self.tokens_unchecked:
            lines.append(
                ngettext(
                    "%(n)s time-stamp was not checked: VAERN_TIMESTAMP_ROOTS is not set.",
                    "%(n)s time-stamps were not checked: VAERN_TIMESTAMP_ROOTS is not set.",
                    self.tokens_unchecked,
                )
                % {"n": self.tokens_unchecked}
            )
        return lines

    def _faults(self) -> str:
        return _("Faults found: %(n)s.") % {"n": len(self.findings)}

    def _newest(self) -> str:
        if self.anchored_at is None:
            return _("No anchor has been made yet: everything rests on the database alone.")
        at = clock.local(from_microseconds(self.anchored_at))
        return ngettext(
            "%(n)s event is newer than the last anchor of %(at)s and rests on the database alone. Its root: %(root)s",
            "%(n)s events are newer than the last anchor of %(at)s and rest on the database alone. Its root: %(root)s",
            self.since_anchor,
        ) % {
            "n": self.since_anchor,
            "at": f"{at:%d.%m.%Y %H.%M}",
            "root": self.newest_root,
        }


_SENTENCES = {
    What.CHANGED: lambda: _("%(stream)s: event %(at)s has been changed."),
    What.REMOVED: lambda: _("%(stream)s: event %(at)s to %(until)s has been removed."),
    What.INSERTED: lambda: _("%(stream)s: event %(at)s has been inserted."),
    What.MOVED: lambda: _("%(stream)s: event %(at)s was written as number %(until)s."),
    What.HEAD: lambda: _("%(stream)s: the chain's head does not fit event %(at)s."),
    What.REWRITTEN: lambda: _("%(stream)s: rewritten at or before event %(at)s, which an anchor knows otherwise."),
    What.ANCHOR: lambda: _("%(stream)s: the anchor is not what was made, or one before it is gone."),
    What.TOKEN: lambda: _("%(stream)s: the time-stamp does not fit the anchor."),
}
