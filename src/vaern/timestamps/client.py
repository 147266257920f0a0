"""Asks an authority for a time-stamp, and checks one that is kept.

A stamp is over the data by SHA-256, so stamp the small text that names the rest by its digests. Keep the bytes of the
answer as they came: `openssl ts -verify -data FILE -in TOKEN -CAfile ROOTS` opens them without us (add `-attime` with
the time of the stamp when the certificate of the authority has run out).
"""

import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, TimeStampResponse, decode_timestamp_response
from rfc3161_client.errors import VerificationError
from rfc3161_client.verify import VerifierBuilder

from vaern.errors import BadInput, IntegrityBroken
from vaern.timestamps.der import as_response, with_sorted_certificates
from vaern.timestamps.errors import Unavailable

LARGEST_REPLY = 1 << 20
REPLY_TYPE = "application/timestamp-reply"
NO_STAMP = "No time-stamp was given."
LATER = "It is tried again later; check the address of the service if it goes on."


@dataclass(frozen=True)
class Token:
    """A time-stamp: the answer as it came, and the time it names (UTC)."""

    der: bytes
    at: datetime
    authority: str = ""


def addresses(setting: str) -> list[str]:
    """The authorities in the order in which they are asked: one address or several with commas between."""
    return [part.strip() for part in setting.split(",") if part.strip()]


def stamp_first(data: bytes, *, urls: Sequence[str], roots: Sequence[Certificate], timeout: float = 10.0) -> Token:
    """The stamp of the first authority that gives one that holds. Unavailable, naming each, when none does."""
    refused = []
    for url in urls:
        try:
            return stamp(data, url=url, roots=roots, timeout=timeout)
        except Unavailable as error:
            refused.append(f"{url}: {error.why}")
    raise Unavailable(NO_STAMP, " ".join(refused) or "No service is configured.", LATER)


def stamp(data: bytes, *, url: str, roots: Sequence[Certificate], timeout: float = 10.0) -> Token:
    """Proof from the authority at `url` that `data` exists now; checked before it is given back.

    `roots` are the authority's certificates that we trust; `timeout` is in seconds. Unavailable when the service does
    not answer, refuses, or answers with something that does not hold; BadInput when there is nothing to stamp.
    """
    if not data:
        raise BadInput("There is nothing to stamp.", "The data is empty.")
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    reply = _posted(request.as_bytes(), url, timeout)
    try:
        return Token(reply, _checked(reply, data, roots, nonce=request.nonce), url)
    except (ValueError, VerificationError) as error:
        raise Unavailable(NO_STAMP, f"The answer of the service does not hold: {_short(error)}.", LATER) from error


def check(token_der: bytes, data: bytes, roots: Sequence[Certificate]) -> datetime:
    """The time (UTC) at which `data` existed, by this stamp and these trusted certificates.

    Takes whole responses and bare tokens. IntegrityBroken when the stamp is of other data, is not signed by one whom
    we trust, or cannot be read. Certificates need to be valid at the time of the stamp, not now.
    """
    try:
        return _checked(token_der, data, roots, nonce=None)
    except (ValueError, VerificationError) as error:
        raise IntegrityBroken(
            "The time-stamp does not hold.",
            f"{_short(error)}.",
            "Compare it with the copy in the backup, and tell the system owner.",
        ) from error


def read_roots(file: bytes) -> list[Certificate]:
    """The certificates in a file, PEM (one or more) or DER (one). BadInput when there is none."""
    try:
        if b"-----BEGIN CERTIFICATE-----" in file:
            return load_pem_x509_certificates(file)
        return [load_der_x509_certificate(file)]
    except ValueError as error:
        raise BadInput("The file holds no certificate.", str(error), "Give a certificate as PEM or DER.") from error


def roots_in(file: str) -> list[Certificate]:
    """The certificates that we trust, from a file; none where none is set. Unavailable when it cannot be read."""
    try:
        return read_roots(Path(file).read_bytes()) if file else []
    except (OSError, BadInput) as error:
        raise Unavailable(NO_STAMP, f"The trusted certificates in {file} cannot be read: {_short(error)}.") from error


def _checked(token_der: bytes, data: bytes, roots: Sequence[Certificate], *, nonce: int | None) -> datetime:
    """The time in the token. ValueError or VerificationError when anything about it does not hold."""
    if not roots:
        raise VerificationError("No trusted certificate is set")
    response = decoded(token_der)
    if response.status != 0:
        raise VerificationError(f"The service refused (status {response.status}). {' '.join(response.status_string)}")
    verifier = VerifierBuilder(roots=list(roots), nonce=nonce, tsa_certificate=_kept_apart(response, roots)).build()
    verifier.verify_message(response, data)
    return response.tst_info.gen_time.astimezone(UTC)


def decoded(token_der: bytes) -> TimeStampResponse:
    """A response or a bare token, also with its certificates unsorted. ValueError when it is neither."""
    whole = as_response(token_der)
    try:
        return decode_timestamp_response(whole)
    except ValueError:
        return decode_timestamp_response(with_sorted_certificates(whole))


def _kept_apart(response: TimeStampResponse, roots: Sequence[Certificate]) -> Certificate | None:
    """The signer's certificate from our own, where the token brings none."""
    if response.signed_data.certificates:
        return None
    signers = {(signer.issuer, signer.serial_number) for signer in response.signed_data.signer_infos}
    return next((own for own in roots if (own.issuer, own.serial_number) in signers), None)


def _posted(request: bytes, url: str, timeout: float) -> bytes:
    """The bytes of the answer. Redirects and other schemes than http and https are not followed."""
    if url.partition("://")[0].lower() not in {"http", "https"}:
        raise BadInput("The address of the time-stamp service cannot be used.", "It is neither http nor https.")
    headers = {"Content-Type": "application/timestamp-query", "Accept": REPLY_TYPE}
    try:
        asked = urllib.request.Request(url, data=request, headers=headers)  # noqa: S310  # the scheme is checked above
        with _opener().open(asked, timeout=timeout) as reply:
            return _read(reply, time.monotonic() + timeout)
    except (OSError, HTTPException, ValueError) as error:
        raise Unavailable(NO_STAMP, f"The service did not answer: {_short(error)}.", LATER) from error


def _opener() -> urllib.request.OpenerDirector:
    """Only http and https: no redirects, files or proxies from the environment."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _read(reply: HTTPResponse, until: float) -> bytes:
    """The whole answer, if it is one, is small enough and comes in time."""
    kind = reply.headers.get_content_type()
    if kind != REPLY_TYPE:
        raise ValueError(f"it sent {kind} and not {REPLY_TYPE}")
    body = bytearray()
    while part := reply.read1(1 << 16):
        body += part
        if len(body) > LARGEST_REPLY:
            raise ValueError("its answer is larger than 1 MiB")
        if time.monotonic() > until:
            raise TimeoutError("it took too long")
    return bytes(body)


def _short(error: Exception) -> str:
    """The library's words without the stack of OpenSSL's own."""
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        return _short(error.reason)
    return str(error).split(": ErrorStack", maxsplit=1)[0].rstrip(".") or type(error).__name__
