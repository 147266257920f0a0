"""What an entry's name gives away: a way out of the folder, a hidden ending, a program."""

import re

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.shapes import Part

OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
TURNED = re.compile("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]")
PROGRAMS = re.compile(
    r"\.(exe|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|msi|msp|dll|lnk|jar|apk|app|pif|cpl|reg|scf|iso|img)$",
    re.IGNORECASE,
)
RUNS = (
    "application/vnd.microsoft.portable-executable",
    "application/x-elf",
    "application/x-mach-binary",
    "application/x-ms-shortcut",
    "application/java-archive",
    "application/vnd.android.package-archive",
)
FAMILIES = {
    "image": "picture",
    "audio": "audio",
    "video": "video",
    "message": "mail",
    "text": "text",
}


def plain_name(name: str) -> str:
    """The name as the archive has it, with control characters marked, short enough to show."""
    return "".join(sign if sign.isprintable() or TURNED.match(sign) else "\N{REPLACEMENT CHARACTER}" for sign in name)[
        :500
    ]


def kind_of(media_type: str) -> str:
    """A short code for what a part is, from its media type."""
    from vaern.evidence.readers.archive import KINDS

    if media_type in KINDS:
        return KINDS[media_type]
    if media_type == "application/pdf":
        return "document.pdf"
    return FAMILIES.get(media_type.partition("/")[0], "file")


def say_name(gather: Gather, part: Part) -> None:
    """Warn of a name or a kind that a person should know of before opening the file."""
    if OUTSIDE.search(part.name):
        says = "Navnet på filen i arkivet peger på et sted uden for arkivet. Den er kun gemt under Værns eget navn."
        gather.warn("unsafe_name", says, part.id)
    if TURNED.search(part.name):
        says = "Filens navn indeholder usynlige tegn, der kan få det til at ligne noget andet, end det er."
        gather.warn("strange_name", says, part.id)
    if part.media_type in RUNS or PROGRAMS.search(part.name):
        gather.warn("program", "Filen er et program eller en genvej. Åbn den ikke.", part.id)
