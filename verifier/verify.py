#!/usr/bin/env python3
"""Kontrollerer en pakke med beviser fra Værn, uden Værn: kun Python (3.9 eller nyere) og openssl.

    python3 verify.py PAKKE.zip|MAPPE [--trust ROD.pem ...] [--stamps ROD.pem ...] [--signer FINGERAFTRYK] [--old]
                      [--json]

Uden --trust kontrolleres kun, at pakken er hel; hvem der står bag underskrift og tidsstempler, er da ikke kontrolleret.
--stamps nævner rødder, der kun tæller for tidsstempler. --old tager imod en pakke fra før, pakker blev underskrevet:
den kan ikke vise, om noget er udeladt.
Svar: 0 alt holder, 1 noget holder ikke, 2 forkert brug, eller openssl er for gammel.
"""

# One file on purpose: a court's expert reads it from top to bottom. It imports nothing from Værn; what it knows of the
# format stands here a second time, so that a fault in one is found by the other.

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import unicodedata
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

NEWEST = "vaern-bundle/2"
MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE, STAMP, STAMP_CHAIN = f"{MANIFEST}.p7s", f"{MANIFEST}.p7s.tsr", f"{MANIFEST}.p7s.chain.pem"
TAG_ORDER = ["bagit.txt", "bag-info.txt", MANIFEST, SIGNATURE, STAMP, STAMP_CHAIN]
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
LINE = re.compile(r"([0-9a-f]{64})  (.+)")
STAMP_TIME = re.compile(r"Time stamp: (\w{3}) +(\d+) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SLACK = timedelta(minutes=5)
PIECE, MOST_SMALL, MOST_LISTED = 1 << 20, 1 << 28, 1 << 26
MOST_UNPACKED = 100  # times the size of the zip: what old bundles hold packs far less
WORKERS = max(2, min(4, os.cpu_count() or 2))
UNREADABLE = (
    KeyError,
    TypeError,
    ValueError,
    IndexError,
    AttributeError,
    RecursionError,
    OSError,
    zipfile.BadZipFile,
    struct.error,
    NotImplementedError,
    ArithmeticError,
    EOFError,
    zipfile.zlib.error,
    subprocess.SubprocessError,
)


class Wrong(Exception):
    """Something does not hold; the words say what."""


class Check:
    """One thing that was looked at: whether it holds (None: it is not there to look at), and what was found."""

    def __init__(self, name, title):
        self.name, self.title, self.faults, self.notes, self.absent = name, title, [], [], False

    @property
    def holds(self):
        return False if self.faults else None if self.absent else True

    def need(self, true, fault):
        if not true:
            self.faults.append(fault)

    def as_json(self):
        return {"id": self.name, "says": self.title, "holds": self.holds, "faults": self.faults, "notes": self.notes}


# ------------------------------------------------------------------------------------------------ reading the bundle


def check_is_bundle(names):
    """Somebody who points at the wrong folder is told so once, and not that every proof has failed."""
    if not {"bagit.txt", MANIFEST, TAGS}.intersection(names):
        raise Wrong("Her er ingen pakke fra Værn. Vælg zip-filen eller den mappe, som filen bagit.txt ligger i.")


class Folder:
    """An unpacked bundle."""

    kind = "mappe"

    def __init__(self, path):
        self.root, self.faults = path, []
        inner = [p for p in path.iterdir() if p.is_dir() and not p.is_symlink()]
        if not (path / "bagit.txt").exists() and len(inner) == 1:
            self.root = inner[0]
            self.faults += [f"Ud over pakkens mappe ligger her: {p.name}" for p in path.iterdir() if p != inner[0]]
        self.places = {}
        for folder, folders, files in os.walk(self.root):
            for name in folders + files:
                self._take(Path(folder) / name)
        self.names = sorted(self.places)
        self.size = {name: place.stat().st_size for name, place in self.places.items()}
        self.top, self.strict = "", True
        check_is_bundle(self.names)

    def _take(self, place):
        name = unicodedata.normalize("NFC", place.relative_to(self.root).as_posix())
        mode = place.lstat().st_mode
        if stat.S_ISDIR(mode):
            if not any(place.iterdir()):
                self.faults.append(f"En tom mappe er lagt til: {name}")
        elif not stat.S_ISREG(mode):
            self.faults.append(f"Ikke en almindelig fil (fx et link): {name}")
        elif name in self.places:
            self.faults.append(f"To filer med samme navn: {name}")
        else:
            self.places[name] = place

    def pieces(self, name):
        buffer = bytearray(PIECE)
        view = memoryview(buffer)
        with open(self.places[name], "rb", buffering=0) as file:
            while count := file.readinto(buffer):
                yield view[:count]


class Zip:
    """A bundle as it was sent. The frame is written anew and compared, so that no byte between the files is free."""

    kind = "zip-fil"

    def __init__(self, path):
        self.path, self.faults, self.own = path, [], threading.local()
        with open(path, "rb") as file:
            self.entries, listed = read_frame(file)
            self.strict = self._is_ours(file, listed)
            unpacked, most = sum(entry[3] for entry in self.entries), MOST_UNPACKED * file.seek(0, os.SEEK_END)
        if not self.strict and unpacked > most + MOST_LISTED:
            raise Wrong("Zip-filen pakker sig ud til langt mere, end den selv fylder. Den bliver ikke pakket ud her.")
        names = [name for name, *_ in self.entries]
        tops = {name.split("/", 1)[0] for name in names}
        self.top = tops.pop() if len(tops) == 1 else ""
        if not self.top:
            self.faults.append("Filerne ligger ikke i én mappe.")
        cut = len(self.top) + 1 if self.top else 0
        self.names = [name[cut:] for name in names]
        check_is_bundle(self.names)
        self.size = {name[cut:]: size for name, _, _, size, *_ in self.entries}
        self.spot = {name[cut:]: entry for name, entry in zip(names, self.entries)}
        if len(set(names)) != len(names):
            self.faults.append("To filer i zip-filen har samme navn.")

    def _is_ours(self, file, listed):
        """Whether every byte outside the files is as Værn writes it."""
        at = 0
        for name, offset, crc, size, packed, method, *_ in self.entries:
            head = local_header(name, size, crc)
            file.seek(offset)
            if (offset, packed, method) != (at, size, 0) or file.read(len(head)) != head:
                return False
            at += len(head) + size
        file.seek(at)
        return file.read(MOST_LISTED) == listing(self.entries) + end_of(self.entries, at) and listed == at

    def check_foreign(self):
        """The least that an old bundle's zip must keep to: nothing before, between or after the files."""
        with open(self.path, "rb") as file:
            at = 0
            for name, offset, _, _, packed, method, flags in self.entries:
                file.seek(offset)
                head = file.read(30)
                lengths = struct.unpack("<HH", head[26:30])
                if offset != at or head[:4] != b"PK\x03\x04" or file.read(lengths[0]) != name.encode():
                    raise Wrong(f"Zip-filen har noget mellem filerne ved {name}.")
                if method not in (0, 8) or flags & 0x2009:
                    raise Wrong(f"Zip-filen er pakket på en måde, som Værn aldrig har brugt, ved {name}.")
                at += 30 + sum(lengths) + packed

    def pieces(self, name):
        if self.strict:
            yield from self._stored(name)
            return
        with zipfile.ZipFile(self.path) as archive, archive.open(f"{self.top}/{name}" if self.top else name) as file:
            while piece := file.read(PIECE):
                yield piece

    def _stored(self, name):
        full, offset, crc, size, *_ = self.spot[name]
        if not hasattr(self.own, "file"):
            self.own.file, self.own.buffer = open(self.path, "rb", buffering=0), bytearray(PIECE)
        file, view = self.own.file, memoryview(self.own.buffer)
        file.seek(offset + len(local_header(full, size, crc)))
        while size:
            count = file.readinto(view[: min(size, PIECE)])
            if not count:
                raise Wrong("Zip-filen er for kort.")
            yield view[:count]
            size -= count


def read_frame(file):
    """(name, offset, crc, size, packed size, method, flags) of every file, and where the list begins."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 22))
    tail = file.read(22)
    if len(tail) != 22 or tail[:4] != b"PK\x05\x06" or tail[20:] != b"\0\0":
        raise Wrong("Filen er ikke en hel zip-fil, eller der er lagt noget til efter den.")
    disk, first, here, count, size, start, _ = struct.unpack("<HHHHIIH", tail[4:])
    last = end - 22
    if count == 0xFFFF or 0xFFFFFFFF in (size, start):
        file.seek(max(0, last - 76))
        large = file.read(76)
        if large[:4] != b"PK\x06\x06" or large[56:60] != b"PK\x06\x07":
            raise Wrong("Zip-filens liste over store filer er i stykker.")
        here, count, size, start = struct.unpack("<QQQQ", large[24:56])
        last -= 76
    if (disk, first) != (0, 0) or here != count or start + size != last or size > MOST_LISTED:
        raise Wrong("Zip-filens liste passer ikke med filen.")
    file.seek(start)
    return list(read_list(file.read(size), count)), start


def read_list(data, count):
    at = 0
    for _ in range(count):
        fields = struct.unpack("<4sHHHHHHIIIHHHHHII", data[at : at + 46])
        sign, _, _, flags, method, _, _, crc, packed, size, names, extras, comments, *_, offset = fields
        if sign != b"PK\x01\x02" or comments:
            raise Wrong("Zip-filens liste er i stykker.")
        name = data[at + 46 : at + 46 + names].decode("utf-8")
        size, packed, offset = enlarge(data[at + 46 + names : at + 46 + names + extras], size, packed, offset)
        yield name, offset, crc, size, packed, method, flags
        at += 46 + names + extras
    if at != len(data):
        raise Wrong("Zip-filens liste er i stykker.")


def enlarge(extra, size, packed, offset):
    """The sizes past 4 GiB stand in a field of their own."""
    if 0xFFFFFFFF not in (size, packed, offset) or extra[:2] != b"\x01\0":
        return size, packed, offset
    numbers = iter(struct.unpack(f"<{(len(extra) - 4) // 8}Q", extra[4:]))
    return tuple(next(numbers) if value == 0xFFFFFFFF else value for value in (size, packed, offset))


def local_header(name, size, crc):
    encoded, large = name.encode(), size >= 0xFFFFFFFF
    extra = struct.pack("<HHQQ", 1, 16, size, size) if large else b""
    shown = min(size, 0xFFFFFFFF)
    return (
        b"PK\x03\x04"
        + struct.pack(
            "<HHHHHIIIHH", 45 if large else 20, 0x0800, 0, 0, 0x21, crc, shown, shown, len(encoded), len(extra)
        )
        + encoded
        + extra
    )


def listing(entries):
    return b"".join(central_header(*entry[:4]) for entry in entries)


def central_header(name, offset, crc, size):
    encoded = name.encode()
    parts = ([size, size] if size >= 0xFFFFFFFF else []) + ([offset] if offset >= 0xFFFFFFFF else [])
    extra = struct.pack(f"<HH{len(parts)}Q", 1, 8 * len(parts), *parts) if parts else b""
    version, shown = 45 if parts else 20, min(size, 0xFFFFFFFF)
    return (
        b"PK\x01\x02"
        + struct.pack(
            "<HHHHHHIIIHHHHHII",
            3 << 8 | version,
            version,
            0x0800,
            0,
            0,
            0x21,
            crc,
            shown,
            shown,
            len(encoded),
            len(extra),
            0,
            0,
            0,
            0o100644 << 16,
            min(offset, 0xFFFFFFFF),
        )
        + encoded
        + extra
    )


def end_of(entries, start):
    size, count, large = len(listing(entries)), len(entries), b""
    if count >= 0xFFFF or size >= 0xFFFFFFFF or start >= 0xFFFFFFFF:
        record = struct.pack("<QHHIIQQQQ", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, start)
        large = b"PK\x06\x06" + record + b"PK\x06\x07" + struct.pack("<IQI", 0, start + size, 1)
    few = min(count, 0xFFFF)
    end = struct.pack("<HHHHIIH", 0, 0, few, few, min(size, 0xFFFFFFFF), min(start, 0xFFFFFFFF), 0)
    return large + b"PK\x05\x06" + end


def is_safe(name):
    """Whether a name stays inside the folder on every system."""
    parts = name.split("/")
    bad = any(part in ("", ".", "..") or part != part.strip(" ") or part.endswith(".") for part in parts)
    signs = any(char in '\\:*?"<>|' or ord(char) < 32 or ord(char) == 127 for char in name)
    return not bad and not signs and len(name.encode()) < 1000


# ------------------------------------------------------------------------------------------------------- the checks


class Verifier:
    """Looks at one bundle, check by check. `trust` is PEM with the certificates that count, or None.

    `stamps` is PEM that counts for time-stamps alone; `unsigned` says that a bundle of the old format will do.
    """

    def __init__(self, source, trust, folder, *, pinned=None, stamps=None, unsigned=False):
        self.source, self.trust, self.folder, self.pinned, self.unsigned = source, trust, folder, pinned, unsigned
        self.stamp_trust = b"\n".join(pem for pem in (trust, stamps) if pem) or None
        self.checks, self.hashes, self.listed, self.old = [], {}, {}, False
        self.signed_at = None

    def run(self):
        for name, title, look in (
            ("frame", f"Pakkens ydre ({self.source.kind})", self.frame),
            ("bag", "Pakkens egne lister (BagIt)", self.bag),
            ("hashes", "Hver fil er uændret", self.contents),
            ("complete", "Intet er lagt til, fjernet eller byttet om", self.complete),
            ("signature_stamp", "Tidspunktet for underskriften", self.signature_stamp),
            ("signature", "Underskriften på manifestet", self.signature),
            ("metadata", "Beskrivelsen passer med filerne", self.metadata),
            ("custody", "Loggen over, hvem der har haft beviserne i hånden", self.custody),
            ("events", "Sagens log hænger sammen", self.events),
            ("calls", "Opkald er, som de blev skrevet ned", self.calls),
            ("item_stamps", "Tidsstemplerne på beviserne", self.item_stamps),
            ("anchor", "Sagens log er forankret", self.anchor),
        ):
            check = Check(name, title)
            self.checks.append(check)
            try:
                look(check)
            except Wrong as wrong:
                check.faults.append(str(wrong))
            except UNREADABLE as fault:
                check.faults.append(f"Kan ikke læses ({type(fault).__name__}).")
        return self.checks

    def frame(self, check):
        source = self.source
        check.faults += source.faults
        seen = set()
        for name in source.names:
            check.need(is_safe(name), f"Usikkert filnavn: {name!r}")
            same = unicodedata.normalize("NFC", name).casefold()
            check.need(same not in seen, f"To filer med samme navn: {name!r}")
            seen.add(same)
        self.old = "BagIt-Profile-Identifier:" not in self.small("bag-info.txt").decode()
        if self.old and not source.strict:
            source.check_foreign()
        elif not source.strict:
            raise Wrong(
                "Zip-filen er ikke skrevet af Værn, eller den er ændret. Er den pakket om undervejs, så pak den "
                "ud, og kontrollér mappen."
            )

    def bag(self, check):
        check.need(self.small("bagit.txt") == BAGIT, "bagit.txt er ikke, som den skal være.")
        self.listed = self.manifest(MANIFEST)
        check.need(all(path.startswith("data/") for path in self.listed), "Manifestet nævner filer uden for data.")
        info = self.small("bag-info.txt").decode()
        size = sum(self.source.size.get(path, 0) for path in self.listed)
        expected = [r"Bagging-Date: \d{4}-\d\d-\d\d", rf"Payload-Oxum: {size}\.{len(self.listed)}"]
        if not self.old:
            top = re.escape(self.source.top) or r"[^\n]+"
            expected += [f"External-Identifier: {top}", f"BagIt-Profile-Identifier: {NEWEST}"]
            check.need(
                f"BagIt-Profile-Identifier: {NEWEST}\n" in info, "Formatet er ukendt: hent den nyeste verify.py."
            )
        check.need(re.fullmatch("\n".join(expected) + "\n", info), "bag-info.txt passer ikke med indholdet.")

    def contents(self, check):
        for path, digest in {**self.manifest(TAGS), **self.listed}.items():
            if path not in self.source.size:
                check.faults.append(f"Mangler: {path}")
            elif self.hash_of(path) != digest:
                check.faults.append(f"Ændret: {path}")
        check.title += f" ({len(self.hashes)} filer, {sum(self.source.size.values())} byte)"

    def complete(self, check):
        tags = self.manifest(TAGS)
        known = {*self.listed, *tags, TAGS}
        check.faults += [f"Lagt til: {name}" for name in self.source.names if name not in known]
        expected = [name for name in TAG_ORDER if name in tags]
        check.need(list(tags) == expected, "Listen over pakkens egne filer er byttet om eller har fremmede filer.")
        check.need(set(TAG_ORDER[: 3 if self.old else 4]) <= set(tags), "En af pakkens egne filer mangler på listen.")
        if isinstance(self.source, Zip):
            check.need(self.source.names == [*self.listed, *expected, TAGS], "Filernes rækkefølge er ændret.")
        if not self.old:
            self.no_strangers(check)

    def no_strangers(self, check):
        """Every file of the payload is one that the description names."""
        said = self.json("data/metadata.json")
        named = {f"data/{item['file']}" for item in said["items"]}
        for item in said["items"]:
            named |= {f"data/timestamps/{item['number']}.data"}
            named |= {f"data/{stamp[part]}" for stamp in item["time_stamps"] for part in ("token", "chain", "data")}
        fixed = [
            "signing/signer.pem",
            "events.json",
            "audit/proof.json",
            "audit/anchor.data",
            "custody.json",
            "metadata.json",
            "index.html",
            "index.pdf",
            "KONTROL.txt",
            "KONTROL.html",
        ]
        fixed += ["audit/anchor.tsr", "audit/anchor.chain.pem"] if said["audit"]["stamped"] else []
        named |= {f"data/{name}" for name in fixed}
        check.faults += [f"Ikke nævnt i beskrivelsen: {path}" for path in self.listed if path not in named]
        check.faults += [f"Nævnt i beskrivelsen, men ikke i manifestet: {path}" for path in named - set(self.listed)]

    def signature_stamp(self, check):
        if STAMP not in self.source.size:
            check.absent = True
            asked = not self.old and self.json("data/metadata.json")["signing"]["stamp_asked"]
            check.notes.append(
                "Tidsstempeltjenesten svarede ikke, da pakken blev lavet." if asked else "Ikke stemplet."
            )
            return
        self.signed_at = self.stamped(STAMP, STAMP_CHAIN, self.small(SIGNATURE))
        check.notes.append(f"Stemplet {danish(self.signed_at)}.")
        self.say_trust(check)

    def signature(self, check):
        if self.old:
            check.absent = True
            check.notes.append("Pakken er fra før, pakker blev underskrevet. Kun tidsstemplerne siger, om den er ægte.")
            check.need(
                self.pinned is None, "Du har nævnt en underskriver med --signer, men pakken er ikke underskrevet."
            )
            check.need(
                self.unsigned or not self.trust,
                "Pakken er ikke underskrevet, så det kan ikke ses, om noget er udeladt eller lavet om. Ved du, at den "
                "er givet i det gamle format, så brug --old.",
            )
            return
        said, pem = self.json("data/metadata.json")["signing"], self.small("data/signing/signer.pem")
        signer = self.folder / "signer-out.pem"
        options = ["-attime", str(int(self.signed_at.timestamp()))] if self.signed_at else []
        told = self.signed_by(self.trust or pem, "-signer", signer, *options)
        if told.returncode or not signer.exists():
            if b"expired" in told.stderr:
                raise Wrong("Certifikatet er udløbet, og underskriftens tidspunkt er ikke stemplet.")
            if self.trust and not self.signed_by(pem, *options).returncode:
                raise Wrong(
                    "Underskriften passer til pakken, men den fører ikke til et certifikat, du stoler på. Hvem der har "
                    "lavet pakken, er altså ikke vist."
                )
            raise Wrong("Underskriften holder ikke.")
        found = fingerprint(signer.read_bytes())
        check.need(
            found == said["sha256"] == fingerprint(pem), "Underskriverens certifikat er ikke det, pakken nævner."
        )
        check.need(self.pinned in (None, found), "Underskriveren er en anden end den, du har nævnt med --signer.")
        own = fingerprints(self.trust or pem)
        check.need(
            self.pinned or len(own) == 1 or found in own,
            "Underskriften fører til en rod, du stoler på, men en rod har udstedt mange certifikater. Sig med "
            "--signer, hvis underskrift der tæller, eller nævn tidsstemplernes rod med --stamps.",
        )
        check.notes.append(f"Underskrevet af: {self.subject(signer)}")
        check.notes.append(f"Certifikatets fingeraftryk (SHA-256): {found}")
        self.say_trust(check)

    def metadata(self, check):
        for item in self.items():
            number, path = item["number"], f"data/{item['file']}"
            check.need(self.listed.get(path) == item["sha256"], f"{number}: fingeraftrykket er ikke filens.")
            check.need(self.source.size.get(path) == item["bytes"], f"{number}: størrelsen er ikke filens.")
            if item.get("salt"):
                salted = hashlib.sha256(bytes.fromhex(item["salt"]) + bytes.fromhex(item["sha256"])).hexdigest()
                check.need(salted == item["salted_digest"], f"{number}: det saltede fingeraftryk passer ikke.")
            elif not item.get("redacted"):
                check.faults.append(f"{number}: saltet mangler.")
            else:
                check.notes.append(f"{number} er en kopi med sløring. Originalen er ikke med.")
        given = {path for path in self.listed if path.startswith(("data/originals/", "data/redacted/"))}
        check.need(given == {f"data/{item['file']}" for item in self.items()}, "Der er filer, som ikke er beskrevet.")
        if not self.old:
            said = self.json("data/metadata.json")
            check.need(said["format"] == NEWEST, "Formatet er ukendt.")
            check.need(said["case"] in self.small("bag-info.txt").decode().split(), "Sagens nummer passer ikke.")
            annexes = sorted(item["annex"] for item in self.items())
            check.need(annexes == list(range(1, len(annexes) + 1)), "Bilagenes numre passer ikke.")

    def custody(self, check):
        rows = self.json("data/custody.json")["items"]
        items = {item["number"]: item for item in self.items()}
        check.need(
            [row["number"] for row in rows] == sorted(items, key=lambda one: int(one[1:])),
            "Loggen gælder ikke de samme beviser som beskrivelsen.",
        )
        named = self.named_in_log()
        for row in rows:
            previous, item_id = row["salted_digest"], row.get("item_id") or self.item_id(row["salted_digest"])
            check.need(previous == items[row["number"]]["salted_digest"], f"{row['number']}: et andet bevis.")
            for place, entry in enumerate(row["custody"], start=1):
                form, names = custody_form(entry)
                found = sha256(netstrings(form, item_id, *(entry[name] for name in names)))
                fits = (entry["sequence"], entry["previous_hash"], entry["hash"]) == (place, previous, found)
                check.need(fits, f"{row['number']}: linje {place} i loggen er ikke, hvad der blev skrevet.")
                check.need(same_moment(entry), f"{row['number']}: linje {place} har to forskellige tider.")
                previous = entry["hash"]
            expected = items[row["number"]].get("custody_entries", len(row["custody"]))
            check.need(len(row["custody"]) == expected, f"{row['number']}: loggen har ikke alle linjer.")
            self.in_log(check, row, named.get(item_id, []))

    def named_in_log(self):
        """The lines of custody that the case's log names, by item: the log is anchored, so the lines are too."""
        found = {}
        for event in self.json("data/events.json")["events"]:
            data = json.loads(event["data"])
            if "custody" in data:
                found.setdefault(data["item"], []).append(data["custody"])
        return found

    def in_log(self, check, row, named):
        """Nothing was added to an item's lines or taken from them: the case's log names each, also the last.

        What was done in a case that the item was moved from is named there. Lines from before the naming begin a chain.
        """
        number, lines = row["number"], [entry["hash"] for entry in row["custody"]]
        came = [entry["hash"] for entry in row["custody"] if entry["act"] == "moved_in" and entry["hash"] in named]
        here = lines[lines.index(came[-1]) :] if came else lines
        first = min((place for place, line in enumerate(here) if line in named), default=len(here))
        check.need(set(named) <= set(lines), f"{number}: sagens log nævner linjer, som ikke er her.")
        check.need(set(here[first:]) <= set(named), f"{number}: der er linjer, som sagens log ikke nævner.")
        if first:
            check.notes.append(f"{number}: de første {first} linjer er ældre end, at sagens log nævner dem.")
        if came:
            check.notes.append(f"{number} er flyttet hertil. Linjerne fra før står i den anden sags log.")

    def events(self, check):
        log = self.json("data/events.json")
        previous = "0" * 64
        names = ("sequence", "name", "actor_id", "role", "happened_at", "known_at", "recorded_at", "data")
        for place, event in enumerate(log["events"], start=1):
            body = netstrings("event/1", "case", log["stream_id"], *(event[name] for name in names))
            fits = (event["sequence"], event["previous_hash"]) == (place, previous)
            if not fits or sha256(previous.encode() + body) != event["hash"]:
                raise Wrong(f"Hændelse {place} er ikke, hvad der blev skrevet.")
            previous = event["hash"]
        check.notes.append(f"{len(log['events'])} hændelser.")

    def calls(self, check):
        """What was noted of telephone calls: each is the one in the log, and none is missing without a word."""
        said = {} if self.old else self.json("data/metadata.json")
        if "calls" not in said:
            check.absent = True
            check.notes.append("Pakken er fra før, opkald kom med.")
            return
        given, left_out = said["calls"], said["calls_left_out"]
        log = self.json("data/events.json")["events"]
        noted = [json.loads(event["data"]) for event in log if event["name"] == "evidence.call_noted"]
        every = sorted([call["number"] for call in given] + left_out, key=lambda one: int(one[1:]))
        expected = [f"O{place}" for place in range(1, len(noted) + 1)]
        check.need(every == expected, "Opkaldene er ikke dem, sagens log nævner.")
        for call in given:
            number = call["number"]
            place = int(number[1:])
            in_log = 1 <= place <= len(noted) and noted[place - 1].get("digest") == call["salted_digest"]
            check.need(in_log, f"{number}: opkaldet er ikke det, der står i sagens log.")
            self.noted_call(check, call, said["for_whom"])
            lines = [line["at"] for line in said["timeline"] if number in line.get("calls", [])]
            check.need(lines == [call["called_at"]], f"{number}: tidslinjen siger noget andet.")
        check.absent = not noted
        check.notes.append(f"{len(given)} opkald er med, {len(left_out)} er udeladt." if noted else "Ingen er noteret.")

    def noted_call(self, check, call, for_whom):
        """The words lead to the digest in the log. To the person it is about they are not told."""
        number, words = call["number"], [call["from"], call["said"], call["heard_by"]]
        if call["salt"] is None:
            told = for_whom != "sender" or any([*words, call["noted_by"]])
            check.need(not told, f"{number}: saltet mangler.")
            check.notes.append(f"{number}: hvad der er skrevet ned, er ikke med.")
            return
        times = [moment(call["called_at"]), moment(call["noted_at"])]
        digest = hashlib.sha256(netstrings("call/1", number, *times, *words)).digest()
        salted = sha256(bytes.fromhex(call["salt"]) + digest)
        check.need(salted == call["salted_digest"], f"{number}: ordene er ikke dem, der blev skrevet ned.")

    def item_stamps(self, check):
        bare = []
        for item in self.items():
            number, data = item["number"], bytes.fromhex(item["salted_digest"])
            stamps = self.stamps_of(item)
            if not self.old:
                kept = self.small(f"data/timestamps/{number}.data")
                check.need(kept == data, f"{number}: det, der er stemplet, er ikke bevisets fingeraftryk.")
            for token, chain, at in stamps:
                found = self.stamped(token, chain, data)
                check.need(found == datetime.fromisoformat(at), f"{number}: tiden i stemplet er en anden.")
                check.notes.append(f"{number} er stemplet {danish(found)}.")
                if not self.old and found + SLACK < datetime.fromisoformat(item["received_at"]):
                    check.notes.append(f"{number} siges modtaget efter det. Uret hos afsenderen gik altså forkert.")
            bare += [] if stamps else [number]
        check.absent = len(bare) == len(self.items())
        if bare:
            check.notes.append(f"Uden tidsstempel: {', '.join(bare)}.")
            check.need(not (self.old and self.stamp_trust), "En pakke uden underskrift kan kun stå på tidsstempler.")
        if len(bare) < len(self.items()):
            self.say_trust(check)

    def anchor(self, check):
        if self.old:
            check.absent = True
            check.notes.append("Pakken er fra før, beviset for ankeret fulgte med.")
            return
        proof, log = self.json("data/audit/proof.json"), self.json("data/events.json")
        check.need((proof["stream"], proof["stream_id"]) == ("case", log["stream_id"]), "Beviset gælder en anden sag.")
        event = log["events"][proof["sequence"] - 1]
        check.need(proof["sequence"] >= 1 and event["hash"] == proof["hash"], "Beviset gælder en anden hændelse.")
        tree = climb(proof)
        stated = netstrings("anchor/1", proof["made_at"], proof["leaves"], tree, proof["previous_root"])
        kept = self.small("data/audit/anchor.data")
        check.need(tree == proof["tree"] and stated == kept, "Vejen fører ikke til ankerets rod.")
        check.need(sha256(kept) == proof["root"], "Ankerets fingeraftryk er et andet.")
        newer = len(log["events"]) - proof["sequence"]
        check.notes.append(f"Ankeret dækker {proof['sequence']} hændelser; {newer} er nyere.")
        self.anchor_stamp(check, proof, kept)

    def anchor_stamp(self, check, proof, kept):
        said = self.json("data/metadata.json")["audit"]["stamped"]
        check.need(said == (proof["stamped_at"] is not None), "Det passer ikke, om ankeret er stemplet.")
        if not said:
            check.notes.append("Ankeret er ikke tidsstemplet.")
            return
        at = self.stamped("data/audit/anchor.tsr", "data/audit/anchor.chain.pem", kept)
        check.need(at == datetime.fromisoformat(proof["stamped_at"]), "Tiden i ankerets stempel er en anden.")
        check.notes.append(f"Ankeret er stemplet {danish(at)}.")
        self.say_trust(check)

    # ------------------------------------------------------------------------------------------------- its tools

    def subject(self, certificate):
        told = self.openssl("x509", "-in", certificate, "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb")
        return told.stdout.decode("utf-8", "replace").strip().replace("subject=", "", 1) or "kan ikke læses"

    def signed_by(self, trusted, *options):
        """openssl's answer to whether the manifest is signed by one who leads to these certificates."""
        return self.openssl(
            "cms", "-verify", "-binary", "-inform", "DER", "-in", self.put(self.small(SIGNATURE)), "-content",
            self.put(self.small(MANIFEST)), "-CAfile", self.put(trusted), "-no-CApath", "-no-CAstore",
            "-out", os.devnull, *options)  # fmt: skip

    def say_trust(self, check):
        if not self.trust:
            check.notes.append("Hvem der står bag, er ikke kontrolleret (brug --trust).")

    def items(self):
        if not self.old:
            return self.json("data/metadata.json")["items"]
        rows = self.json("data/custody.json")["items"]
        return [{**row, "file": f"originals/{row['file']}"} for row in rows]

    def item_id(self, salted):
        """Old bundles name the item in the event of its receiving alone."""
        for event in self.json("data/events.json")["events"]:
            data = json.loads(event["data"])
            if event["name"] == "evidence.received" and data.get("digest") == salted:
                return data["item"]
        raise Wrong("Et bevis er ikke i sagens log.")

    def stamps_of(self, item):
        if not self.old:
            return [(f"data/{one['token']}", f"data/{one['chain']}", one["at"]) for one in item["time_stamps"]]
        place = f"data/timestamps/{item['number']}"
        return [(f"{place}-{n}.tsr", None, at) for n, at in enumerate(item["stamped_at"], start=1)]

    def stamped(self, token, chain, data):
        """The time of a stamp that holds over the data. Old bundles bring no chain: then only its data is checked."""
        reply, pem = self.put(self.small(token)), self.small(chain) if chain else b""
        told = self.openssl("ts", "-reply", "-in", reply, "-text")
        at = stamp_time(told.stdout.decode("utf-8", "replace")) if told.returncode == 0 else None
        if at is None:
            raise Wrong(f"Tidsstemplet kan ikke læses: {token}")
        if not (self.stamp_trust or pem):
            self.check_imprint(told.stdout, data, token)
            return at
        extra = ["-untrusted", self.put(pem)] if pem else []
        if self.stamp_holds(reply, data, at, self.stamp_trust or pem, extra):
            return at
        if self.stamp_trust and pem and self.stamp_holds(reply, data, at, pem, extra):
            raise Wrong(
                f"Tidsstemplet gælder det rigtige, men det fører ikke til et certifikat, du stoler på: {token}. "
                "Hvilken tjeneste der har givet det, er altså ikke vist. Nævn tjenestens rod med --stamps."
            )
        raise Wrong(f"Tidsstemplet holder ikke, eller det fører ikke til et certifikat, du stoler på: {token}")

    def stamp_holds(self, reply, data, at, roots, extra):
        told = self.openssl("ts", "-verify", "-data", self.put(data), "-in", reply, "-attime",
                            str(int(at.timestamp())), "-CAfile", self.put(roots), *extra)  # fmt: skip
        return not told.returncode and b"Verification: OK" in told.stdout + told.stderr

    def check_imprint(self, text, data, token):
        lines = re.findall(rb"^ {4}[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -])+)", text, re.MULTILINE)
        shown = re.sub(rb"[^0-9a-f]", b"", b"".join(lines)).decode()
        if not shown.startswith(sha256(data)):
            raise Wrong(f"Tidsstemplet gælder noget andet: {token}")

    def manifest(self, name):
        """Digests by path, in the order of the lines."""
        found, text = {}, self.small(name).decode("utf-8")
        for line in text.split("\n")[:-1]:
            match = LINE.fullmatch(line)
            if not match or match[2] in found or not is_safe(match[2]):
                raise Wrong(f"{name} har en linje, som ikke kan bruges.")
            found[match[2]] = match[1]
        if not text.endswith("\n"):
            raise Wrong(f"{name} er skåret over.")
        return found

    def hash_of(self, path):
        if not self.hashes:
            with ThreadPoolExecutor(WORKERS) as pool:
                self.hashes = dict(zip(self.source.names, pool.map(self._hash, self.source.names)))
        return self.hashes[path]

    def _hash(self, path):
        digest = hashlib.sha256()
        try:
            for piece in self.source.pieces(path):
                digest.update(piece)
        except (Wrong, *UNREADABLE):
            return "kan ikke læses"
        return digest.hexdigest()

    def small(self, path):
        size = self.source.size.get(path)
        if size is None:
            raise Wrong(f"Mangler: {path}")
        if size > MOST_SMALL:
            raise Wrong(f"For stor: {path}")
        return b"".join(bytes(piece) for piece in self.source.pieces(path))

    def json(self, path):
        return json.loads(self.small(path).decode("utf-8"))

    def put(self, data):
        """A file for openssl with these bytes."""
        place = self.folder / hashlib.sha256(data).hexdigest()
        if not place.exists():
            place.write_bytes(data)
        return place

    def openssl(self, *arguments):
        command = [shutil.which("openssl") or "openssl", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, check=False, timeout=120, stdin=subprocess.DEVNULL)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def netstrings(*parts):
    """Each part with its length in bytes before it."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(b"%d:%b," % (len(part), part) for part in encoded)


def climb(proof):
    """The root of the tree that the leaf and its neighbours lead to."""
    names = ("stream", "stream_id", "sequence", "hash")
    digest = hashlib.sha256(b"\0" + netstrings("leaf/1", *(proof[name] for name in names))).digest()
    for step in proof["path"]:
        other = bytes.fromhex(step["digest"])
        both = other + digest if step["side"] == "left" else digest + other
        digest = hashlib.sha256(b"\x01" + both).digest()
    return digest.hex()


def custody_form(entry):
    """How an entry is written before it is hashed: since custody/2 it says from where."""
    before, after = ["sequence", "act", "person_id", "role"], ["at", "reason_code", "previous_hash"]
    return ("custody/2", [*before, "place", *after]) if "place" in entry else ("custody/1", before + after)


def same_moment(entry):
    """Whether the time in words is the time that is hashed (microseconds since 1970)."""
    return moment(entry["at_utc"]) == entry["at"]


def moment(told):
    """A time in words as microseconds since 1970."""
    since = datetime.fromisoformat(told) - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds


def stamp_time(text):
    found = STAMP_TIME.search(text)
    if not found:
        return None
    month, day, hour, minute, second, year = found.groups()
    whole = (int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
    return datetime(*whole, tzinfo=timezone.utc)


def fingerprint(pem):
    """SHA-256 of the first certificate."""
    body = re.search(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", pem, re.DOTALL)
    if not body:
        raise Wrong("Certifikatet kan ikke læses.")
    return sha256(base64.b64decode(body[1]))


def fingerprints(pem):
    """SHA-256 of every certificate."""
    bodies = re.findall(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", pem, re.DOTALL)
    return {sha256(base64.b64decode(body)) for body in bodies}


def danish(at):
    return at.strftime("%d.%m.%Y kl. %H.%M.%S UTC")


# ------------------------------------------------------------------------------------------------------ the command


def verify(path, trust=None, **more):
    """The checks of a bundle, in order. Opens nothing but the bundle, and writes only to a folder that it removes."""
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        check = Check("frame", "Pakkens ydre")
        try:
            source = Folder(path) if path.is_dir() else Zip(path)
        except Wrong as wrong:
            check.faults.append(str(wrong))
            return [check]
        except UNREADABLE as fault:
            check.faults.append(f"Kan ikke læses ({type(fault).__name__}).")
            return [check]
        return Verifier(source, trust, Path(folder), **more).run()


def trusted(files):
    """The certificates that count, as one PEM; None where no file is named."""
    if not files:
        return None
    found = [Path(file).read_bytes() for file in files]
    for file, pem in zip(files, found):
        if not fingerprints(pem):
            raise Wrong(
                f"{file} er ikke et certifikat i PEM-form (tekst, der begynder med -----BEGIN CERTIFICATE-----). "
                f"Er det i DER-form, så skriv: openssl x509 -inform DER -in {file} -out {file}.pem"
            )
    return b"\n".join(found)


def openssl_is_too_old():
    """What openssl calls itself, where it cannot check what a bundle has (LibreSSL, or before 1.1.1); else empty."""
    command = [shutil.which("openssl") or "openssl", "version"]
    told = subprocess.run(command, capture_output=True, check=False, timeout=60).stdout.decode().strip()
    found = re.match(r"OpenSSL (\d+)\.(\d+)\.(\d+)", told)
    return "" if found and tuple(map(int, found.groups())) >= (1, 1, 1) else told or "ukendt"


def plain_digest(words):
    """A fingerprint as people and openssl write it."""
    digest = re.sub(r"[\s:]", "", words).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise argparse.ArgumentTypeError("et fingeraftryk er 64 cifre og bogstaver fra 0 til f")
    return digest


UNSTAMPED = {
    "signature_stamp": "hvornår pakken blev underskrevet",
    "item_stamps": "hvornår beviserne senest var modtaget",
}


def show(checks, trust):
    unsigned = any(check.name == "signature" and check.holds is None for check in checks)
    marks = {True: "HOLDER      ", False: "HOLDER IKKE ", None: "IKKE MED    "}
    for check in checks:
        print(f"{marks[check.holds]} {check.title}")
        for line in check.faults[:20] + check.notes[:60]:
            print(f"              {line}")
    if any(check.holds is False for check in checks):
        print("\nNoget holder ikke: se ovenfor hvad. Regn ikke med pakken, før det er forklaret.")
    elif unsigned:
        print("\nIntet er fundet galt, men pakken er ikke underskrevet: det kan ikke ses, om noget er udeladt.")
    elif trust:
        print("\nAlt holder. Det, der er underskrevet og stemplet, fører til de certifikater, du stoler på.")
    else:
        print("\nAlt holder: pakken er hel. Hvem der har lavet den, er ikke kontrolleret: brug --trust.")
    if unstamped := [UNSTAMPED[check.name] for check in checks if check.holds is None and check.name in UNSTAMPED]:
        print(f"Intet tidsstempel viser, {', eller '.join(unstamped)}.")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="verify.py", description="Kontrollerer en pakke med beviser fra Værn.")
    parser.add_argument("bundle", type=Path, metavar="PAKKE")
    parser.add_argument("--trust", action="append", metavar="ROD.pem", help="hvis underskrift og stempler der tæller")
    parser.add_argument(
        "--signer", metavar="FINGERAFTRYK", type=plain_digest, help="SHA-256 af underskriverens certifikat"
    )
    parser.add_argument("--stamps", action="append", metavar="ROD.pem", help="hvis tidsstempler der også tæller")
    parser.add_argument("--old", action="store_true", help="tag imod en pakke fra før, pakker blev underskrevet")
    parser.add_argument("--json", action="store_true", help="svar som JSON")
    chosen = parser.parse_args(arguments)
    try:
        trust, stamps = trusted(chosen.trust), trusted(chosen.stamps)
        chosen.bundle.stat()
    except (OSError, Wrong, ValueError) as fault:
        print(f"Filen kan ikke læses: {fault}", file=sys.stderr)
        return 2
    if shutil.which("openssl") is None:
        print("Programmet openssl findes ikke på maskinen. Installer det, og prøv igen.", file=sys.stderr)
        return 2
    if old := openssl_is_too_old():
        print(
            f"Pakken kan ikke kontrolleres med dette openssl ({old}). Brug OpenSSL 1.1.1 eller nyere.", file=sys.stderr
        )
        return 2
    checks = verify(chosen.bundle, trust, pinned=chosen.signer, stamps=stamps, unsigned=chosen.old)
    holds = all(check.holds is not False for check in checks)
    if chosen.json:
        told = {"holds": holds, "trust": bool(trust), "checks": [check.as_json() for check in checks]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        show(checks, trust)
    return 0 if holds else 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    sys.exit(main())
