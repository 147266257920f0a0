"""The page that checks a bundle in a browser: opened from the disk, in real Chromium, without any network."""

import re
import shutil
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.architecture.sources import ROOT, SRC
from tests.verifier.made import bomb_of

PAGE = ROOT / "verifier" / "verify.html"
OLD = Path(__file__).parent / "old" / "0.1.0.zip"
WHOLE = "Alt holder: alle filer er uændrede efter manifestet."
BROKEN = "Noget holder ikke. Pakken er ikke, som den blev givet."
pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The page, from the disk; whatever it asks for, or complains of, is a fault."""
    context = browser.new_context(offline=True)
    page, asked, complained = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complained.append(message.text))
    page.on("pageerror", lambda error: complained.append(str(error)))
    page.goto(PAGE.as_uri())
    yield page
    assert (asked, complained) == ([PAGE.as_uri()], [])
    context.close()


def answer(page: Page, field: str, chosen: Path) -> tuple[str, list[str]]:
    """The verdict, and what does not hold."""
    page.evaluate("[document.getElementById('verdict').textContent, document.getElementById('zip').value] = ['', '']")
    page.set_input_files(f"#{field}", str(chosen))
    expect(page.locator("#verdict")).to_have_text(re.compile("^(Alt|Noget) holder"), timeout=20_000)
    rows = page.locator("#checks > li").all_inner_texts()
    return page.inner_text("#verdict"), [row.split("\n")[0] for row in rows if row.startswith("Holder ikke")]


def test_whole_bundle_holds(made, page):
    assert answer(page, "zip", made.zip) == (WHOLE, [])


def test_unpacked_bundle_holds(made, page):
    assert answer(page, "folder", made.folder) == (WHOLE, [])


def test_old_bundle_holds(page, made):
    assert answer(page, "zip", OLD) == (WHOLE, [])


def test_bundle_from_before_calls_went_along_holds(page, made):
    assert answer(page, "zip", OLD.parent / "2-before-calls.zip") == (WHOLE, [])


def test_changed_original_is_found_by_name(made, page, tmp_path):
    copy = Path(shutil.copytree(made.folder, tmp_path / made.folder.name))
    original = min((copy / "data/originals").iterdir())
    original.write_bytes(original.read_bytes() + b"x")
    verdict, broken = answer(page, "folder", copy)
    assert (verdict, broken) == (BROKEN, ["Holder ikke Hver fil er uændret"])
    assert original.name in page.inner_text("#checks")


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda files: [*files, ("data/ny.txt", b"x")], "Intet er lagt til, fjernet eller byttet om"),
        (lambda files: files[1:], "Hver fil er uændret"),
        (lambda files: files[::-1], "Intet er lagt til, fjernet eller byttet om"),
        (lambda files: [*files, ("../evil", b"x")], "Pakkens ydre"),
    ],
)
def test_zip_with_files_added_removed_or_moved_is_found(made, page, tmp_path, change, broken):
    with zipfile.ZipFile(made.zip) as archive:
        top = archive.namelist()[0].split("/")[0]
        files = [(name.split("/", 1)[1], archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name, data in change(files):
            archive.writestr(f"{top}/{name}", data)
    verdict, found = answer(page, "zip", tmp_path / "b.zip")
    assert verdict == BROKEN
    assert f"Holder ikke {broken}" in found


def test_signature_that_was_taken_away_from_the_lists_too_is_missed(made, page, tmp_path):
    copy = Path(shutil.copytree(made.folder, tmp_path / made.folder.name))
    for file in copy.glob("manifest-sha256.txt.p7s*"):
        file.unlink()
    tags = copy / "tagmanifest-sha256.txt"
    tags.write_text("".join(line for line in tags.read_text().splitlines(keepends=True) if ".p7s" not in line))
    assert answer(page, "folder", copy) == (BROKEN, ["Holder ikke Underskriften"])
    assert "Mangler: manifest-sha256.txt.p7s" in page.inner_text("#checks")


@pytest.mark.parametrize("data", [b"", b"hej", b"x" * 100])
def test_what_is_no_bundle_is_said_to_be_none(page, made, tmp_path, data):
    (tmp_path / "b.zip").write_bytes(data)
    assert answer(page, "zip", tmp_path / "b.zip") == (BROKEN, ["Holder ikke Pakkens ydre"])


def test_zip_of_something_else_is_said_to_be_none_once(page, tmp_path):
    with zipfile.ZipFile(tmp_path / "ferie.zip", "w") as archive:
        archive.writestr("ferie/strand.txt", "sand")
    assert answer(page, "zip", tmp_path / "ferie.zip") == (BROKEN, ["Holder ikke Pakkens ydre"])
    assert "Her er ingen pakke fra Værn." in page.inner_text("#checks")
    assert "fra før, pakker blev underskrevet" not in page.inner_text("#checks")


def test_data_after_the_zip_is_found(made, page, tmp_path):
    (tmp_path / "b.zip").write_bytes(made.zip.read_bytes() + b"x")
    assert answer(page, "zip", tmp_path / "b.zip")[0] == BROKEN


def test_page_hashes_without_webcrypto_as_well(browser, made):
    """Some browsers give a page from the disk no WebCrypto; large files are hashed piece by piece anyway."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'crypto', {value: undefined})")
    page.goto(PAGE.as_uri())
    assert page.evaluate("() => globalThis.crypto === undefined")
    assert answer(page, "zip", made.zip) == (WHOLE, [])
    context.close()


def test_vendored_hash_in_the_page_is_the_one_we_vendor():
    vendored = (SRC / "web/static/vendor/noble-hashes/sha256.js").read_text().rpartition("export{")[0]
    assert vendored in PAGE.read_text()


def test_page_loads_nothing():
    text = PAGE.read_text()
    assert [word for word in ("http://", "https://", "import(", "fetch(", " src=", "@import") if word in text] == []
    assert "default-src 'none'" in text


def test_every_byte_of_the_frame_is_found(made, page, tmp_path):
    """The first header, the first line of the list and the end: each byte in turn."""
    whole, target, missed = made.zip.read_bytes(), tmp_path / "b.zip", []
    start = struct.unpack("<I", whole[-6:-2])[0]
    for place in [*range(30), *range(start, start + 46), *range(len(whole) - 22, len(whole))]:
        target.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        missed += [] if answer(page, "zip", target)[0] == BROKEN else [place]
    assert missed == []


@pytest.mark.parametrize("says", [1 << 33, 1 << 10])
def test_zip_that_unpacks_to_far_more_is_not_unpacked(page, made, tmp_path, says):
    """The list may tell how much it is, or hide it."""
    bomb = bomb_of(tmp_path / "bomb.zip", says=says)
    assert (bomb.stat().st_size < 1 << 20, answer(page, "zip", bomb)[0]) == (True, BROKEN)
