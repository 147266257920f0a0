"""What the police have answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PoliceStatus(models.TextChoices):
    """Where the report stands with the police, the prosecution and the court."""

    WAITING = "waiting", _("No answer yet")
    INVESTIGATING = "investigating", _("The police are looking into it")
    CHARGED = "charged", _("There is a charge")
    DROPPED = "dropped", _("The police have closed it")
    FINED = "fined", _("It ended with a fine")
    JUDGED = "judged", _("There is a judgment")
    OTHER = "other", _("Something else")


OUTCOMES = frozenset({PoliceStatus.DROPPED, PoliceStatus.FINED, PoliceStatus.JUDGED})
