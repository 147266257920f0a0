"""Public keys for checking mail, looked up by whoever has a resolver and may ask it: never by a reader."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from vaern.evidence.readers.isolated import read_isolated
from vaern.evidence.readers.shapes import Reading

if TYPE_CHECKING:
    from dns.resolver import Resolver

MOST_NAMES, SECONDS = 12, 4.0


def fetch(names: Iterable[str], resolver: "Resolver") -> dict[str, str]:
    """The TXT records under these names (see `authenticity.names_needed`). What is not found is left out.

    The mail's sending domain can see that someone asks for its key, and nothing else.
    """
    from dns.exception import DNSException
    from dns.resolver import NXDOMAIN, NoAnswer

    found: dict[str, str] = {}
    for name in sorted(set(names))[:MOST_NAMES]:
        try:
            answer = resolver.resolve(name, "TXT", lifetime=SECONDS)
        except (NXDOMAIN, NoAnswer):
            continue
        except (DNSException, OSError, ValueError):
            break  # the resolver does not answer; the rest would wait in vain
        for row in answer:
            text = b"".join(row.strings).decode("ascii", "replace")
            if "p=" in text:
                found.setdefault(name, text)
    return found


def read_checked(path: Path, name: str, out_dir: Path, *, resolver: "Resolver") -> Reading:
    """Read a file shut in, look up the keys it names, and read it again with them. Other files are read once."""
    reading = read_isolated(path, name, out_dir)
    names = [value for fact, value in reading.facts if fact.startswith("key.")]
    records = fetch(names, resolver) if names else {}
    if not records:
        return reading
    for part in reading.parts:
        (out_dir / part.file).unlink(missing_ok=True) if part.file else None
    return read_isolated(path, name, out_dir, records=records)


def resolver_at(address: str, port: int = 53) -> "Resolver":
    """A resolver that asks this one server and reads no settings of the machine."""
    from dns.resolver import Resolver

    made = Resolver(configure=False)
    made.nameservers = [address]
    made.port = port
    return made
