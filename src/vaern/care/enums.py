"""Kinds of care."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TalkKind(models.TextChoices):
    """Which talk it is."""

    FIRST = "first", _("First talk")
    WEEK = "week", _("After a week")
    WEEKS = "weeks", _("After four to six weeks")
    MORE = "more", _("One more talk")
