"""Which reader reads what: the sniffed media type leads to the modules that are asked, in this order.

A reader is a module with `read(source: Source, out: Out) -> Reading`. One that shares its media type with others also
has `recognises(source: Source, head: bytes) -> bool` over the file's first bytes; the first that says yes reads. A
module without `recognises` takes whatever comes, so it stands last. `"image/*"` stands for every picture that has no
row of its own, `"*/*"` for everything else. Names are dotted and imported only when needed.

`sniff.media_type(path: Path, name: str) -> str` says what the bytes are; the name is a hint for text formats only.
"""

import importlib
from collections.abc import Iterator
from types import ModuleType

from vaern.evidence.readers.shapes import Source, Unreadable

HEAD = 65_536
HERE = "vaern.evidence.readers."

OPEN = "application/vnd.openxmlformats-officedocument."
FREE = "application/vnd.oasis.opendocument."
OFFICE = (
    *(OPEN + kind for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")),
    *(FREE + kind for kind in ("text", "spreadsheet", "presentation", "graphics", "text-template", "formula")),
)
OLD_OFFICE = (
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/x-ole-storage",
)
ARCHIVES = (
    "application/java-archive",
    "application/vnd.android.package-archive",
    "application/epub+zip",
    "application/x-tar",
    "application/gzip",
    "application/x-bzip2",
    "application/x-xz",
    "application/zstd",
    "application/x-7z-compressed",
    "application/vnd.rar",
)

TABLE: dict[str, tuple[str, ...]] = {
    # mail, SMS and chats
    "message/rfc822": ("mail", "plain"),
    "application/mbox": ("mbox",),
    "application/vnd.ms-outlook": ("msg",),
    "application/vnd.ms-tnef": ("tnef",),
    "application/pkcs7-mime": ("signed",),
    "text/plain": ("mbox", "whatsapp", "signal", "mail", "chat_lines", "chat_records", "plain"),
    "text/xml": ("sms", "webarchive", "plist", "plain"),
    "application/json": ("telegram", "meta", "signal", "chat_records", "har", "plain"),
    "text/html": ("telegram", "meta", "google_voice", "chat_pages", "html"),
    "text/csv": ("chat_table", "plain"),
    "application/zip": ("whatsapp", "meta", "telegram", "chat_records", "google_voice", "iwork", "archive"),
    "application/vnd.sqlite3": ("database",),
    # the web
    "application/warc": ("warc",),
    "application/x-arc": ("warc",),
    "application/wacz": ("wacz",),
    "multipart/related": ("mhtml",),
    "text/x-cdx": ("cdx",),
    "application/x-bplist": ("webarchive", "plist"),
    # pictures, sound, film
    "image/svg+xml": ("svg",),
    "image/*": ("picture",),
    "audio/*": ("media",),
    "video/*": ("media",),
    # documents
    "application/pdf": ("pdf",),
    **dict.fromkeys(("application/rtf", "text/vcard", "text/calendar", "text/*"), ("plain",)),
    **dict.fromkeys(OFFICE, ("office",)),
    **dict.fromkeys(OLD_OFFICE, ("office_old",)),
    # archives
    **dict.fromkeys(ARCHIVES, ("archive",)),
    "*/*": ("signal", "unknown"),
}


def reader_for(source: Source) -> ModuleType:
    """The module that reads this file. Raises Unreadable when none does."""
    for module in readers_for(source):
        return module
    raise Unreadable(no_reader(source))


def readers_for(source: Source) -> Iterator[ModuleType]:
    """Those that say they can, in the table's order: the next is asked where the one before was mistaken."""
    head = _head(source)
    for dotted in _asked(source.media_type):
        module = importlib.import_module(dotted if "." in dotted else HERE + dotted)
        recognises = getattr(module, "recognises", None)
        if recognises is None or recognises(source, head):
            yield module


def no_reader(source: Source) -> str:
    """What a person is told when no reader takes the file."""
    return f"Værn kan ikke læse denne slags fil ({source.media_type}). Originalen gemmes uændret og kan hentes igen."


def _asked(media_type: str) -> tuple[str, ...]:
    family = media_type.partition("/")[0] + "/*"
    own = TABLE.get(media_type)
    return (own if own is not None else TABLE.get(family, ())) + TABLE.get("*/*", ())


def _head(source: Source) -> bytes:
    with source.path.open("rb") as file:
        return file.read(HEAD)
