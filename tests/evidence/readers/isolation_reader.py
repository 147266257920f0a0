"""A reader that does what the file tells it to: everything a hostile file could bring a reader to do."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Part, Reading, Source, Unreadable

AF_INET, SOCK_STREAM = 2, 1


def read(source: Source, out: Out) -> Reading:
    told = source.path.read_text().split(" ", 1)
    return ACTS[told[0]](out, told[1] if len(told) > 1 else "")


def fine(out: Out, text: str) -> Reading:
    print("noise on standard output")  # noqa: T201 - as a library might
    return Reading(kind="test", parts=(Part(id="1", kind="attachment", **out.keep(text.encode())),))


def says(out: Out, text: str) -> Reading:
    raise Unreadable(text)


def fails(out: Out, text: str) -> Reading:
    raise KeyError(text)


def crashes(out: Out, _text: str) -> Reading:
    ctypes.string_at(1)
    return Reading(kind="test")


def hangs(out: Out, _text: str) -> Reading:
    while True:
        time.sleep(1)


def spins(out: Out, _text: str) -> Reading:
    while True:
        pass


def leaves_a_child(out: Out, seconds: str) -> Reading:
    subprocess.Popen([sys.executable, "-c", f"import os,time; os.setsid(); time.sleep({seconds})"], env=os.environ)
    return hangs(out, "")


def eats(out: Out, _text: str) -> Reading:
    held = []
    while True:
        held.append(bytearray(32 << 20))


def nests(out: Out, _text: str) -> Reading:
    return nests(out, "")


def fills(out: Out, _text: str) -> Reading:
    with (out.folder / "filled").open("wb") as file:
        while True:
            file.write(bytes(1 << 20))


def rubbish(out: Out, _text: str) -> Reading:
    return Reading(kind=3)  # type: ignore[arg-type]  # on purpose


def prints_rubbish(out: Out, _text: str) -> Reading:
    for handle in range(3, 64):
        try:
            os.write(handle, b"}{ not json")
        except OSError:
            continue
    os._exit(0)


def lies(out: Out, _text: str) -> Reading:
    return Reading(kind="test", parts=(Part(id="1", kind="attachment", file="../../etc/passwd", size=1),))


def links(out: Out, target: str) -> Reading:
    (out.folder / "part-00001").symlink_to(target)
    return Reading(kind="test", parts=(Part(id="1", kind="attachment", file="part-00001", size=1),))


def tells(out: Out, _text: str) -> Reading:
    open_handles = [handle for handle in Path("/proc/self/fd").iterdir() if handle.exists()]
    facts = (
        ("environment", json.dumps(sorted(os.environ))),
        ("cwd", str(Path.cwd())),
        ("handles", str(len(open_handles))),
    )
    return Reading(kind="test", facts=facts)


def connects(out: Out, port: str) -> Reading:
    return _tried(lambda: socket.create_connection(("127.0.0.1", int(port)), 2))


def connects_in_c(out: Out, port: str) -> Reading:
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.socket(AF_INET, SOCK_STREAM, 0)
    return Reading(kind="test", facts=(("socket", str(handle)), ("errno", str(ctypes.get_errno()))))


def connects_by_a_child(out: Out, port: str) -> Reading:
    code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
    ended = subprocess.run([sys.executable, "-c", code], check=False, stderr=subprocess.DEVNULL)
    return Reading(kind="test", facts=(("ended", str(ended.returncode)),))


def fetches(out: Out, url: str) -> Reading:
    return _tried(lambda: urllib.request.urlopen(url, timeout=2))  # noqa: S310 - it must be refused


def opens(out: Out, path: str) -> Reading:
    return _tried(lambda: Path(path).read_bytes())


def writes(out: Out, path: str) -> Reading:
    return _tried(lambda: Path(path).write_bytes(b"harm"))


def kills(out: Out, process: str) -> Reading:
    return _tried(lambda: os.kill(int(process), signal.SIGTERM))


def _tried(act) -> Reading:
    try:
        act()
    except OSError as refused:
        return Reading(kind="test", facts=(("refused", type(refused).__name__),))
    return Reading(kind="test", facts=(("refused", ""),))


ACTS = {name: act for name, act in globals().items() if callable(act) and getattr(act, "__module__", "") == __name__}
