"""The clocks of a case: what, how much is left, until when, counted from what."""

from dataclasses import replace
from datetime import timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vaern import clock
from vaern.cases.enums import CaseState
from vaern.cases.models import Case
from vaern.plans.models import Deadline
from vaern.plans.queries import current_deadlines
from vaern.process.situation import book
from vaern.rulebook.shapes import DeadlineRule
from vaern.web.parts import Clock
from vaern.web.templatetags.moments import deadline as due_said
from vaern.web.templatetags.moments import left, when

MOST_CLOCKS = 4
QUARTER = 4
RUNNING = frozenset({"soon", "running"})
ORDER = {"soon": 0, "running": 1, "passed": 2, "unknown": 3, "met": 4}


def clock_of(deadline: Deadline) -> Clock:
    """The clock of one deadline. No time at all asks, and starts no clock."""
    rule = book().deadlines.get(deadline.rule) or _named(deadline)
    if deadline.met_at is not None and deadline.due_at is not None and deadline.met_at > deadline.due_at:
        times = {"met": when(deadline.met_at), "due": due_said(deadline.due_at)}
        note = capfirst(_("Done %(met)s. The deadline was %(due)s.") % times)
        return Clock(
            label=rule.title, left=_("Too late"), note=f"{note} {rule.says_passed}".strip(), state="passed", share=100
        )
    if deadline.met_at is not None:
        return Clock(
            label=rule.title, left=_("Met"), note=_("Met %(when)s.") % {"when": when(deadline.met_at)}, state="met"
        )
    if deadline.started_at is None or deadline.due_at is None:
        note = _("Write when it happened, and the clock can start.")
        return Clock(label=rule.title, left=_("A time is missing"), note=note, state="unknown")
    times = {"due": due_said(deadline.due_at), "start": when(deadline.started_at)}
    note = capfirst(_("%(due)s, counted from %(start)s.") % times)
    rest, whole = deadline.due_at - clock.now(), deadline.due_at - deadline.started_at
    if rest <= timedelta(0):
        return Clock(
            label=rule.title, left=_("Passed"), note=f"{note} {rule.says_passed}".strip(), state="passed", share=100
        )
    return Clock(
        label=rule.title,
        left=left(deadline.due_at),
        note=f"{note} {rule.what_for}".strip(),
        state="soon" if rest * QUARTER < whole else "running",
        share=min(100, max(0, int(100 * (1 - rest / whole)))),
    )


def _named(deadline: Deadline) -> DeadlineRule:
    """A rule that content no longer has: its name, and the time that was worked out then."""
    return DeadlineRule(deadline.rule, deadline.rule, deadline.starts_from, {}, None, "", "", "", None, {})


def clocks_of(case: Case) -> list[Clock]:
    """At most four: those that run, the nearest first; then those that passed or wait, of a kind the last."""
    alike: dict[tuple[str, str, str], list[Clock]] = {}
    for each in all_clocks(case):
        apart = each.note if each.state in RUNNING else ""
        alike.setdefault((each.label, each.state, apart), []).append(each)
    return sorted(map(_the_last, alike.values()), key=lambda each: ORDER[each.state])[:MOST_CLOCKS]


def _the_last(alike: list[Clock]) -> Clock:
    """Of clocks that stand alike, with how many they are."""
    if len(alike) == 1:
        return alike[0]
    return replace(alike[-1], note=_("The last of %(n)s: %(note)s") % {"n": len(alike), "note": alike[-1].note})


def all_clocks(case: Case) -> list[Clock]:
    """Every clock of the case. When it is closed none runs, and what was done in time or too late still stands."""
    current = current_deadlines(case)
    return [clock_of(each) for each in (current if case.state == CaseState.OPEN else current.exclude(met_at=None))]
