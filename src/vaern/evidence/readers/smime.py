"""Signed and encrypted mail (S/MIME): what was signed is read through, and whether the signature holds; by openssl."""

import os
import re
import subprocess

from vaern.evidence.readers.gather import Gather

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
SECONDS = 8
ORDER = ("matches", "cannot_be_checked", "does_not_match")
SAYS = {
    "matches": "passer til indholdet. Hvem der står bag, er ikke kontrolleret hos en udsteder.",
    "cannot_be_checked": "kan ikke kontrolleres her.",
    "does_not_match": "passer ikke til indholdet: mailen er ændret efter underskriften eller beskadiget.",
}
NAMES = {"smime": "S/MIME", "pgp": "PGP"}


def tell(g: Gather, what: str, answer: str, part: str) -> None:
    """Note the answer; the worst counts where there are several."""
    g.checks[what] = max(g.checks.get(what, answer), answer, key=ORDER.index)
    g.warn(f"{what}_{answer}", f"Mailens underskrift ({NAMES[what]}) {SAYS[answer]}", part)


def check_detached(entity: bytes) -> str:
    """Whether a detached signature holds over its part, byte for byte. `entity` is the signed part with its headers."""
    if not entity:
        return "cannot_be_checked"
    ended = _openssl(entity, "-inform", "SMIME", "-out", os.devnull)
    return _answer(ended)


def open_signed(data: bytes) -> tuple[bytes, str] | None:
    """What lies in a signed wrapping, and whether the signature holds. None where it is encrypted or no such thing."""
    if SIGNED_DATA not in data[:64]:
        return None
    ended = _openssl(data, "-inform", "DER")
    if ended is not None and ended.returncode == 0:
        return ended.stdout, "matches"
    unsigned = _openssl(data, "-inform", "DER", "-nosigs", "-no_content_verify", "-no_attr_verify")
    if unsigned is None or unsigned.returncode != 0 or not unsigned.stdout:
        return None
    return unsigned.stdout, _answer(ended)


def _answer(ended: subprocess.CompletedProcess[bytes] | None) -> str:
    if ended is None:
        return "cannot_be_checked"
    if ended.returncode == 0:
        return "matches"
    broken = re.search(
        rb"digest failure|verification failure|signature failure|verify error|bad signature", ended.stderr
    )
    return "does_not_match" if broken else "cannot_be_checked"


def _openssl(data: bytes, *more: str) -> subprocess.CompletedProcess[bytes] | None:
    """`openssl cms -verify` without asking who the signer is. None where openssl is not here or hangs."""
    try:
        return subprocess.run(  # noqa: S603 - a fixed command; the data goes in on standard input
            ["openssl", "cms", "-verify", "-noverify", *more],  # noqa: S607 - found on the path that we set
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin", "OPENSSL_CONF": os.devnull},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
