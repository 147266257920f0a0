"""What can go wrong when a time-stamp is asked for."""

from vaern.errors import VaernError


class Unavailable(VaernError):
    """No usable time-stamp now. Nothing is lost: the same data can be stamped later."""
