"""Somebody who knows the format and recalculates what can be recalculated: the signature and the stamps find it."""

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.timestamps.authority import authority
from tests.verifier.made import make, the_verifier
from vaern.evidence.signing import signer
from vaern.timestamps import as_pem, chain_of, stamp

pytestmark = pytest.mark.django_db
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
