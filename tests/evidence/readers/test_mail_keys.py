"""Looking up the keys of mail: by a resolver that is given, here a name server on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dns.flags
import dns.message
import dns.rrset
import pytest

from tests.evidence.readers.test_mail_authenticity import key, signed
from vaern.evidence.readers.keys import fetch, read_checked, resolver_at

RECORDS = {"a._domainkey.example.org.": '"v=DKIM1; p=" "AAAA"', "text._domainkey.example.org.": '"hello"'}


@contextmanager
def name_server(records: dict[str, str]) -> Iterator[int]:
    """A name server that knows these names; its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        threading.Thread(target=answer, args=(listening, records), daemon=True).start()
        yield listening.getsockname()[1]


def answer(listening: socket.socket, records: dict[str, str]) -> None:
    while True:
        try:
            data, asker = listening.recvfrom(4096)
        except OSError:
            return
        asked = dns.message.from_wire(data)
        name = asked.question[0].name.to_text().lower()
        told = dns.message.make_response(asked)
        if name in records:
            told.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", records[name]))
        else:
            told.set_rcode(3)
        listening.sendto(told.to_wire(), asker)


def test_keys_are_found_and_other_texts_are_left_out() -> None:
    names = ["a._domainkey.example.org", "none._domainkey.example.org", "text._domainkey.example.org"]
    with name_server(RECORDS) as port:
        assert fetch(names, resolver_at("127.0.0.1", port)) == {"a._domainkey.example.org": "v=DKIM1; p=AAAA"}


def test_server_that_does_not_answer_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaern.evidence.readers.keys.SECONDS", 0.3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        assert (
            fetch(["a._domainkey.example.org", "b.example.org"], resolver_at("127.0.0.1", silent.getsockname()[1]))
            == {}
        )


def test_mail_is_read_shut_in_and_checked_with_the_keys_that_were_found(tmp_path: Path) -> None:
    secret, record = key()
    raw = signed()
    assert secret
    (tmp_path / "mail.eml").write_bytes(raw)
    with name_server({"vagt._domainkey.example.org.": f'"{record[:200]}" "{record[200:]}"'}) as port:
        (tmp_path / "out").mkdir()
        found = read_checked(
            tmp_path / "mail.eml", "mail.eml", tmp_path / "out", resolver=resolver_at("127.0.0.1", port)
        )
    assert found.checks == {"dkim": "matches"}


def test_mail_whose_key_is_not_found_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(signed())
    (tmp_path / "out").mkdir()
    with name_server({}) as port:
        found = read_checked(
            tmp_path / "mail.eml", "mail.eml", tmp_path / "out", resolver=resolver_at("127.0.0.1", port)
        )
    assert found.checks == {"dkim": "cannot_be_checked"}
