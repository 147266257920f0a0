"""What repeats: each period has a slot of its own, and the slot is taken once, however many workers plan it."""

from collections.abc import Iterable
from dataclasses import dataclass

from vaern import clock
from vaern.jobs.models import Job
from vaern.jobs.queue import enqueue


@dataclass(frozen=True)
class Every:
    """A job by name, once in each period of so many minutes (counted from midnight UTC, 1 January 1970)."""

    name: str
    minutes: int

    def slot(self) -> str:
        """The name of the period that is running now."""
        return f"{self.name}/{int(clock.now().timestamp()) // (self.minutes * 60)}"


def plan(periodic: Iterable[Every]) -> None:
    """Ask for what repeats, for the period that is running now, where nobody has asked yet."""
    wanted = {every.slot(): every for every in periodic}
    taken = set(Job.objects.filter(slot__in=wanted).values_list("slot", flat=True)) if wanted else set()
    for slot in wanted.keys() - taken:
        enqueue(wanted[slot].name, slot=slot)
