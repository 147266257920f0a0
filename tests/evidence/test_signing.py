"""The seal on what is given away: made once, refused when it does not fit, opened by openssl alone."""

import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.timestamps.authority import openssl
from vaern import clock
from vaern.config.checks import check_signer
from vaern.errors import IntegrityBroken, NotNow
from vaern.evidence import signing

DATA = "æ første linje\r\nanden\n".encode()


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE = tmp_path / "s.key", tmp_path / "s.pem"
    return tmp_path


def verified(folder: Path, data: bytes, ca: Path) -> bool:
    (folder / "data").write_bytes(data)
    inside = ["-inform", "DER", "-in", folder / "p7s", "-content", folder / "data", "-out", "/dev/null"]
    only = ["-CAfile", ca, "-no-CApath", "-no-CAstore"]
    try:
        openssl("cms", "-verify", "-binary", *inside, *only)
    except subprocess.CalledProcessError:
        return False
    return True


def test_signature_is_opened_by_openssl_and_over_these_bytes_alone(own_place):
    signer = signing.signer()
    (own_place / "p7s").write_bytes(signer.sign(DATA))
    assert verified(own_place, DATA, own_place / "s.pem")
    assert not verified(own_place, DATA.replace(b"\r\n", b"\n"), own_place / "s.pem")


def test_key_is_made_once_and_is_the_owners_alone(own_place):
    first = signing.signer()
    assert signing.signer().fingerprint == first.fingerprint
    assert stat.S_IMODE((own_place / "s.key").stat().st_mode) == 0o600
    assert first.fingerprint == x509.load_pem_x509_certificate(first.pem).fingerprint(signing.hashes.SHA256()).hex()


def test_strangers_signature_is_not_ours(own_place, settings):
    signing.signer()
    settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE = own_place / "t.key", own_place / "t.pem"
    (own_place / "p7s").write_bytes(signing.signer().sign(DATA))
    assert verified(own_place, DATA, own_place / "t.pem")
    assert not verified(own_place, DATA, own_place / "s.pem")


@pytest.mark.parametrize("lost", ["s.key", "s.pem"])
def test_half_a_pair_is_not_written_over(own_place, lost):
    signing.make_if_missing()
    (own_place / lost).unlink()
    with pytest.raises(NotNow):
        signing.signer()
    assert not (own_place / lost).exists()


@pytest.mark.parametrize(("name", "content"), [("s.key", b"hej"), ("s.pem", b"hej"), ("s.pem", b"")])
def test_files_that_cannot_be_read_are_refused(own_place, name, content):
    signing.make_if_missing()
    (own_place / name).write_bytes(content)
    with pytest.raises(IntegrityBroken):
        signing.signer()


def test_key_of_another_certificate_is_refused(own_place, settings):
    signing.make_if_missing()
    settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE = own_place / "t.key", own_place / "t.pem"
    signing.make_if_missing()
    settings.SIGNING_KEY_FILE = own_place / "s.key"
    with pytest.raises(IntegrityBroken):
        signing.signer()


def test_key_that_openssl_cannot_verify_is_refused(own_place):
    signing.make_if_missing()
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (own_place / "s.key").write_bytes(pem)
    with pytest.raises(IntegrityBroken):
        signing.signer()


def test_certificates_above_the_own_travel_with_the_signature(own_place):
    """A signer's certificate given out by the organisation's own authority leads to that authority's root."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    ca, own = own_place / "ca.pem", own_place / "leaf.pem"
    openssl("req", "-x509", *key, "-days", "9", "-subj", "/CN=Root", "-keyout", own_place / "ca.key", "-out", ca)
    openssl("req", "-new", *key, "-subj", "/CN=Seal", "-keyout", own_place / "s.key", "-out", own_place / "s.csr")
    (own_place / "ext").write_text("extendedKeyUsage=emailProtection\nkeyUsage=digitalSignature\n")
    made = ["-CA", ca, "-CAkey", own_place / "ca.key", "-CAcreateserial", "-days", "9", "-extfile", own_place / "ext"]
    openssl("x509", "-req", "-in", own_place / "s.csr", *made, "-out", own)
    (own_place / "s.pem").write_bytes(own.read_bytes() + ca.read_bytes())
    (own_place / "p7s").write_bytes(signing.signer().sign(DATA))
    assert verified(own_place, DATA, ca)


def test_check_at_start_finds_a_signer_that_cannot_be_used(own_place):
    assert check_signer() == []
    (own_place / "s.pem").write_bytes(b"hej")
    assert [fault.id for fault in check_signer()] == ["vaern.E008"]
    (own_place / "s.pem").unlink()
    assert [fault.id for fault in check_signer()] == ["vaern.E008"]


def test_check_at_start_warns_of_a_certificate_that_has_run_out():
    assert check_signer() == []
    with clock.travel(clock.now() + timedelta(days=366 * signing.YEARS)):
        assert [fault.id for fault in check_signer()] == ["vaern.W001"]
