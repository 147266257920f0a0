"""A request as our views get it: the middleware has put on it who looks, and the case where there is one."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from vaern.audit.actors import Actor
from vaern.cases.models import Case
from vaern.people.viewer import Viewer


class Asked(HttpRequest):
    """Only for types. On public pages `viewer` may be None; those ask `getattr`."""

    viewer: Viewer
    case: Case
    actor: Actor
    htmx: HtmxDetails
    part: str
    too_old: bool
