"""Documents that a password keeps closed."""

from vaern.evidence.readers.shapes import Unreadable

SAYS = (
    "Dokumentet er beskyttet med adgangskode og kan ikke læses. Originalen er gemt uændret. Bed den, der har sendt "
    "det, om koden."
)


class Locked(Unreadable):
    """The words are encrypted."""

    def __init__(self) -> None:
        super().__init__(SAYS)
