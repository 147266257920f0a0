"""Stamps made by other authorities, with what is expected of each (the samples' own list says why)."""

import os
from pathlib import Path

import pytest

from vaern.errors import IntegrityBroken
from vaern.timestamps import check, read_roots

SAMPLES = Path(os.environ.get("VAERN_SAMPLES") or Path(__file__).parents[3] / "shared" / "samples") / "rfc3161"
THEIRS = SAMPLES / "trailofbits"

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of sample files is not here"),
]


def checked(name: str, data: bytes = b"hello") -> str:
    file = THEIRS / name
    return check(file.read_bytes(), data, read_roots((file.parent / "ts_chain.pem").read_bytes())).isoformat()


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("sigstage/response-sha256.tsr", "2025-05-09T11:58:55+00:00"),
        ("sigstage/response-sha384.tsr", "2025-05-09T11:58:55+00:00"),
        ("sigstage/response-sha512.tsr", "2025-05-09T11:58:56+00:00"),
        ("sigstage/response-no-embedded-cert.tsr", "2025-06-18T08:13:02+00:00"),
        ("test_tsa/response.tsr", "2024-10-08T15:40:32+00:00"),
        ("test_tsa/response-injected-certs.tsr", "2024-10-08T15:40:32+00:00"),
        ("identrust/issue-104.tsr", "2025-03-11T08:52:08+00:00"),
    ],
)
def test_good_stamp_gives_its_time(name: str, at: str) -> None:
    assert checked(name) == at


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("sigstage/response-invalid-signature.tsr", "verifying certificates"),
        ("test_tsa/other_response.tsr", "verifying certificates"),
    ],
)
def test_bad_stamp_is_broken(name: str, why: str) -> None:
    with pytest.raises(IntegrityBroken, match=why):
        checked(name)


def test_stamp_of_a_certificate_that_has_run_out_since_still_holds() -> None:
    """Not valid now, but valid when it stamped: that is what a stamp that is kept for years must be."""
    payload = (THEIRS / "sigstore.mock" / "payload").read_bytes()
    assert checked("sigstore.mock/response-expired.tsr", payload) == "2023-02-01T00:00:00+00:00"


def test_stamp_without_certificate_needs_ours() -> None:
    file = THEIRS / "sigstage" / "response-no-embedded-cert.tsr"
    roots = read_roots((file.parent / "ts_chain.pem").read_bytes())
    with pytest.raises(IntegrityBroken, match="verifying certificates"):
        check(file.read_bytes(), b"hello", roots[1:])


@pytest.mark.parametrize("name", ["certum_certificate", "e_szigno_test_tsa2", "fedict", "freetsa", "redwax-interop-ca"])
def test_certificates_of_public_authorities_are_read(name: str) -> None:
    assert len(read_roots((SAMPLES / "tsa-certificates" / f"{name}.crt").read_bytes())) == 1
