"""What every page may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def organisation(_request: HttpRequest) -> dict[str, Any]:
    """The workplace's name and the numbers to call."""
    return {
        "organisation": settings.ORGANISATION,
        "help_numbers": settings.HELP_NUMBERS,
        "demo": settings.DEMO,
    }


def menu(request: HttpRequest) -> dict[str, Any]:
    """The main menu for the person who is signed in."""
    from vaern.web.menu import menu_for

    return {"menu": menu_for(request)}
