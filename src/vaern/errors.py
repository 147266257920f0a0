"""The handful of errors that Værn raises on purpose.

Each says what happened, why, and what to do next, so that a page, a command and a log can show the same words.
"""

import errno
from typing import Any

WHY_NOT = {
    errno.ENOENT: "Den findes ikke.",
    errno.EISDIR: "Det er en mappe.",
    errno.ENOTDIR: "Det er ikke en mappe.",
    errno.EEXIST: "Der ligger noget andet med det navn.",
    errno.EACCES: "Du har ikke ret til det.",
    errno.EPERM: "Du har ikke ret til det.",
    errno.EROFS: "Der kan kun læses fra disken.",
    errno.ENOSPC: "Disken er fuld.",
    errno.ENAMETOOLONG: "Navnet er for langt.",
}


class VaernError(Exception):
    """Something that a person can be told: what happened, why, and what to do."""

    def __init__(self, what: Any, why: Any = "", todo: Any = "") -> None:
        super().__init__(what)
        self.what, self.why, self.todo = what, why, todo

    @property
    def text(self) -> str:
        """All three parts as one line, in the language that is active now."""
        return " ".join(str(part) for part in (self.what, self.why, self.todo) if str(part))

    def __str__(self) -> str:
        return self.text


class NotAllowed(VaernError):
    """This person may not do it (shown as "not found" where even the existence must not be known)."""


class NotNow(VaernError):
    """The person may, but the state of the case does not allow it now."""


class BadInput(VaernError):
    """What was typed or uploaded cannot be used as it is; nothing of it is lost."""


class ContentError(VaernError):
    """A file under content/ does not say what its schema asks for."""


class IntegrityBroken(VaernError):
    """Sealed or chained data is not what was written."""


# What a page answers on the page itself. The rest (keys, seals, content) is for the one who runs Værn: see web.errors.
REFUSALS = (NotAllowed, NotNow, BadInput)


def why_not(fault: OSError) -> str:
    """Why the machine would not let us use a file, in Danish where we have the words; it needs no Django."""
    return WHY_NOT.get(fault.errno or 0) or (f"{fault.strerror}." if fault.strerror else "")
