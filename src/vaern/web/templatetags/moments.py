"""Times as people say them: "16. november kl. 08.12", "i morgen kl. 13", "35 timer tilbage"."""

from datetime import date, datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vaern import clock

register = template.Library()
WHOLE_DAY = ("23.59", "00.00")


@register.filter
def clock_time(moment: datetime | None) -> str:
    """The clock on the wall in Copenhagen: 08.12."""
    return clock.local(moment).strftime("%H.%M") if moment else ""


@register.filter
def day(moment: datetime | date | None) -> str:
    """The date without the year when it is this year: 16 November."""
    if moment is None:
        return ""
    on = clock.local(moment).date() if isinstance(moment, datetime) else moment
    # Translators: PHP-style date format; Danish: j. F
    form = _("j F") if on.year == clock.today().year else _("j F Y")
    return date_format(on, form)


@register.filter
def when(moment: datetime | None) -> str:
    """Day and clock time: 16 November at 08.12, today at 08.12, tomorrow at 13.00."""
    if moment is None:
        return ""
    return _("%(day)s at %(clock)s") % {"day": _day_said(moment), "clock": clock_time(moment)}


@register.filter
def dated(moment: datetime | date | None) -> str:
    """For paper, which is read in other years too: 16 November 2026."""
    if moment is None:
        return ""
    # Translators: PHP-style date format; Danish: j. F Y
    return date_format(clock.local(moment).date() if isinstance(moment, datetime) else moment, _("j F Y"))


@register.filter
def on_paper(moment: datetime | None) -> str:
    """For paper, where nobody knows what "today" was: 16 November 2026 at 08.12."""
    if moment is None:
        return ""
    return _("%(day)s at %(clock)s") % {"day": dated(moment), "clock": clock_time(moment)}


@register.filter
def exactly(moment: datetime | None) -> str:
    """For paper, where nobody knows what "today" was: 16 November 2026 at 08.12.05, Danish time."""
    if moment is None:
        return ""
    return _("%(day)s at %(clock)s") % {"day": dated(moment), "clock": f"{clock.local(moment):%H.%M.%S}"}


@register.filter
def deadline(moment: datetime | None) -> str:
    """As `when`, but one that means a whole day says the day alone: 19 November, tomorrow."""
    if moment is None:
        return ""
    return _day_said(moment) if clock_time(moment) in WHOLE_DAY else when(moment)


def _day_said(moment: datetime) -> str:
    away = (clock.local(moment).date() - clock.today()).days
    return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(away) or day(moment)


@register.filter
def left(until: datetime | None) -> str:
    """How long there is until a moment, in whole hours or days; "passed" when there is none."""
    if until is None:
        return _("A time is missing")
    span = until - clock.now()
    if span <= timedelta(0):
        return _("Passed")
    hours = int(span.total_seconds() // 3600)
    if hours < 1:
        return _("Less than an hour left")
    if hours <= 72:  # noqa: PLR2004 - beyond three days people count in days
        return ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}
    return ngettext("%(n)s day left", "%(n)s days left", hours // 24) % {"n": hours // 24}
