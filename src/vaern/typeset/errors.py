"""What can go wrong when a document is set."""

from vaern.errors import VaernError


class TypesetFailed(VaernError):
    """The document could not be made; nothing was sent and nothing was lost."""
