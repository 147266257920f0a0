"""The signature of a WACZ: by a domain with its certificate and a time-stamp, or by a key without a name."""

import base64
import binascii
import warnings
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from vaern.errors import BadInput, IntegrityBroken
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.warc import moment

ROOTS = Path("/usr/share/ca-certificates/mozilla")  # Debian's own list; not there, the chain cannot be checked
TEST_AUTHORITIES = ("(STAGING)", "FAKE LE", "HAPPY HACKER")
FAULTS = (ValueError, TypeError, KeyError, binascii.Error, UnsupportedAlgorithm, InvalidSignature, IndexError)


def tell(gather: Gather, signed: dict[str, Any], digest: str) -> None:
    """Check the signature over the hash of the list: `checks["signature"]`, and `["timestamp"]` where there is one."""
    for name in ("software", "domain"):
        gather.fact(f"signed_{name}", signed.get(name) or "")
    created = str(signed.get("created") or "")
    gather.time("signed", moment(created), created)
    if str(signed.get("hash", "")).lower() != digest:
        _wrong(
            gather,
            "signature_other",
            "Underskriften gælder en anden udgave af webarkivets liste end den, der ligger her.",
        )
        return
    if signed.get("domainCert"):
        _by_domain(gather, signed)
    elif signed.get("publicKey"):
        _by_key(gather, signed)
    else:
        gather.checks["signature"] = "cannot_be_checked"
        gather.warn("signature_form", "Webarkivet er underskrevet på en måde, som Værn ikke kan regne efter.")


def _wrong(gather: Gather, code: str, says: str) -> None:
    gather.checks["signature"] = "does_not_match"
    gather.broken(code, says)


def _by_key(gather: Gather, signed: dict[str, Any]) -> None:
    try:
        _verify(load_der_public_key(base64.b64decode(signed["publicKey"])), signed)
    except FAULTS:
        _wrong(gather, "signature_wrong", "Underskriften på webarkivet er forkert. Det kan være ændret.")
        return
    gather.checks["signature"] = "matches"
    gather.identify("public_key", str(signed["publicKey"]), role="signer")
    says = "Webarkivet er underskrevet med en nøgle uden navn: det er uændret siden, men ikke til at se, af hvem."
    gather.warn("signature_anonymous", says)


def _by_domain(gather: Gather, signed: dict[str, Any]) -> None:
    domain = str(signed.get("domain", ""))
    try:
        chain = x509.load_pem_x509_certificates(str(signed["domainCert"]).encode())
        _verify(chain[0].public_key(), signed)
    except FAULTS:
        _wrong(gather, "signature_wrong", "Underskriften på webarkivet er forkert. Det kan være ændret.")
        return
    gather.identify("domain", domain, role="signer")
    _time_stamp(gather, signed)
    _chain(gather, chain, domain, moment(str(signed.get("created") or "")))


def _verify(key: Any, signed: dict[str, Any]) -> None:
    """Raises when the signature is not one by this key over the hash."""
    signature, said = base64.b64decode(signed["signature"]), str(signed["hash"]).encode()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, said, PKCS1v15(), SHA256())
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(_as_der(signature, key), said, ec.ECDSA(SHA256()))
    else:
        raise TypeError("a key of a kind that the format does not know")


def _as_der(signature: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """Browsers write the two numbers one after the other; others wrap them."""
    half = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * half:
        return signature
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))


def _chain(gather: Gather, chain: list[x509.Certificate], domain: str, at: datetime | None) -> None:
    """Who stands behind the domain's key, at the time of signing."""
    issuer = chain[-1].issuer.rfc4514_string()
    gather.fact("signed_issuer", issuer)
    if not _holds_together(chain) or not _names(chain[0], domain) or not _valid(chain[0], at):
        says = "Certifikatet bag underskriften passer ikke til domænet, til tiden eller til sin udsteder."
        _wrong(gather, "certificate_wrong", says)
    elif any(mark in one.issuer.rfc4514_string().upper() for one in chain for mark in TEST_AUTHORITIES):
        says = (
            "Underskriften er lavet med et certifikat, der kun er til afprøvning. Enhver kan få sådan et, så den viser "
            f"ikke, at {domain} har skrevet under."
        )
        _wrong(gather, "certificate_test", says)
    elif (known := _known(chain)) is None or not known:
        gather.checks["signature"] = "cannot_be_checked"
        says = f"Underskriften passer, men Værn kender ikke den, der har udstedt certifikatet ({issuer})."
        gather.warn("certificate_unknown", says)
    else:
        gather.checks["signature"] = "matches"


def _holds_together(chain: list[x509.Certificate]) -> bool:
    try:
        for child, parent in pairwise(chain):
            child.verify_directly_issued_by(parent)
    except FAULTS:
        return False
    return True


def _names(certificate: x509.Certificate, domain: str) -> bool:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return domain in names.get_values_for_type(x509.DNSName)
    except (x509.ExtensionNotFound, ValueError):
        return False


def _valid(certificate: x509.Certificate, at: datetime | None) -> bool:
    return at is not None and certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _known(chain: list[x509.Certificate]) -> bool | None:
    """Whether a certificate of the chain is, or is issued by, one that this machine trusts; None without a list."""
    roots = _roots({one.issuer for one in chain} | {one.subject for one in chain})
    if roots is None:
        return None
    for one in chain:
        for root in roots:
            if one.subject == root.subject and one.public_key() == root.public_key():
                return True
            if one.issuer == root.subject and _holds_together([one, root]):
                return True
    return False


def _roots(names: set[x509.Name]) -> list[x509.Certificate] | None:
    if not ROOTS.is_dir():
        return None
    found = (_certificate(path) for path in ROOTS.glob("*.crt"))
    return [one for one in found if one is not None and one.subject in names]


def _certificate(path: Path) -> x509.Certificate | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some old roots have numbers that today's rules forbid
        try:
            return x509.load_pem_x509_certificate(path.read_bytes())
        except (OSError, ValueError):
            return None


def _time_stamp(gather: Gather, signed: dict[str, Any]) -> None:
    """The time-stamp is over the signature; its own authority came along, and is only as good as that."""
    if not signed.get("timeSignature"):
        return
    from vaern import timestamps

    try:
        roots = x509.load_pem_x509_certificates(str(signed.get("timestampCert", "")).encode())
        token = base64.b64decode(signed["timeSignature"])
        at = timestamps.check(token, str(signed["signature"]).encode(), roots)
    except (IntegrityBroken, BadInput, *FAULTS):
        gather.checks["timestamp"] = "does_not_match"
        gather.broken("timestamp_wrong", "Tidsstemplet på underskriften passer ikke til den.")
        return
    gather.time("stamped", at, at.isoformat())
    authority = roots[0].subject.rfc4514_string() if roots else ""
    gather.fact("timestamp_authority", authority)
    gather.checks["timestamp"] = "cannot_be_checked"
    says = (
        f"Tidsstemplet passer til underskriften. Værn kender ikke udstederen og siger ikke god for den ({authority})."
    )
    gather.warn("timestamp_authority", says)
