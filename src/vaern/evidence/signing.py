"""The seal of this installation: signs what is given away, so that a stranger sees who gave it and that it is whole.

A key on P-256 with a certificate of its own, made at install or named in the settings. The signature is a detached CMS
that `openssl cms -verify -binary` opens without us.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs7,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from vaern import clock
from vaern.errors import IntegrityBroken, NotNow

YEARS = 20
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Signer:
    """The key, its certificate, and the certificates above that one, if any."""

    key: PrivateKey
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hex: what one reads aloud on the telephone to compare."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def pem(self) -> bytes:
        """The certificate and those above it, as openssl reads them."""
        return b"".join(one.public_bytes(Encoding.PEM) for one in (self.certificate, *self.above))

    def sign(self, data: bytes) -> bytes:
        """A detached CMS signature over the bytes as they are, in DER."""
        builder = pkcs7.PKCS7SignatureBuilder().set_data(data)
        builder = builder.add_signer(self.certificate, self.key, hashes.SHA256())
        for one in self.above:
            builder = builder.add_certificate(one)
        return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])


def signer() -> Signer:
    """This installation's signer. IntegrityBroken when key and certificate do not belong together or cannot be read."""
    make_if_missing()
    key_file, certificate_file = _places()
    try:
        key = load_pem_private_key(key_file.read_bytes(), password=None)
        certificate, *above = x509.load_pem_x509_certificates(certificate_file.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise _unusable(str(error)) from error
    if not isinstance(key, PrivateKey) or key.public_key() != certificate.public_key():
        raise _unusable(_("The key is not the one in the certificate, or of a kind that openssl does not take."))
    return Signer(key, certificate, tuple(above))


def make_if_missing() -> None:
    """Make a key and a certificate where neither is there. NotNow when one of the two is: nothing is written over."""
    key_file, certificate_file = _places()
    there = [file for file in (key_file, certificate_file) if file.exists()]
    if len(there) == len(_places()):
        return
    if there:
        raise NotNow(
            _("The key and the certificate for signing must both be there, or neither."),
            str(there[0]),
            _("Put the other one back, or move this one away: a new pair is then made."),
        )
    key = ec.generate_private_key(ec.SECP256R1())
    _write(key_file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    _write(certificate_file, _own_certificate(key).public_bytes(Encoding.PEM), mode=0o644)


def _places() -> tuple[Path, Path]:
    return Path(settings.SIGNING_KEY_FILE), Path(settings.SIGNING_CERTIFICATE_FILE)


def _own_certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """Signed by itself: whoever receives a bundle compares its fingerprint with the organisation once."""
    organisation = settings.ORGANISATION[:64] or "Værn"
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, "Værn: segl for udleverede beviser"),
        ]
    )
    now = clock.now()
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    # A day before: a clock that is a little behind must not meet a certificate of the future.
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365 * YEARS))
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.sign(key, hashes.SHA256())


def _write(path: Path, content: bytes, *, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _unusable(why: str) -> IntegrityBroken:
    return IntegrityBroken(
        _("The key or the certificate for signing cannot be used."),
        why,
        _("Look at VAERN_SIGNING_KEY and VAERN_SIGNING_CERTIFICATE. Nothing was given away."),
    )
