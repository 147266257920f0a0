"""The certificates that lead from a stamp to a root, kept with it: years later nobody needs to find them again."""

from collections.abc import Iterable, Iterator, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_der_x509_certificate
from rfc3161_client import TimeStampResponse

from vaern.timestamps.client import decoded

LONGEST = 10


def chain_of(token_der: bytes, roots: Sequence[Certificate]) -> list[Certificate]:
    """Signer first, root last, out of the token's own certificates and the roots we trust; as far as they lead.

    Nothing is checked here: `client.check` says whether the stamp holds.
    """
    response = decoded(token_der)
    known = [*roots, *_sent_with(response)]
    chain = [one for one in known if _signed(one, response)][:1]
    while chain and len(chain) < LONGEST and chain[-1].issuer != chain[-1].subject:
        above = next((one for one in known if _issued(one, chain[-1])), None)
        if above is None:
            break
        chain.append(above)
    return chain


def as_pem(chain: Iterable[Certificate]) -> bytes:
    """The certificates one after another, as openssl reads them."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in chain)


def _sent_with(response: TimeStampResponse) -> Iterator[Certificate]:
    for encoded in response.signed_data.certificates:
        try:
            yield load_der_x509_certificate(encoded)
        except ValueError:  # one that cannot be read leads nowhere
            continue


def _signed(certificate: Certificate, response: TimeStampResponse) -> bool:
    mine = (certificate.issuer, certificate.serial_number)
    return any(mine == (signer.issuer, signer.serial_number) for signer in response.signed_data.signer_infos)


def _issued(above: Certificate, below: Certificate) -> bool:
    """Whether one signed the other; two roots may have the same name and other keys."""
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
