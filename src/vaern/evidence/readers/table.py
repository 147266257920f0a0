"""Which reader reads what: the sniffed media type leads to the modules that are asked, in this order.

A reader is a module with `read(source: Source, out: Out) -> Reading`. One that shares its media type with others also
has `recognises(source: Source, head: bytes) -> bool` over the file's first bytes; the first that says yes reads. A
module without `recognises` takes whatever comes, so it stands last. `"image/*"` stands for every picture that has no
row of its own, `"*/*"` for everything else. Names are dotted and imported only when needed.

`sniff.media_type(path: Path, name: str) -> str` says what the bytes are; the name is a hint for text formats only.
"""

import importlib
from types import ModuleType

from vaern.evidence.readers.shapes import Source, Unreadable

HEAD = 65_536
HERE = "vaern.evidence.readers."

TABLE: dict[str, tuple[str, ...]] = {
    # mail, SMS and chats
    "message/rfc822": ("mail",),
    "application/mbox": ("mbox",),
    "application/vnd.ms-outlook": ("msg",),
    "application/vnd.ms-tnef": ("tnef",),
    "text/plain": ("mbox", "whatsapp", "signal", "mail"),
    "text/xml": ("sms",),
    "application/json": ("telegram", "meta", "signal"),
    "text/html": ("telegram", "meta"),
    "application/zip": ("whatsapp", "meta", "telegram"),
    "*/*": ("signal",),
}


def reader_for(source: Source) -> ModuleType:
    """The module that reads this file. Raises Unreadable when none does."""
    head = _head(source)
    for dotted in _asked(source.media_type):
        module = importlib.import_module(dotted if "." in dotted else HERE + dotted)
        recognises = getattr(module, "recognises", None)
        if recognises is None or recognises(source, head):
            return module
    raise Unreadable(
        f"Værn kan ikke læse denne slags fil ({source.media_type}). Originalen gemmes uændret og kan hentes igen."
    )


def _asked(media_type: str) -> tuple[str, ...]:
    family = media_type.partition("/")[0] + "/*"
    own = TABLE.get(media_type)
    return (own if own is not None else TABLE.get(family, ())) + TABLE.get("*/*", ())


def _head(source: Source) -> bytes:
    with source.path.open("rb") as file:
        return file.read(HEAD)
