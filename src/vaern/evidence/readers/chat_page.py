"""A page of a chat's export as a tree."""

from typing import Any

from lxml import etree, html

from vaern.evidence.readers.shapes import Unreadable

ENDING = "</html>"
CUT = "Siden er afbrudt: slutningen mangler. Det, der står før afbrydelsen, er læst."


def is_cut(text: str) -> bool:
    """A program that exports a chat closes its page; a page that is not closed was interrupted."""
    return "<html" in text[:2000].lower() and ENDING not in text[-2000:].lower()


def parsed(text: str) -> Any:
    """The tree; broken markup is mended as a browser would. Raises Unreadable when nothing is there."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as broken:
        raise Unreadable("Filen er en side fra en chat, men den er tom eller beskadiget.") from broken
