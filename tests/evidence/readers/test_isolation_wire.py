"""What a reader hands back over the wall: by the published schema, strict on the way in, and never rubbish."""

import contextlib
import copy
import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evidence.readers.sample_files import SAMPLES, sampled
from vaern.evidence.readers import (
    authenticity,
    mail,
    mbox,
    meta,
    meta_html,
    rtf_words,
    signal,
    sms,
    telegram,
    telegram_html,
    tnef,
    whatsapp,
    wire,
)
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import (
    Identifier,
    Message,
    Part,
    Reading,
    Source,
    Sure,
    Text,
    Time,
    Unreadable,
    Warned,
)

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "content/schema/reading.json").read_text())
COMMAND = [sys.executable, "-m", "vaern.cli.main", "evidence", "read"]
AT = Time("sent", datetime(2024, 6, 4, 13, 31, 19, tzinfo=UTC), "4 Jun 2024", zone_known=False, part="1")
FULL = Reading(
    kind="mail.eml",
    title="å 😀",
    parts=(Part("1", "attachment", "a.txt", "", "text/plain", 3, "a" * 64, "part-00001", {"x": "y"}),),
    messages=(Message(1, "Anna", "Hej", AT, ("Bo",), "deleted", ("1",)), Message(2, "", "")),
    texts=(Text("Hej", "ocr", "1", Sure.PROPOSED),),
    times=(AT, Time("taken", None, "?")),
    identifiers=(Identifier("email", "a@example.org", "from", "Anna", Sure.CHECKED, "1"),),
    facts=(("Subject", "x"), ("Subject", "y")),
    checks={"dkim": "matches"},
    warnings=(Warned("cut_off", "Afbrudt.", "1"),),
    whole=False,
)
FILE = {"name": "a", "size": 1, "sha256": "b" * 64}


def test_reading_survives_the_way_over_the_wall() -> None:
    assert wire.from_json(json.loads(wire.dumps(wire.to_json(FULL)))) == FULL


def test_reading_follows_the_published_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate({"version": 1, "file": FILE, **wire.to_json(FULL)}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "file": FILE, **wire.to_json(FULL), "more": 1}, SCHEMA)


def test_halves_of_emoji_and_nul_do_no_harm() -> None:
    told = wire.from_json(json.loads(wire.dumps(wire.to_json(Reading("x", title="\ud83d\ude00 \ud83d \\u0000 \0")))))
    assert told.title == "😀 \ufffd \\u0000 \ufffd"


def change(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    told = copy.deepcopy(json.loads(wire.dumps(wire.to_json(FULL))))
    place = told
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return told


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("kind",), 3),
        (("whole",), "yes"),
        (("parts",), {}),
        (("parts", 0), "x"),
        (("parts", 0, "size"), -1),
        (("parts", 0, "size"), True),
        (("parts", 0, "facts"), {"x": 1}),
        (("facts", 0), ["only one"]),
        (("times", 0, "at"), "2024-06-04T13:31:19"),
        (("times", 0, "at"), "i går"),
        (("texts", 0, "sure"), "maybe"),
        (("messages", 0, "number"), "1"),
        (("messages", 0, "to"), "Bo"),
        (("checks",), []),
    ],
)
def test_other_forms_are_refused(path: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - many kinds, one answer
        wire.from_json(change(path, value))


def test_missing_field_is_refused() -> None:
    told = wire.to_json(FULL)
    del told["texts"]
    with pytest.raises(KeyError):
        wire.from_json(told)


def test_out_keeps_bytes_and_stops_at_its_limits(tmp_path: Path) -> None:
    out = Out(tmp_path, most_parts=2, most_bytes=10, most_each=6)
    assert out.keep(b"abc") == {
        "size": 3,
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "file": "part-00001",
    }
    with pytest.raises(TooMuch):
        out.keep(b"1234567")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part-00001"]
    assert out.keep(b"123456")["file"] == "part-00002"
    with pytest.raises(TooMuch, match="2 dele"):
        out.keep(b"")


def vaern(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False)


def test_command_prints_json_by_the_schema_and_keeps_parts(tmp_path: Path) -> None:
    file, out = tmp_path / "brev.eml", tmp_path / "out"
    out.mkdir()
    file.write_text("From: a@example.org\nTo: b@example.net\nContent-Type: application/pdf; name=a.pdf\n\n%PDF-1.4 x\n")
    done = vaern(file, "--json", "--out", out)
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    assert (done.returncode, told["kind"], told["file"]["name"], told["parts"][0]["name"]) == (
        0,
        "mail.eml",
        "brev.eml",
        "a.pdf",
    )
    assert (out / told["parts"][0]["file"]).read_bytes().startswith(b"%PDF-1.4")
    assert vaern(file, "--json", "--out", out).returncode == 3  # the folder is no longer empty


def test_command_speaks_danish(tmp_path: Path) -> None:
    file = tmp_path / "chat.txt"
    file.write_text("12.03.2021 14.06 - Anna: Denne besked blev slettet\n12.03.2021 14.07 - Bo: Nej\n")
    done = vaern(file)
    assert done.returncode == 0
    assert "1. 12. marts 2021 kl. 14.06 · Anna: [slettet] Denne besked blev slettet" in done.stdout
    assert "- 1 besked er slettet (nr. 1), og står som huller i tråden." in done.stdout


def test_command_tells_a_broken_file_apart_and_refuses_an_unreadable_one(tmp_path: Path) -> None:
    broken, hopeless = tmp_path / "broken.xml", tmp_path / "hopeless.xml"
    broken.write_text('<?xml version="1.0"?><smses count="2"><sms address="1" date="1700000000000" body="a"/><sms addr')
    hopeless.write_text('<?xml version="1.0"?><smses count="2"><sms addr')
    told = vaern(broken, "--json")
    assert (told.returncode, json.loads(told.stdout)["whole"]) == (0, False)
    refused = vaern(hopeless, "--json")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "beskadiget fra begyndelsen" in refused.stderr


def test_command_answers_wrong_use(tmp_path: Path) -> None:
    assert vaern().returncode == 2
    assert "ikke en fil" in vaern(tmp_path).stderr
    (tmp_path / "keys.json").write_text("[1]")
    (tmp_path / "a").write_text("x")
    assert "JSON-objekt" in vaern(tmp_path / "a", "--records", tmp_path / "keys.json").stderr
    (tmp_path / "keys.json").write_text("{")
    assert vaern(tmp_path / "a", "--records", tmp_path / "keys.json").returncode == 3


def test_command_merges_exports(tmp_path: Path) -> None:
    one, other = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_text("12.03.2021 14.05 - A: et\n12.03.2021 14.06 - B: to\n")
    other.write_text("12.03.2021 14.06 - B: to\n12.03.2021 14.07 - A: tre\n")
    done = subprocess.run([*COMMAND[:-1], "merge", str(one), str(other), "--json"], capture_output=True, check=False)
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    assert [message["text"] for message in told["messages"]] == ["et", "to", "tre"]
    spoken = subprocess.run([*COMMAND[:-1], "merge", str(one), str(other)], capture_output=True, text=True, check=False)
    assert "samlet af 2 eksporter; 1 besked" in spoken.stdout
    other.write_text("[2023-11-14, 23:13] Bo: Hej\n")
    refused = subprocess.run(
        [*COMMAND[:-1], "merge", str(one), str(other)], capture_output=True, text=True, check=False
    )
    assert (refused.returncode, "samme slags" in refused.stderr) == (3, True)


def test_command_refuses_a_resolver_that_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    refused = vaern(tmp_path / "a", "--resolver", "ikke en adresse")
    assert (refused.returncode, "navneserver" in refused.stderr) == (3, True)


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (meta, b"<"),
        (telegram, b"<!-- -->"),
        (mail, b"From: a\nTo: b\nContent-Type: text/plain; charset*=x''y%zz\n\n\xe6\xf8"),
        (sms, b'<?xml version="1.0" encoding="TF-8"?><smses count="1"><sms body="x"/></smses>'),
    ],
)
def test_what_once_broke_a_reader_is_read_or_refused(reader: Any, data: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(data)
    with contextlib.suppress(Unreadable):
        assert reader.read(Source(tmp_path / "file", "file"), Out(tmp_path)).kind == "mail.eml"


READERS = (mail, mbox, sms, whatsapp, meta, telegram, signal, tnef)
SEEDS = [
    (
        b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x\n"
        b"Content-Type: message/rfc822\n\nFrom: c\n\nd\n--x--\n"
    ),
    b"From a@b Tue Jun  4 15:31:19 2024\nFrom: a\n\nx\n",
    (
        b'<?xml version="1.0"?><smses count="1"><mms date="1" msg_box="1">'
        b'<parts><part ct="a/b" data="AA=="/></parts></mms></smses>'
    ),
    b"12.03.2021 14.06 - Anna: <Medier udeladt>\n",
    b'{"messages": [{"sender_name": "a", "timestamp_ms": 1, "photos": [{"uri": "x"}]}], "thread_path": "x"}',
    b'{"messages": [{"type": "message", "date_unixtime": "1", "from_id": "u", "text": ["a", {"text": "b"}]}]}',
    b'{"version": "1"}\n{"chatItem": {"authorId": "1", "standardMessage": {"text": {"body": "x"}}}}',
    b"\x78\x9f\x3e\x22\x01\x00\x02\x0f\x80\x06\x00\x04\x00\x00\x00abcd\x00\x00",
]


def spoilt(seed: bytes, cuts: list[tuple[int, bytes]]) -> bytes:
    """The seed with some of its bytes replaced by others."""
    data = bytearray(seed)
    for place, other in cuts:
        at = place % (len(data) + 1)
        data[at : at + len(other)] = other
    return bytes(data)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.sampled_from(SEEDS),
    cuts=st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=6)), max_size=5),
)
def test_any_bytes_are_read_or_refused_by_every_reader(
    seed: bytes, cuts: list[tuple[int, bytes]], tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(spoilt(seed, cuts))
    for reader in READERS:
        source = Source(file, "file", "text/plain")
        for recogniser in (getattr(reader, "recognises", None),):
            assert recogniser is None or recogniser(source, file.read_bytes()) in (True, False)
        for old in tmp_path.glob("part-*"):
            old.unlink()
        try:
            reading = reader.read(source, Out(tmp_path, most_bytes=1 << 20))
        except Unreadable:
            continue
        jsonschema.validate(json.loads(wire.dumps({"version": 1, "file": FILE, **wire.to_json(reading)})), SCHEMA)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_pass_the_smaller_readers_and_prove_nothing(data: bytes) -> None:
    said = [rtf_words.words(data), rtf_words.words(b"{\\rtf1\\fromhtml1 " + data)]
    assert len(json.loads(wire.dumps(said))) == 2
    assert {meta_html.looks_like(data), telegram_html.looks_like(data)} <= {True, False}
    answers = authenticity.check_dkim(b"DKIM-Signature: " + data + b"\r\n\r\nx", lambda _: None)
    chain = authenticity.check_arc(b"ARC-Seal: i=1; " + data + b"\r\n\r\nx", lambda _: None)
    assert len(answers) >= 1
    assert {one.answer for one in answers} <= {authenticity.UNCHECKED, authenticity.DIFFERS}
    assert chain.answer in {authenticity.ABSENT, authenticity.UNCHECKED, authenticity.DIFFERS}


@pytest.mark.samples
@pytest.mark.parametrize("seed", range(6))
def test_spoilt_samples_are_read_or_refused(seed: int, tmp_path: Path) -> None:
    import random

    from vaern.evidence.readers import msg

    sampled("email")
    chance, refused = random.Random(seed), list[str]()
    for path in sorted((SAMPLES / "email").rglob("*.msg"))[:14]:
        raw = bytearray(path.read_bytes()[:120_000])
        for _ in range(chance.choice([3, 30, 300])):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        file = tmp_path / f"{path.stem}.msg"
        file.write_bytes(raw)
        out = tmp_path / f"out-{path.stem}"
        out.mkdir()
        try:
            reading = msg.read(Source(file, file.name), Out(out))
        except Unreadable as why:
            refused.append(why.says)
            continue
        jsonschema.validate(json.loads(wire.dumps({"version": 1, "file": FILE, **wire.to_json(reading)})), SCHEMA)
        named = {part.file: part.sha256 for part in reading.parts if part.file}
        assert {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in named} == named
    assert "" not in refused
