"""The annexes of a report to the police, one line each: where it was seen, when it happened, how it was captured.

All of it as somebody wrote it down or confirmed it. Who captured it is left out: the one it is about may come to read
the report, and the police can ask.
"""

import re
from collections.abc import Mapping
from typing import Any

from vaern.evidence.enums import Strength
from vaern.evidence.models import Item, Provenance
from vaern.evidence.provenance import HAPPENED, newest_of, said_in
from vaern.rulebook.danish import moment
from vaern.vault.text import read

# Signs that mean something to Markdown within a line, where they do: an address must be printed as it is.
SIGNS = re.compile(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
ADDRESSES, ACCOUNTS = frozenset({"url", "profile_url"}), frozenset({"user_id", "account"})
SENDERS = frozenset({"phone", "email"})


def annex_line(number: int, item: Item, says: Mapping[str, str], incident_at: str = "") -> str:
    """The line of one annex; what nobody has noted is said to be so. `incident_at`: when its incident happened.

    What lies inside another item comes from where that one does.

    Source: guidance/police_report
    """
    row = _provenance(item)
    said = said_in(row)
    where, how = _where(item, said, says), _how(row, said, says)
    happened = _words(said.get("happened") or _confirmed(said, HAPPENED) or incident_at)
    line = says["annex"].format(
        number=number,
        name=_words(read(item, "name")),
        where=says["annex_where"].format(where=where) if where else says["annex_where_unknown"],
        when=says["annex_when"].format(when=happened) if happened else says["annex_when_unknown"],
        how=says["annex_how"].format(how=how) if how else says["annex_how_unknown"],
        received=moment(item.received_at),
        digest=read(item, "sha256"),
    )
    return f"- {line}"


def _provenance(item: Item) -> Provenance | None:
    """The newest of the item, else of what it lies in."""
    one: Item | None = item
    while one is not None:
        row = newest_of(one)
        if row is not None:
            return row
        one = one.parent
    return None


def _where(item: Item, said: Mapping[str, Any], says: Mapping[str, str]) -> str:
    """Address, profile, number, group and how many can see it there, as far as somebody has said."""
    found = {
        "url": said.get("url") or _confirmed(said, ADDRESSES) or read(item, "source"),
        "profile": said.get("profile"),
        "user_id": said.get("user_id") or _confirmed(said, ACCOUNTS),
        "sender": _confirmed(said, SENDERS),
        "group": said.get("group"),
        "members": said.get("members"),
    }
    return ", ".join(says[f"annex_{name}"].format(said=_words(words)) for name, words in found.items() if words)


def _how(row: Provenance | None, said: Mapping[str, Any], says: Mapping[str, str]) -> str:
    """What it is, when it was captured, and with what."""
    known = row is not None and row.strength != Strength.UNKNOWN
    parts = [says[f"annex_{row.strength}"]] if row is not None and known else []
    parts += [
        says[f"annex_{name}"].format(said=_words(said[name])) for name in ("captured", "software") if said.get(name)
    ]
    return ", ".join(parts)


def _confirmed(said: Mapping[str, Any], kinds: frozenset[str]) -> str:
    """What a person has confirmed of this kind, each once."""
    found = (str(one["value"]) for one in said.get("confirmed", ()) if one["kind"] in kinds)
    return ", ".join(dict.fromkeys(found))


def _words(words: str) -> str:
    """One line that is printed as it was written, without the stop at its end."""
    return SIGNS.sub(r"\\\g<0>", " ".join(words.split()).removesuffix("."))
