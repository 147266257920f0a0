"""Whether a mail is as its domain signed it, in three answers; with keys that are given, never fetched."""

import base64
import functools
import hashlib
import subprocess
from pathlib import Path
from typing import Any

import dkim
import pytest
import yaml
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.evidence.readers.mail_made import TOP, Mail, attachment, mail, mixed, part, plain
from tests.evidence.readers.sample_files import codes, sampled
from vaern.evidence.readers import authenticity
from vaern.evidence.readers.authenticity import Answer, check_arc, check_dkim, given, names_needed

__all__ = ["mail"]
NAME = "vagt._domainkey.example.org"
RAW = plain(b"Hej Bo\r\nanden linje")


@functools.cache
def made(bits: int) -> tuple[bytes, str]:
    """A private key for signing, and the text of its record. By openssl, which makes weak ones too."""
    secret = subprocess.run(["openssl", "genrsa", "-traditional", str(bits)], check=True, capture_output=True).stdout
    public = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"], input=secret, check=True, capture_output=True
    ).stdout
    return secret, "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()


def key(bits: int = 2048) -> tuple[bytes, str]:
    return made(bits)


LINES = (b"from", b"to", b"subject", b"date")


def signed(
    raw: bytes = RAW,
    bits: int = 2048,
    domain: bytes = b"example.org",
    lines: tuple[bytes, ...] = LINES,
    **more: Any,
) -> bytes:
    header: bytes = dkim.sign(raw, b"vagt", domain, key(bits)[0], include_headers=list(lines), **more)
    return header + raw


def answer(raw: bytes, records: dict[str, str] | None = None) -> str:
    return check_dkim(raw, given({NAME: key()[1]} if records is None else records))[0].answer


def test_signed_mail_matches() -> None:
    assert check_dkim(signed(), given({NAME: key()[1]})) == [
        Answer("matches", "example.org", "hoved og tekst er, som domænet underskrev dem")
    ]


@pytest.mark.parametrize(
    "changed", [(b"anden linje", b"anden  Linje"), (b"Subject: Hej", b"Subject: Nej"), (b"anna@", b"inna@")]
)
def test_changed_mail_does_not_match(changed: tuple[bytes, bytes]) -> None:
    assert answer(signed().replace(*changed)) == "does_not_match"


def test_header_that_nobody_goes_by_may_change() -> None:
    raw = plain(b"Hej", b"X-Mailer: a\r\n")
    assert answer(signed(raw).replace(b"X-Mailer: a", b"X-Mailer: b")) == "matches"


@pytest.mark.parametrize(
    ("lines", "outside"),
    [
        ((b"from",), "Til, Emne og Dato"),
        ((b"from", b"to", b"subject"), "Dato"),
        ((b"from", b"date", b"subject"), "Til"),
    ],
)
def test_line_outside_the_signature_is_named(lines: tuple[bytes, ...], outside: str) -> None:
    raw = signed(lines=lines).replace(b"15:31:19", b"15:31:19" if b"date" in lines else b"03:31:19")
    why = f"teksten passer, men underskriften gælder ikke {outside}, som kan være ændret"
    assert check_dkim(raw, given({NAME: key()[1]})) == [Answer("cannot_be_checked", "example.org", why)]


def test_line_that_was_put_above_the_signed_one_is_named() -> None:
    twice = signed().replace(b"Subject: Hej", b"Subject: Fyret\r\nSubject: Hej", 1)
    assert "gælder ikke Emne" in check_dkim(twice, given({NAME: key()[1]}))[0].why


def test_mark_that_a_mailbox_put_in_is_not_a_change() -> None:
    mark = ". Det er mailen med »From«, hvor en postkasse har skrevet »>From«"
    raw = signed(plain(b"Hej\r\nFrom nu af\r\n>From igen"))
    boxed = raw.replace(b"\r\nFrom nu", b"\r\n>From nu").replace(b"\r\n>From igen", b"\r\n>>From igen")
    found = check_dkim(boxed, given({NAME: key()[1]}))
    assert found == [Answer("matches", "example.org", "hoved og tekst er, som domænet underskrev dem" + mark)]
    own = check_dkim(raw, given({NAME: key()[1]}))[0]
    assert (own.answer, mark in own.why) == ("matches", False)
    assert answer(boxed.replace(b"nu af", b"nu")) == "does_not_match"


def test_second_sender_added_does_not_match() -> None:
    assert answer(signed().replace(b"From: ", b"From: x@example.com\r\nFrom: ", 1)) == "does_not_match"


def test_without_a_key_nothing_is_claimed_but_a_changed_text_shows() -> None:
    assert answer(signed(), {}) == "cannot_be_checked"
    assert answer(signed().replace(b"anden", b"andet"), {}) == "does_not_match"


@pytest.mark.parametrize("record", ["v=DKIM1; k=rsa; p=", "v=DKIM1; p=!!!", "", "v=DKIM2; p=AA"])
def test_key_withdrawn_or_broken_cannot_be_checked(record: str) -> None:
    assert answer(signed(), {NAME: record}) == "cannot_be_checked"


def test_other_key_does_not_match() -> None:
    assert answer(signed(), {NAME: key(1024)[1]}) == "does_not_match"


def test_weak_keys_and_methods_are_too_weak() -> None:
    assert answer(signed(bits=512 + 256), {NAME: key(512 + 256)[1]}) == "cannot_be_checked"
    assert answer(signed(signature_algorithm=b"rsa-sha1")) == "cannot_be_checked"
    half = signed(length=True)
    assert answer(half) == "matches"
    told = check_dkim(half + b"tilfoejet bagefter\r\n", given({NAME: key()[1]}))[0]
    assert (told.answer, "begyndelsen" in told.why) == ("cannot_be_checked", True)


def test_expired_and_misspelt_signatures_cannot_be_checked() -> None:
    old = signed().replace(b"v=1; a=", b"v=1; x=1; a=", 1)
    assert check_dkim(old, given({}))[0].why == "underskriften er udløbet"
    assert answer(b"DKIM-Signature: hvad\r\n" + RAW) == "cannot_be_checked"
    assert answer(b"DKIM-Signature: v=1; a=rsa-sha256; d=; s=; h=; bh=; b=\r\n" + RAW) == "cannot_be_checked"


def test_reader_tells_the_answer_and_which_keys_it_needs(mail: Mail) -> None:
    reading = mail(signed())
    assert reading.checks == {"dkim": "cannot_be_checked"}
    assert dict(reading.facts)["key.1"] == NAME
    assert names_needed(signed()) == {NAME}
    assert codes(reading) == ["dkim_cannot_be_checked"]


def test_one_good_signature_is_enough_and_a_foreign_one_is_told(tmp_path: Path) -> None:
    from vaern.evidence.readers import mail as reader
    from vaern.evidence.readers.out import Out
    from vaern.evidence.readers.shapes import Source

    path = tmp_path / "mail"
    path.write_bytes(signed(signed(), domain=b"other.example"))
    foreign = reader.read(Source(path, "x", records={"vagt._domainkey.other.example": key()[1]}), Out(tmp_path))
    assert foreign.checks["dkim"] == "matches"
    assert "dkim_other_domain" in codes(foreign)
    own = reader.read(Source(path, "x", records={NAME: key()[1]}), Out(tmp_path))
    assert (own.checks["dkim"], "dkim_other_domain" in codes(own)) == ("matches", False)


def test_what_the_receiving_server_wrote_is_told_apart(mail: Mail) -> None:
    stated = (
        b"Authentication-Results: mx.example.net; dkim=fail (body hash) header.d=example.org;\r\n"
        b" spf=pass; dmarc=fail\r\n"
        b"Authentication-Results: other.example; dkim=pass\r\n"
    )
    reading = mail(plain(top=stated + TOP))
    facts = dict(reading.facts)
    assert (facts["stated.1.by"], facts["stated.1.dkim"], facts["stated.1.spf"]) == ("mx.example.net", "fail", "pass")
    assert facts["stated.2.dkim"] == "pass"
    assert "receiver_said_fail" in codes(reading)
    assert reading.checks == {"dkim": "cannot_be_checked"}


def forwarded(body: bytes) -> bytes:
    """A mail with one forwarder's seal, its lines written as the seal reckons them."""
    private = serialization.load_pem_private_key(key()[0], None)
    assert isinstance(private, rsa.RSAPrivateKey)

    def sealed(unsigned: bytes, *above: bytes) -> bytes:
        told = private.sign(b"\r\n".join([*above, unsigned]), padding.PKCS1v15(), hashes.SHA256())
        return unsigned + base64.b64encode(told)

    sum_of = base64.b64encode(hashlib.sha256(body).digest())
    who = b"d=example.org; s=vagt; t=1700000000; "
    found = b"arc-authentication-results:i=1; mx.example.net; arc=none"
    how = b"arc-message-signature:i=1; a=rsa-sha256; c=relaxed/simple; h=from; " + who + b"bh=" + sum_of + b"; b="
    message = sealed(how, b"from:a@example.org")
    seal = sealed(b"arc-seal:i=1; a=rsa-sha256; cv=none; " + who + b"b=", found, message)
    return b"\r\n".join([seal, message, found, b"from:a@example.org", b"", body]).replace(b":i=1;", b": i=1;")


def test_mailbox_mark_does_not_break_the_chain_of_forwarders() -> None:
    raw, lookup = forwarded(b"Hej\r\nFrom nu af\r\n"), given({NAME: key()[1]})
    boxed = check_arc(raw.replace(b"\r\nFrom nu", b"\r\n>From nu"), lookup)
    assert (check_arc(raw, lookup).why, boxed.answer) == ("alle led passer", "matches")
    assert boxed.why.startswith("alle led passer. Det er mailen med »From«")
    assert check_arc(raw.replace(b"\r\nFrom nu", b"\r\n>From NU"), lookup).answer == "does_not_match"


@pytest.fixture
def signer(tmp_path: Path) -> Path:
    """A certificate for S/MIME, made by openssl."""
    ask = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"]
    who = ["-subj", "/CN=Anna/emailAddress=anna@example.org", "-days", "2"]
    subprocess.run([*ask, *who], check=True, capture_output=True, cwd=tmp_path)
    return tmp_path


def cms(folder: Path, data: bytes, *arguments: str) -> bytes:
    return subprocess.run(
        ["openssl", "cms", *arguments], input=data, check=True, capture_output=True, cwd=folder
    ).stdout


INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nDet er mig\r\n"
SIGN = ("-sign", "-signer", "cert.pem", "-inkey", "key.pem")


def test_signed_mail_in_two_parts_is_read_and_checked(mail: Mail, signer: Path) -> None:
    raw = TOP + cms(signer, INNER, *SIGN, "-outform", "SMIME").replace(b"\n", b"\r\n").replace(b"\r\r\n", b"\r\n")
    reading = mail(raw)
    assert (reading.checks["smime"], reading.texts[0].text) == ("matches", "Det er mig")
    changed = mail(raw.replace(b"Det er mig", b"Det er dig"))
    assert (changed.checks["smime"], changed.texts[0].text) == ("does_not_match", "Det er dig")


def test_signed_mail_in_one_piece_is_read_through(mail: Mail, signer: Path) -> None:
    der = cms(signer, INNER, *SIGN, "-nodetach", "-outform", "DER", "-binary")
    top = b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\n'
    raw = TOP + top + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(der)
    reading = mail(raw)
    assert (reading.checks["smime"], reading.texts[0].text) == ("matches", "Det er mig")
    forged = mail(
        TOP + top + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(der.replace(b"er mig", b"er dig"))
    )
    assert (forged.checks["smime"], forged.texts[0].text) == ("does_not_match", "Det er dig")


def test_encrypted_mail_is_said_to_be_encrypted(mail: Mail, signer: Path) -> None:
    der = cms(signer, INNER, "-encrypt", "-outform", "DER", "cert.pem")
    top = b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
    reading = mail(TOP + top + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(der))
    assert "encrypted" in codes(reading)
    assert (reading.parts[0].name, reading.parts[0].size, "smime" in reading.checks) == ("smime.p7m", len(der), False)


def test_signature_in_pgp_cannot_be_checked(mail: Mail) -> None:
    raw = mixed(part(b"Hej"), attachment(b"x", b"s.asc"), kind=b'signed; protocol="application/pgp-signature"')
    assert mail(raw).checks["pgp"] == "cannot_be_checked"


def chains() -> list[Any]:
    try:
        file = sampled("dkim-arc/arc/arc-draft-validation-tests.yml")
    except pytest.skip.Exception:
        return []
    with file.open() as text:
        groups = list(yaml.load_all(text, yaml.CSafeLoader))
    return [
        pytest.param(test["message"], group.get("txt-records") or {}, test["cv"], id=name)
        for group in groups
        for name, test in group["tests"].items()
    ]


EXPECTED = {
    "Pass": {"matches"},
    "Fail": {"does_not_match", "cannot_be_checked"},
    "None": {"absent"},
    "": {"cannot_be_checked"},
}


@pytest.mark.samples
@pytest.mark.parametrize(("message", "records", "expected"), chains())
def test_chain_of_forwarders_gets_the_expected_answer(
    message: str | None, records: dict[str, str], expected: str
) -> None:
    found = check_arc((message or "").replace("\n", "\r\n").encode(), given(records))
    assert found.answer in EXPECTED[expected]


@pytest.mark.samples
def test_chains_fail_for_weakness_and_for_fault_apart() -> None:
    sampled("dkim-arc/arc")
    answers = [
        (case.values[2], check_arc((case.values[0] or "").replace("\n", "\r\n").encode(), given(case.values[1])).answer)
        for case in chains()
    ]
    assert len(answers) == 171
    assert answers.count(("Pass", authenticity.MATCHES)) == 54
    assert answers.count(("Fail", authenticity.DIFFERS)) == 100
    assert answers.count(("Fail", authenticity.UNCHECKED)) == 9


def test_chain_without_given_keys_cannot_be_checked() -> None:
    raw = next((case for case in chains() if case.values[2] == "Pass"), None)
    if raw is None:
        pytest.skip("the sample files are not here")
    found = check_arc(raw.values[0].replace("\n", "\r\n").encode(), given({}))
    assert (found.answer, "er ikke givet" in found.why) == ("cannot_be_checked", True)


def test_chain_in_a_head_that_is_broken_cannot_be_checked() -> None:
    raw, lookup = forwarded(b"Hej\r\n"), given({NAME: key()[1]})
    broken = b"ikke et hoved\r\n" + (raw[0] if isinstance(raw, tuple) else raw)
    assert check_arc(broken, lookup).answer == "cannot_be_checked"
