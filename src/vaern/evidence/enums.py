"""The few stored codes of evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Strength(models.TextChoices):
    """How an item came to be, from the weakest to the strongest; `RECEIVED` is what others made, as they sent it."""

    UNKNOWN = "unknown", _("Not said yet")
    PHOTO_OF_SCREEN = "photo_of_screen", _("A photo of a screen")
    OWN_DEVICE = "own_device", _("A capture on one's own device")
    RECEIVED = "received", _("A file or message as it was received")
    SERVER_CAPTURE = "server_capture", _("A capture made by Værn, with a time-stamp")


class CaptureState(models.TextChoices):
    """How far a capture of a web page has come."""

    ASKED = "asked", _("Waiting to be captured")
    DONE = "done", _("Captured")
    FAILED = "failed", _("Not captured")


class TraceSource(models.TextChoices):
    """What a trace was made from."""

    FILE = "file", _("The file itself")
    CONFIRMED = "confirmed", _("Confirmed by a person")
    SAID = "said", _("Said where it comes from")
    CALL = "call", _("A call that was noted")
    WRITER = "writer", _("The writer, as the file says")


class LiftGround(models.TextChoices):
    """Why a lock on material that may not be copied is held to be a mistake."""

    WRONG_ITEM = "wrong_item", _("It was locked by mistake: another item was meant, or none")
    POLICE = "police", _("The police have said that it is not forbidden")
