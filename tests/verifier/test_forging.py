"""Somebody who knows the format and recalculates what can be recalculated: the signature and the stamps find it."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.timestamps.authority import authority
from tests.verifier.made import make, the_verifier
from vaern.evidence.signing import signer
from vaern.timestamps import as_pem, chain_of, stamp

pytestmark = [pytest.mark.django_db, pytest.mark.once]
verify = the_verifier().verify
MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"


@pytest.fixture
def copy(made, tmp_path):
    """A folder that may be spoilt."""
    return Path(shutil.copytree(made.folder, tmp_path / made.folder.name))


def failing(folder: Path, trust: bytes | None = None) -> set[str]:
    return {check.name for check in verify(folder, trust) if check.holds is False}


def trust_of(made) -> bytes:
    return made.trust.read_bytes()


def listed(folder: Path, name: str) -> list[str]:
    return [line.split("  ", 1)[1] for line in (folder / name).read_text().splitlines()]


def under_a_root(root: Path, key: Path, certificate: Path) -> None:
    """A root, and a key whose certificate it has given out."""
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9"]
    top = ["-subj", "/CN=Rod for mange", "-keyout", str(root.with_suffix(".key")), "-out", str(root)]
    own = [
        "-subj",
        "/CN=Lindsø Kommune",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    ]
    given_by = ["-CA", str(root), "-CAkey", str(root.with_suffix(".key"))]
    for rest in (top, [*own, *given_by]):
        subprocess.run([*new, *rest], check=True, capture_output=True)


def recalculate(folder: Path, *, tags: list[str] | None = None) -> None:
    """Write both manifests anew, with the files as they are now."""
    for name, paths in ((MANIFEST, listed(folder, MANIFEST)), (TAGS, tags or listed(folder, TAGS))):
        lines = [f"{hashlib.sha256((folder / path).read_bytes()).hexdigest()}  {path}\n" for path in paths]
        (folder / name).write_text("".join(lines))


def test_recalculated_manifests_alone_change_nothing(copy, made):
    recalculate(copy)
    assert failing(copy, trust_of(made)) == set()


@pytest.mark.parametrize("path", ["data/index.html", "data/index.pdf", "data/KONTROL.txt", "data/events.json"])
def test_changed_file_with_recalculated_manifests_breaks_the_signature(copy, path):
    (copy / path).write_bytes((copy / path).read_bytes() + b" ")
    recalculate(copy)
    assert "signature" in failing(copy)


def test_changed_original_also_breaks_what_was_stamped(copy):
    original = next((copy / "data/originals").iterdir())
    original.write_bytes(original.read_bytes() + b" ")
    recalculate(copy)
    assert {"signature", "metadata"} <= failing(copy)


def test_bundle_signed_by_somebody_else_is_whole_but_not_trusted(tsa, settings, tmp_path, made):
    settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE = tmp_path / "x.key", tmp_path / "x.pem"
    other = make(tsa, settings, tmp_path)
    assert failing(other.folder) == set()
    assert failing(other.folder, trust_of(made)) == {"signature"}


def test_signature_of_somebody_else_beside_our_certificate_is_found(copy, settings, tmp_path):
    settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE = tmp_path / "x.key", tmp_path / "x.pem"
    (copy / f"{MANIFEST}.p7s").write_bytes(signer().sign((copy / MANIFEST).read_bytes()))
    recalculate(copy)
    assert "signature" in failing(copy)


def test_stamp_by_somebody_else_is_whole_but_not_trusted(copy, made):
    with authority() as stranger:
        signature = (copy / f"{MANIFEST}.p7s").read_bytes()
        token = stamp(signature, url=stranger.url, roots=stranger.roots).der
        (copy / f"{MANIFEST}.p7s.tsr").write_bytes(token)
        (copy / f"{MANIFEST}.p7s.chain.pem").write_bytes(as_pem(chain_of(token, stranger.roots)))
    recalculate(copy)
    assert failing(copy) == set()
    assert failing(copy, trust_of(made)) == {"signature_stamp"}


def test_bundle_made_to_look_old_is_found(copy, made):
    """Without signature and profile, the new data is not what an old bundle holds."""
    for name in (".p7s", ".p7s.tsr", ".p7s.chain.pem"):
        (copy / f"{MANIFEST}{name}").unlink()
    info = (copy / "bag-info.txt").read_text().splitlines(keepends=True)
    (copy / "bag-info.txt").write_text("".join(info[:2]))
    recalculate(copy, tags=["bagit.txt", "bag-info.txt", MANIFEST])
    assert "metadata" in failing(copy)
    assert "metadata" in failing(copy, trust_of(made))


def test_newer_format_asks_for_a_newer_verifier(copy):
    info = copy / "bag-info.txt"
    info.write_text(info.read_text().replace("vaern-bundle/2", "vaern-bundle/3"))
    recalculate(copy)
    bag = next(check for check in verify(copy) if check.name == "bag")
    assert "Formatet er ukendt: hent den nyeste verify.py." in bag.faults


def test_signature_by_somebody_else_under_a_root_we_trust_is_found(copy, made, settings, tmp_path):
    """A root for time-stamps gives out certificates to many: one of them is not us."""
    root, leaf = tmp_path / "root.pem", tmp_path / "leaf.pem"
    settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE = tmp_path / "leaf.key", leaf
    under_a_root(root, tmp_path / "leaf.key", leaf)
    (copy / f"{MANIFEST}.p7s").write_bytes(signer().sign((copy / MANIFEST).read_bytes()))
    trust = trust_of(made) + root.read_bytes()
    (copy / "data/signing/signer.pem").write_bytes(leaf.read_bytes())
    found = {check.name: check.faults for check in verify(copy, trust)}
    assert any("en rod har udstedt mange" in fault for fault in found["signature"])


def forged(folder: Path, change) -> list[str]:
    """What the check of calls says when the metadata is written anew, with everything that can be recalculated."""
    path = folder / "data/metadata.json"
    said = json.loads(path.read_text())
    change(said)
    path.write_text(json.dumps(said))
    recalculate(folder)
    return next(check.faults for check in verify(folder) if check.name == "calls")


def leave_out_unseen(said):
    del said["calls"][1]


def leave_out_and_say_so(said):
    said["calls_left_out"] = [said["calls"].pop()["number"]]


NOT_IN_LOG, OTHER_TIME = "opkaldet er ikke det, der står i sagens log.", "tidslinjen siger noget andet."


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda said: said["calls"][0].update(said="x"), "O1: ordene er ikke dem, der blev skrevet ned."),
        (lambda said: said["calls"][0].update(salted_digest="0" * 64), f"O1: {NOT_IN_LOG}"),
        (lambda said: said["calls"][0].update(called_at="2020-01-01T00:00:00+00:00"), f"O1: {OTHER_TIME}"),
        (lambda said: said["calls"][0].update(salt=None, said=""), "O1: saltet mangler."),
        (lambda said: said.update(timeline=[]), f"O2: {OTHER_TIME}"),
        (leave_out_unseen, "Opkaldene er ikke dem, sagens log nævner."),
        (lambda said: said["calls"].append({**said["calls"][0], "number": "O3"}), f"O3: {NOT_IN_LOG}"),
    ],
)
def test_call_that_was_rewritten_taken_out_or_put_in_is_found(copy, change, fault):
    assert fault in forged(copy, change)


def test_call_that_is_said_to_be_left_out_is_no_fault_of_the_calls(copy):
    assert forged(copy, leave_out_and_say_so) == []


def custody_faults(folder: Path, change) -> list[str]:
    """What the check of custody says when the lines of the first item are other ones, and their number is told."""
    log, said = folder / "data/custody.json", folder / "data/metadata.json"
    rows, told = json.loads(log.read_text()), json.loads(said.read_text())
    lines = rows["items"][0]["custody"]
    change(rows["items"][0], lines)
    told["items"][0]["custody_entries"] = len(lines)
    log.write_text(json.dumps(rows))
    said.write_text(json.dumps(told))
    recalculate(folder)
    return next(check.faults for check in verify(folder) if check.name == "custody")


def chained(row, lines, act):
    """One more line, as it would be hashed; the first rests on the item's salted digest."""
    before = lines[-1]["hash"] if lines else row["salted_digest"]
    entry = {**row["custody"][-1], "sequence": len(lines) + 1, "act": act, "previous_hash": before}
    form, names = the_verifier().custody_form(entry)
    written = the_verifier().netstrings(form, row["item_id"], *(entry[name] for name in names))
    lines.append({**entry, "hash": hashlib.sha256(written).hexdigest()})


def written_anew(row, lines):
    fresh = []
    for entry in lines:
        chained(row, fresh, "copied" if entry["act"] == "exported" else entry["act"])
    lines[:] = fresh


NOT_HERE, NOT_THERE = "sagens log nævner linjer, som ikke er her.", "der er linjer, som sagens log ikke nævner."


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda _row, lines: lines.pop(), f"B1: {NOT_HERE}"),
        (lambda _row, lines: lines.clear(), f"B1: {NOT_HERE}"),
        (lambda row, lines: chained(row, lines, "viewed"), f"B1: {NOT_THERE}"),
        (lambda row, lines: chained(row, lines, "moved_in"), f"B1: {NOT_THERE}"),
        (written_anew, f"B1: {NOT_HERE}"),
    ],
)
def test_custody_that_fits_in_itself_but_not_the_log_of_the_case_is_found(copy, change, fault):
    assert custody_faults(copy, change) == [fault]


def test_custody_as_it_is_holds(copy):
    assert custody_faults(copy, lambda _row, _lines: None) == []


def test_item_that_was_stamped_before_it_is_said_to_have_come_is_told(copy):
    path = copy / "data/metadata.json"
    said = json.loads(path.read_text())
    said["items"][1]["received_at"] = "2199-01-01T00:00:00+00:00"
    path.write_text(json.dumps(said))
    notes = next(check.notes for check in verify(copy) if check.name == "item_stamps")
    assert "B2 siges modtaget efter det. Uret hos afsenderen gik altså forkert." in notes
    assert not any(note.startswith("B1 siges") for note in notes)
