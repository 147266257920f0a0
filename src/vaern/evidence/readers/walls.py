"""What a reader's process may not do: reach a network, read other files than its own, disturb other processes.

Four walls, each standing without the others. `namespaces`: own user, network, process and message-queue namespaces,
so that there is no network to reach. `seccomp`: the kernel refuses the calls that make sockets and look into other
processes. `landlock`: the kernel opens only code, fonts, the one file and the out folder. `audit`: Python itself
refuses sockets. Which of them hold depends on the kernel; `raise_all` says so, and at least one that refuses the
network always holds, since the last needs no kernel at all.
"""

import ctypes
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x20000000, 0x08000000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
RET_ALLOW, RET_ERRNO, RET_KILL = 0x7FFF0000, 0x00050000, 0x80000000
EACCES = 13

# Machine name → (audit number, system calls that are refused: sockets, io_uring, other processes, keys,
# mounts, and leaving the group of processes that is ended as one).
REFUSED = {
    "x86_64": (
        0xC000003E,
        (41, 42, 425, 101, 310, 311, 321, 248, 249, 250, 165, 166, 308, 272, 298, 438, 323, 109, 112),
    ),
    "aarch64": (
        0xC00000B7,
        (198, 203, 425, 117, 270, 271, 280, 217, 218, 219, 40, 39, 268, 97, 241, 438, 282, 154, 157),
    ),
}
READ_ONLY = (
    "/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/mime.types",
    "/dev/urandom", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
)  # fmt: skip
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
READS, FILE_RIGHTS = 0b1101, 0x4007  # execute, read file, read folder; what a rule on a single file may name
RIGHTS = {1: 0x1FFF, 2: 0x3FFF}  # all rights over files that the first editions of Landlock know
ALL_RIGHTS, TCP, SCOPES = 0x7FFF, 0b11, 0b11  # from the third; bind and connect (4th); sockets and signals (6th)


def enter_namespaces() -> bool:
    """Leave the host's network and processes behind. The next process forked is the first of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    return all(libc.unshare(flags) == 0 for flags in (CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC, CLONE_NEWPID))


def refuse_in_python() -> bool:
    """Python's own wall: every event of the socket module is refused. Code that is not Python does not see it."""
    sys.addaudithook(_no_sockets)
    return True


def refuse_calls() -> bool:
    """A seccomp filter. False where the kernel or the machine has none."""
    known = REFUSED.get(platform.machine())
    if known is None:
        return False
    machine, calls = known
    program = _program(machine, calls)
    code = ctypes.create_string_buffer(program)
    packed = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        and libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(packed), 0, 0) == 0
    )


def refuse_files(*, read: Path, write: Path) -> bool:
    """A Landlock rule set: code and fonts and the one file for reading, the out folder for writing, nothing else."""
    libc = ctypes.CDLL(None, use_errno=True)
    edition = libc.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if edition < 1:
        return False
    handled = RIGHTS.get(edition, ALL_RIGHTS)
    asked = struct.pack("QQQ", handled, TCP, SCOPES)[: 8 if edition < 4 else 16 if edition < 6 else 24]  # noqa: PLR2004 - editions
    ruleset = libc.syscall(
        LANDLOCK_CREATE, ctypes.create_string_buffer(asked, len(asked)), ctypes.c_size_t(len(asked)), ctypes.c_uint32(0)
    )
    if ruleset < 0:
        return False
    for place in (*_code(), read):
        _allow(libc, ruleset, place, READS & handled)
    _allow(libc, ruleset, Path(os.devnull), handled)
    _allow(libc, ruleset, write, handled)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    held: bool = libc.syscall(LANDLOCK_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    os.close(ruleset)
    return held


def _no_sockets(event: str, _arguments: object) -> None:
    if event.startswith("socket."):
        raise PermissionError(EACCES, "a reader has no network")


def _program(machine: int, calls: tuple[int, ...]) -> bytes:
    """Load the machine, then the number of the call; a number in the list jumps to the refusal at the end."""
    steps = [(0x20, 0, 0, 4), (0x15, 1, 0, machine), (0x06, 0, 0, RET_KILL), (0x20, 0, 0, 0)]
    ending = len(calls) + 1
    steps.append((0x35, ending, 0, 0x40000000))  # the x32 numbers on the same machine
    steps += [(0x15, ending - 1 - place, 0, call) for place, call in enumerate(calls)]
    steps += [(0x06, 0, 0, RET_ALLOW), (0x06, 0, 0, RET_ERRNO | EACCES)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _code() -> Iterable[Path]:
    """Where code, fonts and models lie: never a folder of data."""
    places = {sys.prefix, sys.base_prefix, *(path for path in sys.path if path), *sysconfig.get_paths().values()}
    return [path for path in map(Path, (*sorted(places), *READ_ONLY, "/proc/self")) if path.exists()]


def _allow(libc: ctypes.CDLL, ruleset: int, place: Path, rights: int) -> None:
    handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
    try:
        allowed = rights if place.is_dir() else rights & FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, handle))
        libc.syscall(LANDLOCK_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint32(0))
    finally:
        os.close(handle)
