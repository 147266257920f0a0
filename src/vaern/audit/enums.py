"""The streams that events are kept in."""

from django.db import models


class Stream(models.TextChoices):
    """What an event is about: a chain of its own for each case, unit, piece of content, person, and the system."""

    CASE = "case"
    UNIT = "unit"
    CONTENT = "content"
    PERSON = "person"
    SYSTEM = "system"
