"""Mails made at test time: each shows one thing that real mails do."""

import base64
import struct
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.evidence.readers.sample_files import read_file
from vaern.evidence.readers.shapes import Reading

TOP = b"From: Anna <anna@example.org>\r\nTo: bo@example.net\r\nSubject: Hej\r\nDate: Tue, 4 Jun 2024 15:31:19 +0200\r\n"
Mail = Callable[..., Reading]


@pytest.fixture
def mail(tmp_path: Path) -> Mail:
    """Read these bytes as a mail that came under this name."""

    def made(raw: bytes | EmailMessage, name: str = "mail.eml") -> Reading:
        path = tmp_path / "mail"
        path.write_bytes(raw if isinstance(raw, bytes) else raw.as_bytes(policy=SMTP))
        return read_file(path, Path(tempfile.mkdtemp(dir=tmp_path)), name)

    return made


def kept(tmp_path: Path, reading: Reading, number: int = 0) -> bytes:
    """The bytes of a part, where the reader laid them."""
    return next(tmp_path.glob(f"*/{reading.parts[number].file}")).read_bytes()


def plain(body: bytes = b"Hej", more: bytes = b"", top: bytes = TOP) -> bytes:
    """A mail of one plain text."""
    return top + more + b"\r\n" + body + b"\r\n"


def mixed(*parts: bytes, kind: bytes = b"mixed", more: bytes = b"") -> bytes:
    """A mail of several parts."""
    top = TOP + more + b"MIME-Version: 1.0\r\nContent-Type: multipart/" + kind + b'; boundary="graense"\r\n\r\n'
    return top + b"".join(b"--graense\r\n" + part + b"\r\n" for part in parts) + b"--graense--\r\n"


def part(data: bytes, kind: bytes = b"text/plain", more: bytes = b"") -> bytes:
    """One part of a mail, its bytes in base64."""
    return (
        b"Content-Type: "
        + kind
        + b"\r\nContent-Transfer-Encoding: base64\r\n"
        + more
        + b"\r\n"
        + base64.encodebytes(data)
    )


def attachment(data: bytes, name: bytes, kind: bytes = b"application/octet-stream") -> bytes:
    """A file in a mail."""
    return part(data, kind, b'Content-Disposition: attachment; filename="' + name + b'"\r\n')


def winmail(*files: tuple[str, bytes], body: str = "") -> bytes:
    """A winmail.dat (TNEF) with these files."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += tnef_attribute(1, 0x00089006, struct.pack("<I", 0x10000)) + tnef_attribute(
        1, 0x00069007, struct.pack("<II", 1252, 0)
    )
    if body:
        out += tnef_attribute(1, 0x0002800C, body.encode("cp1252") + b"\0")
    for name, data in files:
        out += tnef_attribute(2, 0x00069002, bytes(14)) + tnef_attribute(2, 0x00018010, name.encode("cp1252") + b"\0")
        out += tnef_attribute(2, 0x0006800F, data)
    return out


def tnef_attribute(level: int, name: int, data: bytes) -> bytes:
    """One of its attributes, with the sum that ends it."""
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
