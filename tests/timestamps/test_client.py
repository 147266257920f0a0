import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.timestamps.authority import Authority, authority, openssl, serving
from vaern.errors import BadInput, IntegrityBroken
from vaern.timestamps import Token, Unavailable, check, read_roots, stamp

REPLY = "application/timestamp-reply"
DATA = b"root of all chains"


@pytest.fixture(scope="module")
def tsa() -> Iterator[Authority]:
    with authority() as running:
        yield running


@pytest.fixture(scope="module")
def token(tsa: Authority) -> Token:
    return stamp(DATA, url=tsa.url, roots=tsa.roots)


def verified_by_openssl(token: bytes, folder: Path, ca: Path, *more: str) -> bool:
    (folder / "data").write_bytes(DATA)
    (folder / "token").write_bytes(token)
    said = openssl("ts", "-verify", "-data", folder / "data", "-in", folder / "token", "-CAfile", ca, *more)
    return b"Verification: OK" in said


def test_stamp_names_the_time_of_the_authority(token: Token) -> None:
    assert abs(token.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert token.at.utcoffset() == timedelta(0)


def test_stamp_that_is_kept_is_checked_again(token: Token, tsa: Authority) -> None:
    assert check(token.der, DATA, tsa.roots) == token.at


def test_stamp_is_opened_by_openssl_alone(token: Token, tsa: Authority, tmp_path: Path) -> None:
    assert verified_by_openssl(token.der, tmp_path, tsa.folder / "ca.pem") is True


def test_stamp_is_over_sha256(token: Token, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(token.der)
    assert b"Hash Algorithm: sha256" in openssl("ts", "-reply", "-in", tmp_path / "token", "-text")


def test_bare_token_is_checked_too(token: Token, tsa: Authority, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(token.der)
    bare = openssl("ts", "-reply", "-in", tmp_path / "token", "-token_out")
    assert bare not in {b"", token.der}
    assert check(bare, DATA, tsa.roots) == token.at


def test_unsorted_certificates_are_read_and_the_original_bytes_kept(tmp_path: Path) -> None:
    with authority(chain=True) as foreign:
        made = stamp(DATA, url=foreign.url, roots=foreign.roots)
        assert made.der == (foreign.folder / "reply.tsr").read_bytes()
        assert check(made.der, DATA, foreign.roots) == made.at
        assert verified_by_openssl(made.der, tmp_path, foreign.folder / "ca.pem") is True


def test_other_data_breaks_the_stamp(token: Token, tsa: Authority) -> None:
    with pytest.raises(IntegrityBroken, match="Mismatch between messages"):
        check(token.der, DATA + b" ", tsa.roots)


def test_an_authority_that_we_do_not_trust_breaks_the_stamp(token: Token) -> None:
    with authority() as stranger, pytest.raises(IntegrityBroken, match="Error while verifying certificates"):
        check(token.der, DATA, stranger.roots)


def test_no_trusted_certificate_breaks_the_stamp(token: Token) -> None:
    with pytest.raises(IntegrityBroken, match="No trusted certificate is set"):
        check(token.der, DATA, [])


def test_the_message_says_what_why_and_what_to_do(token: Token, tsa: Authority) -> None:
    with pytest.raises(IntegrityBroken) as broken:
        check(token.der, b"other", tsa.roots)
    assert broken.value.text == (
        "The time-stamp does not hold. Mismatch between messages. "
        "Compare it with the copy in the backup, and tell the system owner."
    )


@pytest.mark.parametrize("cut", [b"", b"0", b"\x30\x84\xff\xff\xff\xff", b"not a token at all", b"\x30\x00"])
def test_nonsense_is_no_stamp(cut: bytes, tsa: Authority) -> None:
    with pytest.raises(IntegrityBroken, match="does not hold"):
        check(cut, DATA, tsa.roots)


def test_every_shortened_stamp_is_broken(token: Token, tsa: Authority) -> None:
    for length in range(0, len(token.der), 7):
        with pytest.raises(IntegrityBroken):
            check(token.der[:length], DATA, tsa.roots)


def test_no_changed_byte_gives_another_time(token: Token, tsa: Authority) -> None:
    """What is signed cannot change unseen; a changed byte in what is not signed leaves the time as it was."""
    for place in range(len(token.der)):
        changed = token.der[:place] + bytes([token.der[place] ^ 0x55]) + token.der[place + 1 :]
        try:
            assert check(changed, DATA, tsa.roots) == token.at
        except IntegrityBroken:
            continue


def test_refused_connection_is_unavailable(tsa: Authority) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with pytest.raises(Unavailable, match="Connection refused") as refused:
        stamp(DATA, url=url, roots=tsa.roots)
    assert "tried again later" in refused.value.text


def test_silent_service_is_unavailable_after_the_timeout(tsa: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="timed out"):
            stamp(DATA, url=f"http://127.0.0.1:{silent.getsockname()[1]}/", roots=tsa.roots, timeout=0.2)
    assert time.monotonic() - began < 3


def test_service_that_drips_is_unavailable_after_the_timeout(tsa: Authority) -> None:
    def drip(server: socket.socket) -> None:
        peer, _ = server.accept()
        with peer:
            peer.recv(65536)
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 999\r\n\r\n")
            with contextlib.suppress(OSError):
                for _ in range(12):
                    time.sleep(0.05)
                    peer.sendall(b"0")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        with pytest.raises(Unavailable, match="it took too long"):
            stamp(DATA, url=f"http://127.0.0.1:{server.getsockname()[1]}/", roots=tsa.roots, timeout=0.3)
        thread.join()


def test_refused_request_is_unavailable() -> None:
    with (
        authority(digests="sha512") as picky,
        pytest.raises(Unavailable, match=r"refused \(status 2\)\. Message digest"),
    ):
        stamp(DATA, url=picky.url, roots=picky.roots)


@pytest.mark.parametrize(
    ("status", "kind", "body", "why"),
    [
        (500, REPLY, b"", "HTTP Error 500"),
        (302, REPLY, b"", "HTTP Error 302"),
        (200, "text/html", b"<p>Log ind</p>", "it sent text/html"),
        (200, REPLY, b"<p>Log ind</p>", "does not hold"),
        (200, REPLY, b"", "does not hold"),
        (200, REPLY, b"\0" * ((1 << 20) + 1), "larger than 1 MiB"),
    ],
)
def test_wrong_content_is_unavailable(status: int, kind: str, body: bytes, why: str, tsa: Authority) -> None:
    with serving(lambda _: (status, kind, body)) as url, pytest.raises(Unavailable, match=why):
        stamp(DATA, url=url, roots=tsa.roots)


def test_answer_to_another_request_is_unavailable(token: Token, tsa: Authority) -> None:
    with serving(lambda _: (200, REPLY, token.der)) as url, pytest.raises(Unavailable, match="Nonce mismatch"):
        stamp(DATA, url=url, roots=tsa.roots)


def hang_up(server: socket.socket) -> None:
    peer, _ = server.accept()
    peer.close()


def test_answer_that_is_no_http_is_unavailable(tsa: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=hang_up, args=(server,))
        thread.start()
        with pytest.raises(Unavailable):
            stamp(DATA, url=f"http://127.0.0.1:{server.getsockname()[1]}/", roots=tsa.roots)
        thread.join()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "", "127.0.0.1:80"])
def test_only_http_addresses_are_asked(url: str, tsa: Authority) -> None:
    with pytest.raises(BadInput, match="neither http nor https"):
        stamp(DATA, url=url, roots=tsa.roots)


@pytest.mark.parametrize("url", ["http://", "http://[bad/", "http://127.0.0.1:999999/"])
def test_broken_address_is_unavailable(url: str, tsa: Authority) -> None:
    with pytest.raises(Unavailable, match="did not answer"):
        stamp(DATA, url=url, roots=tsa.roots)


def test_nothing_cannot_be_stamped(tsa: Authority) -> None:
    with pytest.raises(BadInput, match="There is nothing to stamp"):
        stamp(b"", url=tsa.url, roots=tsa.roots)


def test_roots_are_read_from_pem_and_der(tsa: Authority) -> None:
    pem = tsa.folder / "ca.pem"
    assert read_roots(openssl("x509", "-in", pem, "-outform", "DER")) == read_roots(pem.read_bytes())
    assert len(read_roots((tsa.folder / "chain.pem").read_bytes())) == 2


@pytest.mark.parametrize("file", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"])
def test_file_without_a_certificate_is_refused(file: bytes) -> None:
    with pytest.raises(BadInput, match="holds no certificate"):
        read_roots(file)
