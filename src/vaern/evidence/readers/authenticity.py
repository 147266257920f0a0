"""Whether a mail is as its sending domain signed it: DKIM and ARC, in three answers.

*matches*; *cannot be checked* (no signature, no key, a key or method too weak, a signature past its own date); *does
not match*. A reader has no network: the keys are given (`Source.records`), looked up beforehand by whoever has a
resolver and the right to ask it; `names_needed` says which.
"""

import base64
import binascii
import email
import email.policy
import hashlib
import hmac
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from email.message import Message
from typing import Any, NamedTuple

from vaern.evidence.readers import mail_headers, mbox_quotes
from vaern.evidence.readers.gather import Gather

MATCHES, UNCHECKED, DIFFERS = "matches", "cannot_be_checked", "does_not_match"
ABSENT = "absent"
LEAST_BITS = 1024
SIGNED = re.compile(rb"^(dkim-signature|arc-seal|arc-message-signature)[ \t]*:", re.IGNORECASE | re.MULTILINE)
END = re.compile(rb"\r?\n\r?\n")
STATED = re.compile(r"(?:^|;)\s*(dkim|spf|dmarc|arc|dkim-atps|iprev|auth|compauth)\s*=\s*(\w+)", re.IGNORECASE)
DANISH = {
    MATCHES: "passer",
    UNCHECKED: "kan ikke kontrolleres",
    DIFFERS: "passer ikke",
}
LEAST_SIGNED = {b"from": "Fra", b"to": "Til", b"subject": "Emne", b"date": "Dato"}
UNQUOTED = ". Det er mailen med »From«, hvor en postkasse har skrevet »>From«"
SILENT = logging.getLogger("vaern.evidence.readers.silent")
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False

Lookup = Callable[[str], str | None]


class Answer(NamedTuple):
    """An answer, the domain that signed ("" for a chain), and why, in Danish."""

    answer: str
    domain: str
    why: str


def gather(g: Gather, raw: bytes, records: Mapping[str, str]) -> None:
    """The answers at receipt, as checks, facts and warnings. What the receiving server wrote is told apart."""
    _stated(g, raw)
    if not SIGNED.search(_top(raw)):
        g.checks["dkim"] = UNCHECKED
        g.warn("dkim_absent", "Mailen er ikke underskrevet af afsenderens domæne (DKIM), så det kan ikke kontrolleres.")
        return
    for number, name in enumerate(sorted(names_needed(raw)), start=1):
        g.fact(f"key.{number}", name)
    _tell_dkim(g, raw, check_dkim(raw, given(records)))
    chain = check_arc(raw, given(records))
    if chain.answer != ABSENT:
        g.checks["arc"] = chain.answer
        g.warn(f"arc_{chain.answer}", f"Kæden af videresendere (ARC) {DANISH[chain.answer]}: {chain.why}")


def given(records: Mapping[str, str]) -> Lookup:
    """Look keys up in what was given, never on a network."""
    plain = {name.rstrip(".").lower(): text for name, text in records.items()}
    return lambda name: plain.get(name.rstrip(".").lower())


def names_needed(raw: bytes) -> set[str]:
    """The names in the domain name system under which this mail's keys stand."""
    message = _head(raw)
    found = set()
    for name, value in message.raw_items():
        if name.lower() in ("dkim-signature", "arc-seal", "arc-message-signature"):
            tags = dict(re.findall(r"(?:^|;)\s*(\w+)\s*=\s*([^;]*)", str(value)))
            selector, domain = ("".join(tags.get(tag, "").split()) for tag in ("s", "d"))
            if selector and domain and len(selector + domain) < 240:  # noqa: PLR2004 - a name's own limit
                found.add(f"{selector}._domainkey.{domain}".lower())
    return found


def check_dkim(raw: bytes, lookup: Lookup) -> list[Answer]:
    """One answer for each signature, the topmost first."""
    import dkim

    try:
        count = sum(name.lower() == b"dkim-signature" for name, _ in dkim.DKIM(raw, logger=SILENT).headers)
    except dkim.DKIMException:
        return [Answer(UNCHECKED, "", "mailens hoved er beskadiget")]
    return [
        _signature(dkim.DKIM(raw, logger=SILENT, minkey=LEAST_BITS), place, lookup) for place in range(min(count, 20))
    ]


def check_arc(raw: bytes, lookup: Lookup) -> Answer:
    """The chain of forwarders' seals as one answer; ABSENT where there is none."""
    found = _chain(raw, lookup)
    if found.answer != DIFFERS or not mbox_quotes.stand_in(raw):
        return found
    again = _chain(mbox_quotes.taken_out(raw), lookup)
    return again._replace(why=again.why + UNQUOTED) if again.answer == MATCHES else found


def _chain(raw: bytes, lookup: Lookup) -> Answer:
    import dkim

    keys = _Keys(lookup)
    try:
        result, _, why = dkim.ARC(raw, logger=SILENT, minkey=LEAST_BITS).verify(dnsfunc=keys.dns)
    except dkim.MessageFormatError:
        return Answer(UNCHECKED, "", "mailens hoved er beskadiget")
    except (dkim.DKIMException, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return Answer(DIFFERS, "", "den er ikke skrevet rigtigt")
    known = {
        dkim.CV_None: Answer(ABSENT, "", ""),
        dkim.CV_Pass: Answer(MATCHES, "", "alle led passer"),
        None: Answer(UNCHECKED, "", "en tidligere videresender skrev selv, at kæden var brudt"),
    }
    return known.get(result) or keys.excuse() or Answer(DIFFERS, "", str(why)[:200])


class _Keys:
    """Gives keys to the library, and remembers which it could not give and which are too short."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.missing: list[str] = []
        self.weak: list[str] = []

    def dns(self, name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG002 - the library's own signature
        plain = name.decode("ascii", "replace")
        text = self.lookup(plain)
        if text is None:
            self.missing.append(plain.rstrip("."))
            return None
        if _bits(name, text) in range(1, LEAST_BITS):
            self.weak.append(plain.rstrip("."))
        return text.encode()

    def excuse(self) -> Answer | None:
        """Why the chain cannot be checked, if that is so."""
        if self.missing:
            return Answer(UNCHECKED, "", f"nøglen til {self.missing[0]} er ikke givet eller findes ikke mere")
        return Answer(UNCHECKED, "", f"nøglen til {self.weak[0]} er for svag") if self.weak else None


def _signature(signed: Any, place: int, lookup: Lookup) -> Answer:
    import dkim

    try:
        tags, names, lines = signed.verify_headerprep(place)
    except dkim.ValidationError as fault:
        past = "x= value is past" in str(fault)
        return Answer(UNCHECKED, "", "underskriften er udløbet" if past else "underskriften er ikke skrevet rigtigt")
    except (dkim.DKIMException, ValueError, KeyError, IndexError, TypeError):
        return Answer(UNCHECKED, "", "underskriften er ikke skrevet rigtigt")
    domain = tags[b"d"].decode("ascii", "replace").lower()
    as_sent = _as_sent(signed, tags)
    if as_sent is None:
        return Answer(DIFFERS, domain, "teksten er ændret, efter at mailen blev underskrevet")
    without = _take_key(signed, tags[b"s"] + b"._domainkey." + tags[b"d"] + b".", lookup)
    found = Answer(UNCHECKED, domain, without) if without else _verified(signed, tags, names, lines[place], domain)
    return found._replace(why=found.why + as_sent)


def _as_sent(signed: Any, tags: Mapping[bytes, bytes]) -> str | None:
    """What to say of the text that its checksum holds for; None where it holds for no form of it."""
    if _body_holds(signed, tags):
        return ""
    if not mbox_quotes.stand_in(signed.body):
        return None
    signed.body = mbox_quotes.taken_out(signed.body)
    return UNQUOTED if _body_holds(signed, tags) else None


def _take_key(signed: Any, name: bytes, lookup: Lookup) -> str:
    """Give the signer's key to the library. Says why that cannot be, or ""."""
    import dkim

    text = lookup(name.decode("ascii", "replace"))
    if text is None:
        return "domænets nøgle er ikke givet eller findes ikke mere; teksten passer dog med sin kontrolsum"
    try:
        signed.pk, signed.keysize, signed.ktag, signed.seqtlsrpt = dkim.evaluate_pk(name, text)
    except (dkim.DKIMException, ValueError, KeyError, TypeError, IndexError):
        return "domænets nøgle er trukket tilbage eller kan ikke læses"
    weak = signed.ktag == b"rsa" and signed.keysize < LEAST_BITS
    return f"nøglen er for svag ({signed.keysize} bit)" if weak else ""


def _verified(signed: Any, tags: Mapping[bytes, bytes], names: Any, line: Any, domain: str) -> Answer:
    import dkim

    try:
        holds = signed.verify_sig_process(tags, names, line, None)
    except (dkim.DKIMException, ValueError, TypeError, KeyError):
        return Answer(UNCHECKED, domain, "underskriften kan ikke efterregnes")
    if not holds:
        return Answer(DIFFERS, domain, "mailens hoved er ændret, eller underskriften er ikke domænets egen")
    if tags[b"a"].endswith(b"sha1"):
        return Answer(UNCHECKED, domain, "underskriften bruger en metode, der er for svag (SHA-1)")
    if b"l" in tags and int(tags[b"l"]) < len(_body(signed, tags)):
        return Answer(UNCHECKED, domain, "kun begyndelsen af teksten er underskrevet; resten kan være tilføjet")
    outside = _outside(signed, names)
    if outside:
        told = " og ".join((", ".join(outside[:-1]), outside[-1]) if outside[1:] else outside)
        return Answer(UNCHECKED, domain, f"teksten passer, men underskriften gælder ikke {told}, som kan være ændret")
    return Answer(MATCHES, domain, "hoved og tekst er, som domænet underskrev dem")


def _outside(signed: Any, names: Iterable[bytes]) -> list[str]:
    """Which of the lines that a reader goes by the signature does not hold; what stands twice must be held twice."""
    held = Counter(name.strip().lower() for name in names)
    there = Counter(name.strip().lower() for name, _ in signed.headers)
    return [shown for name, shown in LEAST_SIGNED.items() if there[name] > held[name]]


def _body(signed: Any, tags: Mapping[bytes, bytes]) -> bytes:
    from dkim.canonicalization import CanonicalizationPolicy

    found: bytes = CanonicalizationPolicy.from_c_value(tags.get(b"c", b"simple/simple")).canonicalize_body(signed.body)
    return found


def _body_holds(signed: Any, tags: Mapping[bytes, bytes]) -> bool:
    """The checksum of the text needs no key. What cannot be reckoned is left to the rest of the check."""
    from dkim.canonicalization import InvalidCanonicalizationPolicyError

    try:
        body = _body(signed, tags)
        stated = base64.b64decode(b"".join(tags[b"bh"].split()))
    except (InvalidCanonicalizationPolicyError, binascii.Error, ValueError):
        return True
    if b"l" in tags:
        body = body[: int(tags[b"l"])]
    made = hashlib.sha1(body) if tags[b"a"].endswith(b"sha1") else hashlib.sha256(body)  # noqa: S324 - as the mail says
    return hmac.compare_digest(made.digest(), stated)


def _bits(name: bytes, text: str) -> int:
    import dkim

    try:
        size: int = dkim.evaluate_pk(name, text)[1]
    except (dkim.DKIMException, ValueError, KeyError, TypeError, IndexError):
        return 0
    return size if size > 256 else 0  # noqa: PLR2004 - a short key on a curve is strong


def _tell_dkim(g: Gather, raw: bytes, answers: Iterable[Answer]) -> None:
    """The best answer is the mail's: one good signature is enough; a foreign domain's says little, and that is told."""
    told = list(answers)
    for number, one in enumerate(told, start=1):
        g.fact(f"dkim.{number}", f"{one.domain or '?'}: {one.answer} ({one.why})")
    good = [one for one in told if one.answer == MATCHES]
    best = next((a for a in (MATCHES, UNCHECKED, DIFFERS) if any(one.answer == a for one in told)), UNCHECKED)
    if not good and any(one.answer == DIFFERS for one in told):
        best = DIFFERS
    g.checks["dkim"] = best
    chosen = next((one for one in told if one.answer == best), Answer(UNCHECKED, "", "der er ingen underskrift"))
    g.warn(
        f"dkim_{best}", f"Underskriften fra domænet {chosen.domain or '(ukendt)'} (DKIM) {DANISH[best]}: {chosen.why}."
    )
    own = _sender_domain(raw)
    if good and own and not any(_same(own, one.domain) for one in good):
        g.warn(
            "dkim_other_domain",
            f"Underskriften er fra {good[0].domain}, men mailen siger, at den er fra {own}. Underskriften siger derfor "
            "ikke, at afsenderen er den, mailen nævner.",
        )


def _sender_domain(raw: bytes) -> str:
    message = _head(raw)
    senders = mail_headers.people(str(message.get("from", "")))
    return mail_headers.domain(senders[0].address) if senders else ""


def _top(raw: bytes) -> bytes:
    """The bytes before the first empty line."""
    end = END.search(raw)
    return raw[: end.start()] if end else raw


def _head(raw: bytes) -> Message:
    """The mail's headers alone."""
    return email.message_from_bytes(_top(raw) + b"\n\n", policy=email.policy.compat32)


def _same(one: str, other: str) -> bool:
    """The same domain, or one below the other."""
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _stated(g: Gather, raw: bytes) -> None:
    """What servers on the way wrote that they found. Only the topmost is the receiver's own."""
    message = _head(raw)
    lines = [mail_headers.words(v) for n, v in message.raw_items() if n.lower() == "authentication-results"]
    for number, line in enumerate(lines[:20], start=1):
        plain = re.sub(r"\([^()]*\)", "", line)
        g.fact(f"stated.{number}.by", plain.partition(";")[0])
        for method, result in STATED.findall(plain):
            g.fact(f"stated.{number}.{method.lower()}", result.lower())
    top = re.sub(r"\([^()]*\)", "", lines[0]) if lines else ""
    bad = [f"{method.lower()}={result.lower()}" for method, result in STATED.findall(top) if result.lower() == "fail"]
    if bad:
        g.warn("receiver_said_fail", f"Modtagerens server skrev ved modtagelsen: {', '.join(bad)}.")
