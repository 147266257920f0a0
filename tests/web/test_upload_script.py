"""The script that sends files, in a real browser: a pasted file keeps its name, and one that is gone does not go on."""

import base64
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.browser import HOST, open_pages

pytestmark = pytest.mark.browser

BEGIN, PLACE = "/modtag/", "/modtag/1/"
PASTE = """([target, files, text]) => {
  const data = new DataTransfer();
  for (const [name, type] of files) data.items.add(new File(["indhold"], name, { type }));
  if (text) data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(target).dispatchEvent(event);
  return event.defaultPrevented;
}"""
PNG = ("image.png", "image/png")


@dataclass
class Place:
    """Where files are received: what was asked for, and how it answers a piece and a question of how far it came."""

    piece: int = 204
    far: int = 200
    names: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        """One request of the script."""
        request = route.request
        self.asked.append(request.method)
        if request.method == "POST" and request.url == HOST + BEGIN:
            given = request.headers["upload-metadata"].removeprefix("filename ")
            self.names.append(base64.b64decode(given).decode())
            route.fulfill(status=201, headers={"Location": PLACE})
        elif request.method == "PATCH":
            route.fulfill(status=self.piece, headers={"Upload-Offset": "7"})
        elif request.method == "HEAD":
            route.fulfill(status=self.far, headers={"Upload-Offset": "0"})
        else:
            route.fulfill(status=201, body='<li><p class="v-seal">Gemt og forseglet</p></li>')


def opened(browser: Browser, place: Place) -> Page:
    """A page with a place for files and a box to write in, and the script that the page of evidence has."""
    with translation.override("da"):
        drop = render_to_string("components/upload.html", {"begin": BEGIN, "camera": False})
    html = (
        f'<!doctype html><html lang="da"><form><input type="hidden" name="csrfmiddlewaretoken" value="x">{drop}'
        '<textarea id="ord"></textarea></form><ul id="file-list"></ul><p id="file-status" role="status"></p>'
        f'<script type="module" src="{static("js/evidence.js")}"></script>'
    )
    with_script = open_pages(browser, {"/sag/": html}).page
    with_script.route(f"{HOST}/modtag/**", place.answer)
    with_script.wait_for_load_state("networkidle")
    return with_script


def test_pasted_file_keeps_its_own_name_and_ending(browser: Browser) -> None:
    place = Place()
    page = opened(browser, place)
    files = [("trussel.eml", "message/rfc822"), ("WhatsApp.txt", "text/plain"), ("foto.jpg", "image/jpeg")]
    assert page.evaluate(PASTE, ["body", files, ""]) is True
    expect(page.locator("#file-list .v-seal")).to_have_text(["Gemt og forseglet"] * 3)
    assert place.names == ["trussel.eml", "WhatsApp.txt", "foto.jpg"]


@pytest.mark.parametrize(("media", "ending"), [("image/png", ".png"), ("image/jpeg", ".jpg"), ("image/webp", ".webp")])
def test_picture_that_never_was_a_file_is_called_a_screenshot(browser: Browser, media: str, ending: str) -> None:
    place = Place()
    page = opened(browser, place)
    page.evaluate(PASTE, ["body", [("image.png", media)], ""])
    expect(page.locator("#file-list .v-seal")).to_have_text("Gemt og forseglet")
    assert [re.sub(r"[0-9]+", "N", one) for one in place.names] == [f"Skærmbillede N.N.N N{ending}"]


@pytest.mark.parametrize(
    ("target", "text", "taken"),
    [("#ord", "celle 1\tcelle 2", False), ("#ord", "", True), ("body", "celle 1\tcelle 2", True)],
)
def test_words_with_a_picture_of_them_go_into_the_box_where_she_writes(
    browser: Browser,
    target: str,
    text: str,
    taken: bool,  # noqa: FBT001 - a column of the table
) -> None:
    place = Place()
    page = opened(browser, place)
    assert page.evaluate(PASTE, [target, [PNG], text]) is taken
    expect(page.locator("#file-list .v-seal")).to_have_count(int(taken))


@pytest.mark.parametrize("far", [404, 410, 500])
def test_file_whose_place_is_gone_is_given_up_with_words(browser: Browser, far: int) -> None:
    place = Place(piece=409, far=far)
    page = opened(browser, place)
    page.evaluate(PASTE, ["body", [("trussel.eml", "message/rfc822")], ""])
    expect(page.locator("#file-list .v-seal")).to_have_text(
        "Filen kom ikke igennem. Læg den ind en gang til.", timeout=5000
    )
    assert (place.asked, page.get_by_role("button", name="Stop trussel.eml").count()) == (["POST", "PATCH", "HEAD"], 0)


def test_every_chosen_file_is_listed_at_once_and_one_that_waits_can_be_stopped(browser: Browser) -> None:
    place, held = Place(), list[Route]()
    page = opened(browser, place)

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"{HOST}{BEGIN}", hold)
    chosen = [{"name": f"{name}.png", "mimeType": "image/png", "buffer": b"indhold"} for name in "abc"]
    page.locator("#files").set_input_files(chosen)  # type: ignore[arg-type]  # a list of payloads is taken
    expect(page.locator("#file-list strong")).to_have_text(["a.png", "b.png", "c.png"])
    expect(page.locator("#file-list .v-seal").nth(2)).to_have_text("Venter på sin tur …")
    page.get_by_role("button", name="Stop b.png").click()
    expect(page.locator("#file-list .v-seal").nth(1)).to_have_text("Stoppet. Der er ikke gemt noget af filen.")
    page.unroute(f"{HOST}{BEGIN}", hold)
    place.answer(held[0])
    sealed = ["Gemt og forseglet", "Stoppet. Der er ikke gemt noget af filen.", "Gemt og forseglet"]
    expect(page.locator("#file-list .v-seal")).to_have_text(sealed)
    assert place.names == ["a.png", "c.png"]


def test_file_that_changes_while_it_is_read_is_said_to_and_nothing_of_it_is_left(
    browser: Browser, tmp_path: Path
) -> None:
    place, growing = Place(), tmp_path / "log.txt"
    page = opened(browser, place)
    growing.write_bytes(b"indhold og mere til")

    def change(route: Route) -> None:
        if route.request.method == "PATCH":
            growing.write_bytes(b"noget helt andet end det, der blev valgt")
            os.utime(growing, (1, 1))
        place.answer(route)

    page.route(f"{HOST}{PLACE}", change)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.locator("#files").set_input_files(growing)
    expect(page.locator("#file-list .v-seal")).to_contain_text("Filen blev ændret eller flyttet på din enhed")
    assert place.asked == ["POST", "PATCH", "DELETE"]


def test_file_that_is_dropped_beside_the_box_does_not_take_the_page_away(browser: Browser) -> None:
    place = Place()
    page = opened(browser, place)
    dropped = """() => {
      const data = new DataTransfer();
      data.items.add(new File(["indhold"], "trussel.eml"));
      return ["dragover", "drop"].map((kind) => {
        const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
        return event.defaultPrevented;
      });
    }"""
    assert (page.evaluate(dropped), place.asked) == ([True, True], [])
