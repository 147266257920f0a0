"""A compound file (OLE), as Office before 2007 packs its documents: streams in a folder, made here byte by byte."""

import struct

SECTOR, END, FREE, FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SMALLEST = 4096  # below this a stream would lie in another place


def compound(streams: dict[str, bytes]) -> bytes:
    """Every stream is filled up with zeros to a size that lies in ordinary sectors."""
    bodies = {
        name: data.ljust(-(-max(len(data), SMALLEST) // SECTOR) * SECTOR, b"\0") for name, data in streams.items()
    }
    folder_size = -(-(len(bodies) + 1) * 128 // SECTOR)
    chain, places = _run(1, folder_size), {}
    for name, body in bodies.items():
        places[name] = 1 + len(chain)
        chain += _run(places[name], len(body) // SECTOR)
    entries = [_entry("Root Entry", kind=5, child=1, start=END)]
    for number, (name, body) in enumerate(bodies.items(), 1):
        right = number + 1 if number < len(bodies) else FREE
        entries.append(_entry(name, kind=2, right=right, start=places[name], size=len(body)))
    folder = b"".join(entries).ljust(folder_size * SECTOR, b"\0")
    fat = struct.pack("<I", FAT) + struct.pack(f"<{len(chain)}I", *chain)
    assert len(fat) <= SECTOR
    return _head() + fat.ljust(SECTOR, b"\xff") + folder + b"".join(bodies.values())


def _run(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), END]


def _head() -> bytes:
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, SMALLEST, END, 0, END, 0)
    return (head + struct.pack("<I", 0)).ljust(SECTOR, b"\xff")


def _entry(name: str, *, kind: int, right: int = FREE, child: int = FREE, start: int, size: int = 0) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    entry = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, FREE, right, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)


def word(text: str, *, notes: str = "", flags: int = 0) -> dict[str, bytes]:
    """A Word document of two pieces: the first half one byte a letter, the rest two."""
    head = bytearray(0x200)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 0x0A, flags)
    struct.pack_into("<I", head, 0x4C, len(text))
    struct.pack_into("<I", head, 0x5C, len(notes))
    struct.pack_into("<II", head, 0x1A2, 0, 5 + 12 + 16)
    whole = text + notes
    half = len(whole) // 2
    narrow, wide = whole[:half].encode("cp1252"), whole[half:].encode("utf-16-le")
    places = ((0x200 * 2) | 1 << 30, 0x200 + len(narrow))
    listed = struct.pack("<III", 0, half, len(whole)) + b"".join(struct.pack("<HIH", 0, one, 0) for one in places)
    return {"WordDocument": bytes(head) + narrow + wide, "0Table": b"\x02" + struct.pack("<I", len(listed)) + listed}


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of a workbook."""
    return struct.pack("<HH", kind, len(data)) + data


def atom(kind: int, data: bytes, number: int = 0, *, holds: bool = False) -> bytes:
    """One record of a presentation."""
    return struct.pack("<HHI", number << 4 | (15 if holds else 0), kind, len(data)) + data
