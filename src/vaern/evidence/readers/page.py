"""One page of HTML: its title, words, times and the accounts that it names; and a sanitised copy."""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urljoin

import nh3
from lxml import etree
from lxml import html as markup

from vaern.evidence.readers import charset, html_words
from vaern.evidence.readers.accounts import account_of, number_of
from vaern.evidence.readers.gather import Gather

Resources = Mapping[str, tuple[str, bytes]]

META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n(]+)")
TIMES = {
    "article:published_time": "posted",
    "article:modified_time": "modified",
    "og:updated_time": "modified",
    "date": "posted",
    "dc.date": "posted",
    "datepublished": "posted",
    "datemodified": "modified",
    "uploaddate": "posted",
    "datecreated": "posted",
}
AUTHORS = ("author", "article:author", "dc.creator", "twitter:creator", "profile:username")
MARK = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})[^<>]*?(/?)>")
LOOSE = frozenset(  # marks that are not closed, or often are not
    """p li td th tr tbody thead dt dd option br img meta link input hr area base col embed source track wbr param path
    rect use circle font body html""".split()  # noqa: SIM905 - a list of words
)
MOST, MOST_DEPTH = 6 << 20, 1500
INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")
MOST_INLINE, MOST_ONE = 8 << 20, 2 << 20
MOST_LINKS, MOST_JSON = 3000, 500_000


def decoded(data: bytes, declared: str = "") -> str:
    """The page as text: by the header's charset, the page's own, or a guess."""
    said = META_CHARSET.search(data[:4096])
    for encoding in (declared, said[1].decode("ascii") if said else ""):
        if encoding:
            try:
                return data.decode(encoding)
            except (LookupError, UnicodeDecodeError, ValueError):
                continue
    found = charset.decode(data, lenient=True)
    return found.text if found else ""


def tell(gather: Gather, source: str, resources: Resources, *, base: str = "", part: str = "") -> None:
    """Everything that the page says, and the copy to show, as a part."""
    if len(source) > MOST or _too_deep(source):
        gather.broken_once(
            "page_cut", "Siden er for stor eller for indviklet til at blive vist. Kun noget af teksten er læst."
        )
        gather.text(charset.without_marks(source[:MOST]), "body", part)
        return
    _saved_from(gather, source, part)
    root = _parsed(source)
    if root is not None:
        _head(gather, root, base, part)
        _links(gather, root, base, part)
    told = html_words.told(source)
    if told.cut:
        gather.broken_once("page_cut", "Siden er for lang til, at alle dens ord er læst. Resten står i originalen.")
    gather.text(told.text, "body", part)
    if told.hidden:
        says = (
            "Siden har tekst, der ikke ses på skærmen. Den er mærket [skjult: …] i teksten, men ses i den viste kopi."
        )
        gather.warn_once("hidden_text", says)
    _say_active(gather, source)
    gather.keep_or_say(shown(source, resources), kind="shown", name="vist kopi", parent=part, media_type="text/html")


def tell_frame(gather: Gather, source: str, *, base: str, part: str) -> None:
    """A page within the page, as the comments under an article often are: its words and whom it names."""
    if len(source) > MOST or _too_deep(source):
        return
    root = _parsed(source)
    if root is not None:
        _links(gather, root, base, part)
    gather.text(html_words.told(source).text, "page", part)


def shown(source: str, resources: Resources) -> bytes:
    """A copy without scripts, styles, forms and anything fetched from outside; pictures that came along are put in."""
    room = [MOST_INLINE]

    def kept(_element: str, attribute: str, value: str) -> str | None:
        if attribute != "src":
            return value
        if value.lower().startswith("data:"):
            return value if value.lower().startswith(tuple(f"data:{kind};base64," for kind in INLINE)) else None
        return _inlined(value, resources, room)

    clean = nh3.clean(
        source, attribute_filter=kept, url_schemes={"http", "https", "mailto", "data"}, link_rel="noopener noreferrer"
    )
    return f'<!doctype html><html lang=""><meta charset="utf-8"><title>Kopi</title><body>{clean}</body></html>'.encode()


def _inlined(value: str, resources: Resources, room: list[int]) -> str | None:
    kind, data = resources.get(value, ("", b""))
    if kind not in INLINE or not data or len(data) > min(MOST_ONE, room[0]):
        return None
    room[0] -= len(data)
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _parsed(source: str) -> Any:
    parser = markup.HTMLParser(no_network=True, huge_tree=False, recover=True, encoding="utf-8")
    try:
        return markup.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, RecursionError, AssertionError):
        return None


def _too_deep(source: str) -> bool:
    """Marks within marks without end take a parser's time and memory: counted before one is asked."""
    depth = 0
    for found in MARK.finditer(source):
        if found[2].lower() not in LOOSE and found[3] != "/":
            depth = max(depth - 1, 0) if found[1] else depth + 1
            if depth > MOST_DEPTH:
                return True
    return False


def _saved_from(gather: Gather, source: str, part: str) -> None:
    if found := SAVED_FROM.search(source[:4000]):
        gather.identify("url", found[1], role="source", part=part)
    if found := SINGLE_FILE.search(source[:4000]):
        gather.identify("url", found[1], role="source", part=part)
        gather.time("captured", _moment(found[2].strip()), found[2].strip(), part)


def _head(gather: Gather, root: Any, base: str, part: str) -> None:
    said = _metas(root)
    if not gather.title:
        gather.title = " ".join((root.findtext(".//title") or said.get("og:title", "")).split())
    _canonical(gather, root, said.get("og:url", ""), base, part)
    for name in AUTHORS:
        _author(gather, said.get(name, ""), part)
    for name in ("description", "og:description", "generator", "og:site_name"):
        gather.fact(name, said.get(name, ""))
    for name in TIMES.keys() & said.keys():
        gather.time(TIMES[name], _moment(said[name]), said[name], part)
    for element in list(root.iterfind(".//time[@datetime]"))[:200]:
        gather.time("posted", _moment(element.get("datetime")), element.get("datetime"), part)
    _structured(gather, root, part)


def _canonical(gather: Gather, root: Any, open_graph: str, base: str, part: str) -> None:
    said = [
        one.get("href") for one in root.iterfind(".//link[@rel][@href]") if "canonical" in one.get("rel", "").lower()
    ]
    for address in (*said, open_graph):
        if address:
            gather.identify("url", _joined(base, address), role="canonical", part=part)


def _metas(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iterfind(".//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if name:
            found.setdefault(name.lower(), element.get("content"))
    return found


def _author(gather: Gather, value: str, part: str) -> None:
    if value.startswith(("http:", "https:")):
        gather.identify("profile_url", value, role="author", part=part)
    else:
        gather.identify("name", value, role="author", part=part)


def _structured(gather: Gather, root: Any, part: str) -> None:
    """JSON-LD: author and times, as search engines read them."""
    for element in root.iterfind(".//script[@type='application/ld+json']"):
        text = element.text or ""
        if len(text) > MOST_JSON:
            continue
        try:
            _thing(gather, json.loads(text), part, 0)
        except (ValueError, RecursionError):
            continue


def _thing(gather: Gather, thing: Any, part: str, depth: int) -> None:
    if depth > 20:  # noqa: PLR2004 - no honest page is deeper
        return
    if isinstance(thing, list):
        for one in thing:
            _thing(gather, one, part, depth + 1)
    if not isinstance(thing, dict):
        return
    for name, value in thing.items():
        if name.lower() in TIMES and isinstance(value, str):
            gather.time(TIMES[name.lower()], _moment(value), value, part)
        elif name in ("author", "creator") and isinstance(value, dict):
            _author(gather, str(value.get("name", "")), part)
            _author(gather, str(value.get("url", "")), part)
        else:
            _thing(gather, value, part, depth + 1)


def _links(gather: Gather, root: Any, base: str, part: str) -> None:
    for element in list(root.iterfind(".//a[@href]"))[:MOST_LINKS]:
        address = _joined(base, element.get("href"))
        _reached(gather, address, part)
        account = account_of(address)
        if account:
            role = "author" if "author" in (element.get("rel") or "").lower() else "link"
            name = " ".join("".join(element.itertext()).split())[:200]
            gather.identify("user_id", number_of(address), role, name, part)
            gather.identify("profile_url", account, role=role, name=name, part=part)


def _reached(gather: Gather, address: str, part: str) -> None:
    """A link to write to or to call."""
    scheme, _, rest = address.partition(":")
    kind = {"mailto": "email", "tel": "phone", "sms": "phone"}.get(scheme.strip().lower())
    if kind:
        gather.identify(kind, unquote(rest.partition("?")[0]), "link", part=part)


def _say_active(gather: Gather, source: str) -> None:
    low = source.lower()
    if "<script" in low or "javascript:" in low:
        gather.warn_once("script", "Siden indeholder scripts. De er ikke kørt, og kopien er uden dem.")
    if 'type="password"' in low or "type=password" in low:
        gather.warn_once("login_form", "Siden har et felt til adgangskode. Den kan være en log ind-side.")


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _moment(words: str) -> datetime | None:
    """A time in the forms that pages use; None for anything else."""
    for read in (datetime.fromisoformat, parsedate_to_datetime, _spoken):
        try:
            return read(words.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _spoken(words: str) -> datetime:
    """As a browser writes it: Tue Mar 03 2020 12:49:41 GMT+0100."""
    return datetime.strptime(words.strip(), "%a %b %d %Y %H:%M:%S GMT%z")
