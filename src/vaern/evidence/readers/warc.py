"""WARC and ARC: what was fetched from the web, when, and whether the bytes are still those that were fetched."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from vaern.evidence.readers import page
from vaern.evidence.readers.arc_head import described, is_head
from vaern.evidence.readers.archive_codecs import gzip
from vaern.evidence.readers.archive_limits import Bomb, Broken, Budget, Stream, pieces_of
from vaern.evidence.readers.archive_names import kind_of
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import Part, Reading, Source, Unreadable
from vaern.evidence.readers.sniff import peek
from vaern.evidence.readers.warc_body import body_of

MOST_KEPT, MOST_PAGES, MOST_RECORDS = 400, 30, 20_000
MOST_HEAD = 1 << 20
PACKED_IN_ONE = (
    "Webarkivet er pakket som ét stykke og ikke del for del, som formatet foreskriver. Det er en kendt fejl i nogle "
    "programmer og siger ikke noget om indholdet."
)
SEEN_BEFORE = (
    "Nogle sider blev hentet igen og var uændrede. Arkivet har kun noteret det og ikke gemt dem en gang til; indholdet "
    "står ved den første hentning, som kan ligge i et andet arkiv."
)
FETCHED = ("response", "resource", "revisit", "conversion")
FAULTS = (
    ArchiveLoadFailed,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    TypeError,
    OSError,
    UnicodeError,
)


def read(source: Source, out: Out) -> Reading:
    """The records of a web archive, its pages as texts, its digests checked."""
    kind = "web.arc" if source.media_type == "application/x-arc" else "web.warc"
    gather = Gather(source, out, kind)
    Records(gather, Budget(most_entries=MOST_RECORDS)).tell(source.path)
    return gather.reading()


class Patient(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """Goes on where the next record begins at once: some writers count the empty lines between as contents."""

    def _consume_blanklines(self) -> tuple[bytes | None, int]:
        size, first = 0, True
        while line := self.reader.readline():
            if line.strip() and (not first or line.startswith(b"WARC/") or is_head(line)):
                return line, size
            self.err_count += bool(line.strip())
            size, first = size + len(line), False
        return None, size


class Records:
    """Reads records one after the other. What cannot be read ends it, and says so; what came before stays."""

    def __init__(self, gather: Gather, budget: Budget) -> None:
        self.gather, self.budget = gather, budget
        self.kinds: Counter[str] = Counter()
        self.digests: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.pages = self.kept = 0

    def tell(self, path: Path, parent: str = "") -> None:
        """Every record of the file at `path`. Raises Unreadable when there is none."""
        with path.open("rb") as file:
            stream = self._unpacked(file, path.stat().st_size)
            try:
                self._records(stream, parent)
            except (TooMuch, Bomb) as error:
                self.gather.broken("limit_reached", error.says, parent)
            except (Broken, *FAULTS):
                says = "Webarkivet er beskadiget. Kun den første del kunne læses; resten mangler i oversigten."
                self.gather.broken("truncated", says, parent)
        if not self.kinds.keys() - {"None"}:
            raise Unreadable("Webarkivet er beskadiget, og der kan ikke læses noget i det. Originalen er gemt uændret.")
        self._sum_up(parent)

    def _unpacked(self, file: IO[bytes], size: int) -> Stream:
        """Unpacked here, so that the limits hold, and so that an archive packed as one piece is read too."""
        head = file.read(MOST_HEAD)
        packed = head.startswith(b"\x1f\x8b")
        file.seek(0)
        if packed and b"\r\n\r\nWARC/" in peek(head, MOST_HEAD * 4):
            self.gather.warn("packed_in_one", PACKED_IN_ONE)
        pieces = gzip(pieces_of(file)) if packed else pieces_of(file)
        return Stream(pieces, self.budget, file.tell if packed else lambda: size)

    def _records(self, stream: Stream, parent: str) -> None:
        waiting: tuple[Any, str] | None = None
        records = Patient(cast("IO[bytes]", stream), arc2warc=True, check_digests=True)
        for record in records:
            self._digest(waiting)
            self.budget.entry()
            self.kinds[str(record.rec_type)] += 1
            address = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
            self._record(record, address, parent)
            waiting = (record, address)
        self._digest(waiting)
        if records.err_count or self._cut(waiting):
            says = (
                "En del af webarkivet er kortere eller længere, end arkivet siger. Den kan være afbrudt eller ændret."
            )
            self.gather.broken("bad_length", says, parent)

    def _record(self, record: Any, address: str, parent: str) -> None:
        if record.rec_type == "warcinfo":
            self._info(record)
        elif record.rec_type in FETCHED:
            self._fetched(record, address, parent)

    def _info(self, record: Any) -> None:
        for name, value in described(record.content_stream().read(20_000).decode("utf-8", "replace")):
            self.gather.fact(name, value)

    def _fetched(self, record: Any, address: str, parent: str) -> None:
        status = record.http_headers.get_statuscode() if record.http_headers else ""
        captured = str(record.rec_headers.get_header("WARC-Date") or "")
        body = self._body(record) if record.rec_type != "revisit" else b""
        declared = _content_type(record)
        part = self._kept(body, address, declared, {"status": status, "captured": captured, **_earlier(record)}, parent)
        if address.startswith(("http:", "https:", "ftp:")):  # others are names that the writer gave its own notes
            self.gather.identify("url", address, role="captured", part=part.id)
        if record.rec_type == "revisit":
            self.gather.warn_once("seen_before", SEEN_BEFORE)
        self.gather.time("captured", moment(captured), captured, part.id)
        self.gather.identify("ip", str(record.rec_headers.get_header("WARC-IP-Address") or ""), role="host")
        if _type(declared) in ("text/html", "application/xhtml+xml") and body and self.pages < MOST_PAGES:
            self.pages += 1
            page.tell(self.gather, page.decoded(body, _charset(declared)), {}, base=address, part=part.id)

    def _body(self, record: Any) -> bytes:
        body, unpacked = body_of(record)
        if not unpacked:
            says = "En side i webarkivet kan ikke pakkes helt ud. Den er gemt, så langt den rækker."
            self.gather.warn_once("not_decoded", says)
        return body

    def _kept(self, body: bytes, address: str, declared: str, given: dict[str, str], parent: str) -> Part:
        media_type = _type(declared)[:120] or "application/octet-stream"
        facts = {name: value for name, value in given.items() if value}
        name = address[:500]
        if body and self.kept < MOST_KEPT and len(body) < self.gather.out.room():
            self.kept += 1
            kind = f"fetched.{kind_of(media_type)}"
            return self.gather.keep(body, kind=kind, name=name, parent=parent, media_type=media_type, facts=facts)
        if body:
            says = "Webarkivet har mange dele. Kun de første er pakket ud; alle er nævnt."
            self.gather.warn_once("not_all_kept", says)
        return self.gather.list_only(
            kind="fetched.again" if "same_as" in facts else "fetched",
            name=name,
            parent=parent,
            media_type=media_type,
            size=len(body),
            facts=facts,
        )

    def _digest(self, waiting: tuple[Any, str] | None) -> None:
        """Only when the next record begins has the whole of the last one been read."""
        if waiting is None:
            return
        record, address = waiting
        passed = getattr(record.digest_checker, "passed", None)
        self.digests["matches" if passed else "none" if passed is None else "wrong"] += 1
        if passed is False:
            self.wrong.append(address)

    def _cut(self, last: tuple[Any, str] | None) -> bool:
        """The last record should go on. In ARC the lengths are too often wrong to say so."""
        return self.gather.kind != "web.arc" and last is not None and getattr(last[0].raw_stream, "limit", 0) > 0

    def _sum_up(self, parent: str) -> None:
        for name, count in sorted(self.kinds.items()):
            self.gather.fact(f"records_{name}", count)
        if self.digests["wrong"]:
            self.gather.checks["digests"] = "does_not_match"
            says = "Bytes i webarkivet passer ikke til det fingeraftryk, der blev taget, da siden blev hentet: "
            self.gather.broken("digest_wrong", says + ", ".join(self.wrong[:5]) + ".", parent)
        elif self.digests["matches"]:
            self.gather.checks.setdefault("digests", "matches")
        else:
            self.gather.checks.setdefault("digests", "cannot_be_checked")


def moment(words: str) -> datetime | None:
    """The time of a record, always UTC."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _earlier(record: Any) -> dict[str, str]:
    """For a record that says only that nothing had changed: the address and the time at which it had been fetched."""
    if record.rec_type != "revisit":
        return {}
    told = record.rec_headers.get_header
    return {
        "same_as": str(told("WARC-Refers-To-Target-URI") or told("WARC-Target-URI") or "")[:500],
        "same_at": str(told("WARC-Refers-To-Date") or ""),
    }


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return str(headers.get_header("Content-Type") or "").lower()


def _type(declared: str) -> str:
    return declared.partition(";")[0].strip()


def _charset(declared: str) -> str:
    return declared.partition("charset=")[2].partition(";")[0].strip(" \"'")
