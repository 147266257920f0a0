"""Who made an office document, when, with what; and where it reaches out to."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaern.evidence.readers.office import Document

CORE = {
    "subject": "subject",
    "keywords": "keywords",
    "description": "description",
    "category": "category",
    "revision": "revision",
    "language": "language",
    "editing-cycles": "revision",
    "editing-duration": "editing_time",
    "generator": "generator",
    "Application": "application",
    "AppVersion": "application_version",
    "Company": "company",
    "Manager": "manager",
    "Template": "template",
    "TotalTime": "editing_minutes",
    "Pages": "pages",
}
PEOPLE = {
    "creator": "author",
    "lastModifiedBy": "last_modified_by",
    "initial-creator": "author",
    "printed-by": "printed_by",
}
TIMES = {
    "created": "created",
    "modified": "modified",
    "lastPrinted": "printed",
    "creation-date": "created",
    "date": "modified",
}
NEVER = "1601-01-01"  # where Windows' clock begins: no time at all
WHERE = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
OUTWARD = ("oleObject", "attachedTemplate", "frame", "externalLink", "externalLinkPath", "image", "subDocument")


def tell(document: "Document") -> None:
    """Properties, people, times, links outward, changes and comments."""
    for name in WHERE:
        _properties(document, name)
    for name in document.names(r".*\.rels"):
        _links(document, name)
    if any(name in document.entries for name in ("EncryptedPackage", "META-INF/documentsignatures.xml")):
        document.gather.checks["signature"] = "cannot_be_checked"
    if any(name.startswith("_xmlsignatures/") for name in document.entries):
        document.gather.checks["signature"] = "cannot_be_checked"
        document.gather.warn("signed", "Dokumentet er digitalt underskrevet. Værn regner ikke den slags efter.")


def _properties(document: "Document", name: str) -> None:
    root = document.xml(name)
    if root is None:
        return
    gather = document.gather
    for element in root.iter():
        tag, words = element.tag.rpartition("}")[2], (element.text or "").strip()
        if not words:
            continue
        if tag == "title" and not gather.title:
            gather.title = words
        elif tag in PEOPLE:
            gather.identify("name", words, role=PEOPLE[tag])
        elif tag in TIMES and not words.startswith(NEVER):
            gather.time(TIMES[tag], _moment(words), words)
        elif tag in CORE:
            gather.fact(CORE[tag], words)


def _links(document: "Document", name: str) -> None:
    root = document.xml(name)
    for relation in root if root is not None else ():
        if relation.get("TargetMode") != "External":
            continue
        kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
        document.gather.identify("url", target, role="link" if kind == "hyperlink" else "fetched")
        if kind in OUTWARD:
            says = "Dokumentet henter noget udefra, når det åbnes. Den, der ejer stedet, kan se, at det er åbnet."
            document.gather.warn_once("external", says)


def _moment(words: str) -> datetime | None:
    """ISO times; OpenDocument writes nine decimals."""
    head, dot, tail = words.partition(".")
    digits = tail[:6] if dot else ""
    rest = tail.lstrip("0123456789") if dot else ""
    try:
        return datetime.fromisoformat(head + (f".{digits.rstrip('Z')}" if digits.isdigit() else "") + rest)
    except ValueError:
        return None
