"""Several authorities, asked in turn; and the chain of certificates that is kept with each stamp."""

import os
from pathlib import Path

import pytest

from tests.timestamps.authority import Authority, authority, openssl, serving
from vaern.errors import BadInput
from vaern.timestamps import Unavailable, addresses, as_pem, chain_of, check, read_roots, stamp, stamp_first

DOWN = "http://127.0.0.1:9/"
DATA = b"root of all chains"
SAMPLES = Path(os.environ.get("VAERN_SAMPLES") or Path(__file__).parents[3] / "shared" / "samples") / "rfc3161"


@pytest.fixture(scope="module")
def tsa():
    with authority() as running:
        yield running


@pytest.mark.parametrize(
    ("setting", "found"),
    [("", []), (" ", []), ("http://a/", ["http://a/"]), (" http://a/ , ,http://b/", ["http://a/", "http://b/"])],
)
def test_addresses_are_read_with_commas_between(setting: str, found: list[str]) -> None:
    assert addresses(setting) == found


def test_next_authority_is_asked_when_the_first_is_down(tsa: Authority) -> None:
    made = stamp_first(DATA, urls=[DOWN, tsa.url], roots=tsa.roots)
    assert (made.authority, check(made.der, DATA, tsa.roots)) == (tsa.url, made.at)


def test_next_authority_is_asked_when_the_first_is_not_trusted(tsa: Authority) -> None:
    with authority() as stranger:
        assert stamp_first(DATA, urls=[stranger.url, tsa.url], roots=tsa.roots).authority == tsa.url


def test_next_authority_is_asked_when_the_first_answers_nonsense(tsa: Authority) -> None:
    with serving(lambda _: (200, "text/html", b"<p>Log ind</p>")) as nonsense:
        assert stamp_first(DATA, urls=[nonsense, tsa.url], roots=tsa.roots).authority == tsa.url


def test_second_authority_is_left_alone_when_the_first_answers(tsa: Authority) -> None:
    asked: list[bytes] = []

    def note(query: bytes) -> tuple[int, str, bytes]:
        asked.append(query)
        return 500, "text/plain", b""

    with serving(note) as second:
        assert stamp_first(DATA, urls=[tsa.url, second], roots=tsa.roots).authority == tsa.url
    assert asked == []


def test_each_that_did_not_answer_is_named(tsa: Authority) -> None:
    with pytest.raises(Unavailable) as refused:
        stamp_first(DATA, urls=[DOWN, "http://127.0.0.1:10/"], roots=tsa.roots)
    assert (DOWN in refused.value.text, "http://127.0.0.1:10/" in refused.value.text) == (True, True)


def test_no_authority_is_unavailable(tsa: Authority) -> None:
    with pytest.raises(Unavailable, match="No service is configured"):
        stamp_first(DATA, urls=[], roots=tsa.roots)


def test_wrong_address_is_a_mistake_and_not_an_outage(tsa: Authority) -> None:
    with pytest.raises(BadInput):
        stamp_first(DATA, urls=["file:///etc/passwd", tsa.url], roots=tsa.roots)


def test_chain_leads_from_the_signer_to_the_root(tsa: Authority) -> None:
    signer, root = chain_of(stamp(DATA, url=tsa.url, roots=tsa.roots).der, tsa.roots)
    assert (signer.issuer, root.subject, root.issuer) == (root.subject, root.subject, root.subject)
    assert root in tsa.roots


def test_kept_chain_is_enough_for_openssl(tsa: Authority, tmp_path: Path) -> None:
    made = stamp(DATA, url=tsa.url, roots=tsa.roots)
    chain = chain_of(made.der, tsa.roots)
    for name, content in (("data", DATA), ("token", made.der), ("chain", as_pem(chain))):
        (tmp_path / name).write_bytes(content)
    files = ["-data", tmp_path / "data", "-in", tmp_path / "token", "-CAfile", tmp_path / "chain"]
    assert b"Verification: OK" in openssl("ts", "-verify", *files)
    assert read_roots(as_pem(chain)) == chain


def test_chain_of_unsorted_certificates_is_found() -> None:
    with authority(chain=True) as foreign:
        assert len(chain_of(stamp(DATA, url=foreign.url, roots=foreign.roots).der, foreign.roots)) == 2


def test_chain_without_its_root_goes_as_far_as_it_leads(tsa: Authority) -> None:
    with authority() as stranger:
        token = stamp(DATA, url=tsa.url, roots=tsa.roots).der
        assert len(chain_of(token, stranger.roots)) == 1


def test_root_of_the_same_name_and_another_key_is_not_taken(tsa: Authority) -> None:
    """Both test roots have one name; only the one that signed belongs in the chain."""
    with authority() as stranger:
        token = stamp(DATA, url=tsa.url, roots=tsa.roots).der
        assert chain_of(token, [*stranger.roots, *tsa.roots])[-1] in tsa.roots


@pytest.mark.samples
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of sample files is not here")
@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("sigstage/response-sha256.tsr", 2),
        ("sigstage/response-no-embedded-cert.tsr", 2),
        ("test_tsa/response.tsr", 3),
        ("test_tsa/response-injected-certs.tsr", 3),
        ("identrust/issue-104.tsr", 3),
    ],
)
def test_chains_of_foreign_stamps_end_in_their_root(name: str, length: int) -> None:
    file = SAMPLES / "trailofbits" / name
    roots = read_roots((file.parent / "ts_chain.pem").read_bytes())
    chain = chain_of(file.read_bytes(), roots)
    assert (len(chain), chain[-1].subject == chain[-1].issuer) == (length, True)
