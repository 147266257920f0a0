"""SVG: drawings that can carry scripts. Never drawn here; the words in it are taken out."""

from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

MOST = 20 << 20
ACTIVE = ("script", "foreignobject", "handler", "iframe")


def read(source: Source, out: Out) -> Reading:
    """The words of the drawing, its links, and a warning that it is not shown."""
    gather = Gather(source, out, "picture.svg")
    if source.path.stat().st_size > MOST:
        raise Unreadable("Tegningen er for stor til at blive læst. Originalen er gemt uændret.")
    gather.warn("not_shown", "SVG-tegninger kan indeholde programkode. Værn viser derfor kun teksten i dem.")
    try:
        root = fromstring(source.path.read_bytes())
    except DefusedXmlException as error:
        raise Unreadable(
            "Filen er lavet for at få computere til at hente eller folde noget ud. Den er ikke læst."
        ) from error
    except (ParseError, ValueError, LookupError):
        gather.broken("broken", "Tegningen er beskadiget, og teksten i den kan ikke læses. Originalen er gemt uændret.")
        return gather.reading()
    _words(gather, root)
    return gather.reading()


def _words(gather: Gather, root: Any) -> None:
    said: list[str] = []
    for one in root.iter():
        tag = str(one.tag).rpartition("}")[2].lower()
        if tag == "foreignobject":
            said.append(" ".join(words for one_text in one.itertext() if (words := " ".join(one_text.split()))))
        if tag in ACTIVE or any(name.lower().startswith("on") for name in one.attrib):
            gather.warn_once("script", "Tegningen indeholder programkode. Den er ikke kørt.")
        elif tag == "title" and not gather.title:
            gather.title = " ".join(one.itertext())
        elif tag in ("text", "desc"):
            said.append(" ".join("".join(one.itertext()).split()))
        _link(gather, one.attrib)
    gather.text("\n".join(said))
    for name in ("width", "height", "viewBox"):
        gather.fact(name, root.attrib.get(name, ""))


def _link(gather: Gather, attributes: dict[str, str]) -> None:
    for name, value in attributes.items():
        if name.rpartition("}")[2] == "href" and value.lower().startswith(("http:", "https:", "//")):
            gather.identify("url", value, role="link")
