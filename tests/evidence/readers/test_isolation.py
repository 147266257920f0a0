"""A hostile file kills a reader and nothing else: each wall, and each way of misbehaving."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vaern.evidence.readers.isolated import read_isolated, walls_here
from vaern.evidence.readers.shapes import Reading, Unreadable

READER = Path(__file__).with_name("isolation_reader.py")


Act = Callable[..., Reading]


@pytest.fixture
def act(tmp_path: Path) -> Act:
    """Let the reader do something; its file and out folder are fresh."""

    def do(what: str, seconds: float = 5.0, memory: int = 512 << 20, most_bytes: int = 64 << 20) -> Reading:
        file, out = tmp_path / "file", tmp_path / "out"
        file.write_text(what)
        out.mkdir()
        return read_isolated(file, "file", out, seconds=seconds, memory=memory, most_bytes=most_bytes, reader=READER)

    return do


def refusal(act: Act, what: str, **limits: float) -> str:
    with pytest.raises(Unreadable) as told:
        act(what, **limits)
    return told.value.says


def facts(reading: Reading) -> dict[str, str]:
    return dict(reading.facts)


def test_reader_gives_its_reading_and_parts(act: Act, tmp_path: Path) -> None:
    reading = act("fine hej")
    assert (tmp_path / "out" / reading.parts[0].file).read_bytes() == b"hej"
    assert reading.parts[0].size == 3


def test_reader_says_that_it_cannot(act: Act) -> None:
    assert refusal(act, "says Det er ikke en mail.") == "Det er ikke en mail."


def test_fault_is_named_without_the_words_of_the_file(act: Act) -> None:
    told = refusal(act, "fails hemmeligt")
    assert told.startswith("Filen fik sin læser til at fejle og kan ikke læses her.")
    assert "(Til den, der driver Værn: KeyError isolation_reader.py:" in told
    assert "hemmeligt" not in told


def test_crash_is_told(act: Act) -> None:
    assert "bryde sammen" in refusal(act, "crashes")


def test_hanging_is_stopped_by_the_clock(act: Act) -> None:
    started = time.monotonic()
    assert "standset efter 1 sekunder" in refusal(act, "hangs", seconds=1)
    assert time.monotonic() - started < 4


def test_spinning_is_stopped(act: Act) -> None:
    assert "standset" in refusal(act, "spins", seconds=1)


def test_children_of_the_reader_die_with_it(act: Act) -> None:
    refusal(act, "leaves_a_child 54321.5", seconds=1)
    time.sleep(0.2)
    assert not [process for process in Path("/proc").glob("[0-9]*") if b"54321.5" in _command_line(process)]


def test_eating_memory_is_refused(act: Act) -> None:
    assert "mere hukommelse" in refusal(act, "eats", memory=256 << 20)


def test_endless_nesting_is_refused(act: Act) -> None:
    assert "pakket ind i sig selv" in refusal(act, "nests")


def test_filling_the_disk_is_refused_and_swept(act: Act, tmp_path: Path) -> None:
    assert "driver Værn: OSError" in refusal(act, "fills", most_bytes=4 << 20)
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("what", ["rubbish", "prints_rubbish"])
def test_rubbish_is_no_reading(act: Act, what: str) -> None:
    assert "ikke kan bruges" in refusal(act, what)


@pytest.mark.parametrize("what", ["lies", "links /etc/passwd"])
def test_part_outside_the_folder_is_refused(act: Act, what: str) -> None:
    assert "dele, den ikke har lagt frem" in refusal(act, what)


def test_reader_inherits_nothing(act: Act, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAERN_SECRET_KEY", "secret")
    with (tmp_path / "held").open("wb") as held:
        os.set_inheritable(held.fileno(), True)
        told = facts(act("tells"))
    assert [name for name in json.loads(told["environment"]) if "VAERN" in name or "SECRET" in name] == []
    assert told["cwd"] == str(tmp_path / "out")
    assert told["handles"] == "4"  # nothing in, silence twice, the answer


def test_loopback_is_out_of_reach(act: Act) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = facts(act(f"connects {server.getsockname()[1]}"))
    assert told == {"refused": "PermissionError"}


def test_code_outside_python_gets_no_socket(act: Act) -> None:
    if not walls_here()["seccomp"]:
        pytest.skip("this kernel has no seccomp filter")
    assert facts(act("connects_in_c 9")) == {"socket": "-1", "errno": "13"}


def test_child_of_the_reader_reaches_no_loopback(act: Act) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = facts(act(f"connects_by_a_child {server.getsockname()[1]}"))
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()
    assert told == {"ended": "1"}


def test_page_is_not_fetched(act: Act) -> None:
    assert facts(act("fetches http://localhost/"))["refused"] in {"PermissionError", "URLError"}


def test_other_files_are_out_of_reach(act: Act, tmp_path: Path) -> None:
    if not walls_here()["landlock"]:
        pytest.skip("this kernel has no Landlock")
    (tmp_path / "vault-key").write_bytes(b"key")
    assert facts(act(f"opens {tmp_path / 'vault-key'}")) == {"refused": "PermissionError"}


def test_nothing_is_written_outside_the_folder(act: Act, tmp_path: Path) -> None:
    if not walls_here()["landlock"]:
        pytest.skip("this kernel has no Landlock")
    assert facts(act(f"writes {tmp_path / 'file'}")) == {"refused": "PermissionError"}


def test_other_processes_are_out_of_reach(act: Act) -> None:
    if not walls_here()["namespaces"]:
        pytest.skip("this kernel lets no one make namespaces")
    assert facts(act(f"kills {os.getpid()}")) == {"refused": "ProcessLookupError"}


WITHOUT_NAMESPACES = """
import json, sys
from pathlib import Path
from vaern.evidence.readers import walls
from vaern.evidence.readers.isolated import read_isolated, walls_here
from vaern.evidence.readers.shapes import Unreadable

unshare = {"x86_64": 272, "aarch64": 97}
walls.REFUSED = {machine: (number, (unshare[machine],)) for machine, (number, _) in walls.REFUSED.items()}
assert walls.refuse_calls()  # from here on nobody below makes a namespace, as in many containers
file, out = Path(sys.argv[1]) / "file", Path(sys.argv[1]) / "out"
told = {"walls": dict(walls_here())}
out.mkdir()
for what in ("connects 9", "connects_in_c 9", "leaves_a_child 65432.5"):
    file.write_text(what)
    try:
        told[what] = dict(read_isolated(file, "file", out, seconds=1.5, reader=Path(sys.argv[2])).facts)
    except Unreadable as stopped:
        told[what] = stopped.says
print(json.dumps(told))
"""


def test_without_namespaces_the_other_walls_stand(tmp_path: Path) -> None:
    if not walls_here()["seccomp"]:
        pytest.skip("this kernel has no seccomp filter")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NAMESPACES, str(tmp_path), str(READER)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout)
    assert told["walls"] == {**walls_here(), "namespaces": False}
    assert (told["connects 9"], told["connects_in_c 9"]) == (
        {"refused": "PermissionError"},
        {"socket": "-1", "errno": "13"},
    )
    assert "standset efter 1.5 sekunder" in told["leaves_a_child 65432.5"]
    time.sleep(0.2)
    assert not [process for process in Path("/proc").glob("[0-9]*") if b"65432.5" in _command_line(process)]


def test_command_says_which_walls_stand() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vaern.cli.main", "evidence", "walls", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)) == (0, dict(walls_here()))
    spoken = subprocess.run(
        [sys.executable, "-m", "vaern.cli.main", "evidence", "walls"], capture_output=True, text=True, check=False
    )
    assert "audit: står" in spoken.stdout


def test_at_least_one_wall_keeps_the_network_out() -> None:
    assert walls_here()["audit"]


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
