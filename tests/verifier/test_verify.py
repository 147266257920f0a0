"""The verifier says, check by check, what holds: of a whole bundle, of an old one, and with and without trust."""

import ast
import json
import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from tests.timestamps.authority import authority
from tests.verifier.made import VERIFY, bomb_of, make, run, the_verifier
from vaern.evidence.signing import signer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OLD = Path(__file__).parent / "old"
verify = the_verifier().verify
EVERY = [
    "frame", "bag", "hashes", "complete", "signature_stamp", "signature", "metadata", "custody", "events", "calls",
    "item_stamps", "anchor",
]  # fmt: skip


def told(*arguments):
    """Exit code, and each check's answer."""
    done = run(*arguments, "--json")
    said = json.loads(done.stdout)
    return done.returncode, {check["id"]: check["holds"] for check in said["checks"]}


@pytest.mark.row("B04")
def test_whole_bundle_holds_and_leads_to_those_we_trust(made):
    assert told(made.zip, "--trust", made.trust) == (0, dict.fromkeys(EVERY, True))
    assert told(made.folder, "--trust", made.trust) == (0, dict.fromkeys(EVERY, True))
    assert told(made.folder.parent, "--trust", made.trust) == (0, dict.fromkeys(EVERY, True))


def test_without_trust_it_says_integrity_only(made):
    done = run(made.zip)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hvem der har lavet den, er ikke kontrolleret" in done.stdout
    assert "fører til de certifikater, du stoler på" not in done.stdout


def test_strangers_certificate_is_not_trusted(made, tmp_path):
    with authority() as stranger:
        trust = shutil.copy(stranger.folder / "ca.pem", tmp_path / "ca.pem")
    code, checks = told(made.zip, "--trust", trust)
    assert code == 1
    assert {name for name, holds in checks.items() if holds is False} == {
        "signature", "signature_stamp", "item_stamps", "anchor",
    }  # fmt: skip


def test_unknown_signer_is_told_apart_from_a_signature_that_does_not_fit(made, tsa, tmp_path):
    """A bundle that is whole is not said to have been changed because its reader knows another certificate."""
    unknown = run(made.zip, "--trust", tsa.folder / "ca.pem").stdout
    assert ("Underskriften passer til pakken" in unknown, "er ikke, som den blev givet" in unknown) == (True, False)
    folder = shutil.copytree(made.folder, tmp_path / "changed")
    with (folder / "manifest-sha256.txt").open("ab") as manifest:
        manifest.write(b"\n")
    changed = run(folder, "--trust", made.trust).stdout
    assert ("Underskriften holder ikke." in changed, "Underskriften passer" in changed) == (True, False)


def test_last_lines_say_of_what_no_stamp_shows_when(made, db, settings, tmp_path):
    settings.TIMESTAMP_URL = ""
    bare = make(None, settings, tmp_path)
    done = run(bare.zip, "--trust", bare.trust)
    assert (done.returncode, "Alt holder." in done.stdout) == (0, True)
    last = done.stdout.splitlines()[-1]
    assert (
        last
        == "Intet tidsstempel viser, hvornår pakken blev underskrevet, eller hvornår beviserne senest var modtaget."
    )
    assert "Intet tidsstempel" not in run(made.zip, "--trust", made.trust).stdout


def test_each_trust_counts_for_what_it_signed(made, tsa, tmp_path):
    signer_only = tmp_path / "signer.pem"
    signer_only.write_bytes((made.folder / "data/signing/signer.pem").read_bytes())
    code, checks = told(made.zip, "--trust", signer_only)
    assert (code, checks["item_stamps"]) == (1, False)
    assert told(made.zip, "--trust", signer_only, "--trust", tsa.folder / "ca.pem")[0] == 0


def test_signer_can_be_named_by_fingerprint(made):
    own = signer().fingerprint
    shown = ":".join(own[at : at + 2] for at in range(0, 64, 2)).upper()
    assert told(made.zip, "--trust", made.trust, "--signer", shown)[0] == 0
    code, checks = told(made.zip, "--trust", made.trust, "--signer", "0" * 64)
    assert (code, checks["signature"]) == (1, False)
    assert run(made.zip, "--signer", "hej").returncode == 2
    assert "Underskrevet af: " in run(made.zip).stdout


def test_old_bundles_still_verify():
    absent = {"signature_stamp", "signature", "calls", "anchor"}
    expected = (0, {name: None if name in absent else True for name in EVERY})
    assert told(OLD / "0.1.0.zip") == expected
    assert told(OLD / "0.1.0.zip", "--trust", OLD / "0.1.0-ca.pem", "--old") == expected
    done = run(OLD / "0.1.0.zip", "--trust", OLD / "0.1.0-ca.pem", "--old")
    assert ("Alt holder" in done.stdout, "om noget er udeladt" in done.stdout) == (False, True)


def test_bundle_from_before_calls_went_along_still_verifies():
    expected = (0, {name: None if name == "calls" else True for name in EVERY})
    assert told(OLD / "2-before-calls.zip", "--trust", OLD / "2-before-calls-trust.pem") == expected


@pytest.mark.parametrize("more", [[], ["--old", "--signer", "0" * 64]])
def test_old_bundle_is_not_taken_for_a_signed_one(more):
    """Anybody can write a bundle without a signature, with the stamps of a real one."""
    code, checks = told(OLD / "0.1.0.zip", "--trust", OLD / "0.1.0-ca.pem", *more)
    assert (code, checks["signature"]) == (1, False)


def test_root_for_stamps_alone_does_not_count_for_the_signature(made, tsa):
    assert told(made.zip, "--trust", made.folder / "data/signing/signer.pem", "--stamps", tsa.folder / "ca.pem")[0] == 0
    assert told(made.zip, "--trust", tsa.folder / "ca.pem")[1]["signature"] is False


def test_openssl_that_cannot_check_is_told_apart_from_a_bundle_that_does_not_hold(made, tmp_path, monkeypatch, capsys):
    other = tmp_path / "openssl"
    other.write_text("#!/bin/sh\necho 'LibreSSL 3.3.6'\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert the_verifier().main([str(made.zip)]) == 2
    assert "kan ikke kontrolleres med dette openssl (LibreSSL 3.3.6)" in capsys.readouterr().err


def test_old_bundle_with_other_data_under_its_stamp_is_found(tmp_path):
    with zipfile.ZipFile(OLD / "0.1.0.zip") as archive:
        archive.extractall(tmp_path)
    stamps = next(tmp_path.iterdir()) / "data/timestamps"
    shutil.copy(stamps / "B2-1.tsr", stamps / "B1-1.tsr")
    code, checks = told(next(tmp_path.iterdir()))
    assert (code, checks["item_stamps"]) == (1, False)


@pytest.mark.parametrize("wrong", [["nowhere.zip"], [], ["--nonsense"]])
def test_wrong_use_is_told_apart(wrong):
    done = run(*wrong)
    assert (done.returncode, done.stdout) == (2, "")


def test_trust_that_is_no_certificate_is_wrong_use(made, tmp_path):
    (tmp_path / "x.pem").write_text("hej")
    done = run(made.zip, "--trust", made.trust, "--trust", tmp_path / "x.pem")
    assert (done.returncode, "x.pem er ikke et certifikat i PEM-form" in done.stderr) == (2, True)
    assert run(made.zip, "--trust", tmp_path / "nowhere.pem").returncode == 2


@pytest.mark.parametrize("content", [b"", b"hej", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\0" * 100])
def test_what_is_no_bundle_does_not_hold(content, tmp_path):
    (tmp_path / "b.zip").write_bytes(content)
    done = run(tmp_path / "b.zip")
    assert (done.returncode, "HOLDER IKKE" in done.stdout, "Traceback" in done.stderr) == (1, True, False)


def test_empty_folder_does_not_hold(tmp_path):
    assert run(tmp_path).returncode == 1


def test_wrong_folder_is_said_to_be_wrong_once(made, tmp_path):
    with zipfile.ZipFile(tmp_path / "ferie.zip", "w") as archive:
        archive.writestr("ferie/strand.txt", "sand")
    for wrong in (made.folder / "data", tmp_path / "ferie.zip"):
        done = run(wrong)
        assert (done.returncode, done.stdout.count("HOLDER IKKE")) == (1, 1)
        assert "Her er ingen pakke fra Værn." in done.stdout


def test_verifier_imports_the_standard_library_alone():
    """And so nothing from vaern."""
    tree = ast.parse(VERIFY.read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("says", [1 << 33, 1 << 10])
def test_zip_that_unpacks_to_far_more_is_not_unpacked(tmp_path, says):
    """The list may tell how much it is, or hide it: no more is read than it says."""
    faults = [fault for check in verify(bomb_of(tmp_path / "bomb.zip", says=says)) for fault in check.faults]
    told = "Zip-filen pakker sig ud til langt mere, end den selv fylder. Den bliver ikke pakket ud her."
    assert (told in faults, bool(faults)) == (says > 1 << 20, True)


def test_stamp_of_a_service_we_do_not_know_is_told_apart_from_one_that_does_not_fit(made):
    own = (made.folder / "data/signing/signer.pem").read_bytes()
    faults = {check.name: check.faults for check in verify(made.zip, own)}
    assert faults["signature"] == []
    assert all("Nævn tjenestens rod med --stamps." in faults[name][0] for name in ("item_stamps", "anchor"))
