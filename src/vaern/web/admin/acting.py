"""The one who keeps the system, as an actor."""

from datetime import date

from vaern import clock
from vaern.audit.actors import Actor
from vaern.people.enums import OrgRole
from vaern.people.viewer import Viewer
from vaern.web.asked import Asked


def acting(request: Asked) -> Actor:
    """Whoever is signed in, in the role in which this page is theirs."""
    viewer: Viewer = request.viewer
    return viewer.acting("system_owner" if viewer.holds(OrgRole.SYSTEM_OWNER) else "employee")


def today_or(day: date | None) -> date:
    """The day, or today."""
    return day or clock.today()
