import io
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.typeset import samples
from vaern.typeset import TypesetFailed, compile_pdf
from vaern.typeset.press import HERE, Limits, Press, press
from vaern.typeset.worker import answer, read_message, serve, typst_compiler, write_message

REQUEST = json.dumps({"template": "page", "data": samples.page(), "at": 0}).encode()


@pytest.fixture
def own() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


def with_program(tmp_path: Path, source: str, **limits: Any) -> Press:
    program = tmp_path / "program.py"
    program.write_text(source, encoding="utf-8")
    return Press(Limits(**limits), program)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_process_starts_with_the_first_document_and_stays(own: Press) -> None:
    assert own.pid is None
    own.print(REQUEST)
    first = own.pid
    own.print(REQUEST)
    assert own.pid == first is not None


def test_process_carries_no_django_and_none_of_our_settings(own: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAERN_MASTER_KEY", "canary")
    own.print(REQUEST)
    mapped = Path(f"/proc/{own.pid}/maps").read_text(encoding="utf-8")
    assert ("_typst" in mapped, "cryptography" in mapped) == (True, False)
    assert b"canary" not in Path(f"/proc/{own.pid}/environ").read_bytes()


def test_process_is_replaced_after_its_share_of_documents() -> None:
    own = Press(Limits(documents=2))
    pids = []
    for _ in range(4):
        own.print(REQUEST)
        pids.append(own.pid)
    assert [pid is None for pid in pids] == [False, True, False, True]
    assert gone(pids[0]) is True


def test_process_is_replaced_when_it_has_grown() -> None:
    own = Press(Limits(megabytes=1))
    assert own.print(REQUEST).startswith(b"%PDF")
    assert own.pid is None


def test_killed_process_is_started_again(own: Press) -> None:
    own.print(REQUEST)
    killed = own.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert own.print(REQUEST).startswith(b"%PDF")
    assert own.pid not in {None, killed}


def test_process_that_always_dies_gives_a_clear_error(tmp_path: Path) -> None:
    own = with_program(tmp_path, "raise SystemExit(1)")
    with pytest.raises(TypesetFailed, match="The program that sets it stopped") as refused:
        own.print(REQUEST)
    assert "Try again" in refused.value.text


def test_half_an_answer_counts_as_none(tmp_path: Path) -> None:
    own = with_program(tmp_path, "import sys; sys.stdin.buffer.read(4); print('\\0\\0\\0\\x09half', end='')")
    with pytest.raises(TypesetFailed, match="stopped"):
        own.print(REQUEST)


def test_document_that_takes_too_long_is_stopped_with_a_clear_error(tmp_path: Path) -> None:
    own = with_program(tmp_path, "import time; time.sleep(60)", seconds=0.3)
    began = time.monotonic()
    with pytest.raises(TypesetFailed, match=r"longer than 0\.3 seconds"):
        own.print(REQUEST)
    assert time.monotonic() - began < 5
    assert own.pid is None


def test_large_document_to_a_process_that_does_not_read_is_stopped_too(tmp_path: Path) -> None:
    own = with_program(tmp_path, "import time; time.sleep(60)", seconds=0.3)
    with pytest.raises(TypesetFailed, match="longer than"):
        own.print(b"x" * 1_000_000)


def test_endless_template_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "fonts").symlink_to(HERE / "fonts")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "endless.typ").write_text(
        "#for n in range(1000000) { for m in range(100000) { let x = n } }"
    )
    own = with_program(tmp_path, (HERE / "worker.py").read_text(encoding="utf-8"), seconds=1.0)
    with pytest.raises(TypesetFailed, match="longer than 1 seconds"):
        own.print(json.dumps({"template": "endless", "data": {}, "at": 0}).encode())


def test_an_answer_nobody_waited_for_never_reaches_the_next_document(own: Press) -> None:
    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    own.print(REQUEST)
    first = own.pid
    assert first is not None
    before = signal.signal(signal.SIGALRM, interrupt)
    os.kill(first, signal.SIGSTOP)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            own.print(REQUEST)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert (own.pid, gone(first)) == (None, True)


def test_waiting_in_a_long_line_ends_with_a_clear_error() -> None:
    own = Press(Limits(seconds=0.05))
    with own._turn, pytest.raises(TypesetFailed, match="Too many documents wait"):
        own.print(REQUEST)


def test_close_ends_the_process_and_may_be_said_twice(own: Press) -> None:
    own.print(REQUEST)
    pid = own.pid
    assert pid is not None
    own.close()
    own.close()
    assert (own.pid, gone(pid)) == (None, True)


def test_close_kills_a_process_that_does_not_listen(tmp_path: Path) -> None:
    own = with_program(tmp_path, "import time; time.sleep(60)")
    own._running()
    pid = own.pid
    assert pid is not None
    own.close()
    assert gone(pid) is True


def test_process_ends_with_its_parent() -> None:
    source = io.BytesIO()
    write_message(source, REQUEST)
    target = io.BytesIO()
    serve(io.BytesIO(source.getvalue()), target, lambda request: request["template"].encode())
    body = read_message(io.BytesIO(target.getvalue()))
    assert body is not None
    assert (body[:1], body[5:]) == (b"1", b"page")


def test_after_a_fork_the_child_starts_its_own(own: Press) -> None:
    own.print(REQUEST)
    parents = own.pid
    assert parents is not None
    process = own._process
    own.forget()
    try:
        own.print(REQUEST)
        assert own.pid not in {None, parents}
        assert gone(parents) is False
    finally:
        assert process is not None
        process.kill()
        process.wait()


def test_threads_get_each_their_own_document() -> None:
    from tests.typeset.reading import text_of

    found: dict[int, bytes] = {}

    def one(number: int) -> None:
        found[number] = compile_pdf("letter", samples.letter(case_number=f"V-2026-{number:04d}"))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [f"V-2026-{number:04d}" in text_of(found[number]) for number in range(8)] == [True] * 8


def test_the_compiler_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "fonts").mkdir()
    (tmp_path / "templates" / "nosy.typ").write_text('#read("/../../../../etc/hostname")')
    body = answer(json.dumps({"template": "nosy", "data": {}, "at": 0}).encode(), typst_compiler(tmp_path))
    assert body[:1] == b"0"


def test_the_compiler_in_this_process_makes_the_same_pdf() -> None:
    body = answer(REQUEST, typst_compiler(HERE))
    assert (body[:1], body[5:]) == (b"1", press.print(REQUEST))


def test_answer_to_nonsense_is_an_error() -> None:
    assert answer(b"{", bytes)[:1] == b"0"


@pytest.mark.parametrize("cut", [b"", b"\0\0", b"\0\0\0\x05abc"])
def test_a_cut_message_is_no_message(cut: bytes) -> None:
    assert read_message(io.BytesIO(cut)) is None


def test_a_warm_two_page_letter_is_made_in_well_under_100_ms() -> None:
    taken = []
    for number in range(9):
        began = time.perf_counter()
        compile_pdf("letter", samples.letter(case_number=f"V-2026-{number:04d}"))
        taken.append(time.perf_counter() - began)
    assert sorted(taken)[4] < 0.1
