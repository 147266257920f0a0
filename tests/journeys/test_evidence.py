"""Evidence as a person handles it: added with a lost connection, opened, marked, hidden in a copy, put on paper."""

import io
import os
import re
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Visit, Visitor
from tests.web.browser import violations
from vaern.demo.pictures import screenshot

pytestmark = pytest.mark.browser
OWNER = "Henrik Solbjerg"
MIB = 1024 * 1024


@pytest.fixture
def owner(visit: Visit) -> Visitor:
    """The case owner, on the page of evidence of a case that is open."""
    visitor = visit(OWNER)
    page = visitor.open("/sager/")
    numbers = re.findall(r"V-\d{4}-[0-9A-Z]+", page.content())
    for number in dict.fromkeys(numbers):
        visitor.open(f"/sager/{number}/beviser/")
        if page.locator("#drop").count():
            break
    return visitor


def add(page: Page, name: str, data: bytes, kind: str = "image/png") -> None:
    """Choose a file."""
    page.locator("#files").set_input_files({"name": name, "mimeType": kind, "buffer": data})


def open_item(page: Page, name: str) -> None:
    """Go to the page of the item that was added last."""
    page.reload()
    page.locator(".v-evidence", has_text=name).last.get_by_role("link", name=re.compile("Åbn beviset")).click()
    expect(page.locator("h1")).to_contain_text(name)


def fits_and_reads(page: Page) -> None:
    """At both widths: nothing too wide, nothing that axe finds."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (width, wide, violations(page)) == (width, 0, [])
    page.set_viewport_size({"width": 1280, "height": 900})


def unique(words: str) -> bytes:
    """A picture that no case has yet."""
    import uuid

    return screenshot("Ny besked", [words]) + uuid.uuid4().bytes


@pytest.mark.row("B04", "G18")
def test_file_goes_on_by_itself_after_the_connection_was_lost(owner: Visitor) -> None:
    page, cut = owner.page, list[str]()

    def lose(route: Route) -> None:
        if route.request.method == "PATCH" and len(cut) < 2 and route.request.headers["upload-offset"] != "0":
            cut.append(route.request.headers["upload-offset"])
            route.abort("connectionreset")
            return
        route.continue_()

    page.route("**/modtag/**", lose)
    data = unique("Stor fil") + bytes(9 * MIB)
    add(page, "stor.png", data)
    expect(page.locator("#file-list .v-seal").last).to_contain_text("Gemt og forseglet", timeout=60_000)
    assert cut == [str(4 * MIB), str(4 * MIB)]
    page.unroute("**/modtag/**")
    add(page, "stor igen.png", data)
    expect(page.locator("#file-list li").last).to_contain_text("byte for byte", timeout=30_000)
    fits_and_reads(page)


@pytest.mark.row("B04")
def test_file_can_be_stopped_and_several_come_at_once(owner: Visitor) -> None:
    page = owner.page
    page.route("**/modtag/**", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    add(page, "standset.png", unique("Standset"))
    page.get_by_role("button", name="Stop standset.png").click(timeout=10_000)
    expect(page.locator("#file-list li").last).to_contain_text("Stoppet")
    page.unroute("**/modtag/**")
    files = [{"name": f"{at}.png", "mimeType": "image/png", "buffer": unique(str(at))} for at in range(3)]
    page.locator("#files").set_input_files(files)  # type: ignore[arg-type]  # a list of payloads is taken
    for at in range(3):
        expect(page.locator("#file-list li", has_text=f"{at}.png")).to_contain_text("Gemt og forseglet", timeout=30_000)


@pytest.mark.row("B04")
def test_screenshot_is_pasted_with_one_key_and_dropped(owner: Visitor) -> None:
    page = owner.page
    paste = """async (name) => {
      const data = new DataTransfer();
      data.items.add(new File([crypto.getRandomValues(new Uint8Array(64))], name, {type: 'image/png'}));
      document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
      const more = new DataTransfer();
      more.items.add(new File([crypto.getRandomValues(new Uint8Array(64))], 'trukket.png', {type: 'image/png'}));
      document.getElementById('drop').dispatchEvent(
        new DragEvent('drop', {dataTransfer: more, bubbles: true, cancelable: true}));
    }"""
    page.evaluate(paste, "image.png")
    expect(page.locator("#file-list li", has_text="Skærmbillede")).to_contain_text("Gemt og forseglet", timeout=30_000)
    expect(page.locator("#file-list li", has_text="trukket.png")).to_contain_text("Gemt og forseglet", timeout=30_000)


@pytest.mark.row("B04", "G18")
def test_item_is_opened_marked_and_hidden_in_a_copy(owner: Visitor) -> None:
    page = owner.page
    add(page, "besked.png", unique("Vi ses"))
    expect(page.locator("#file-list .v-seal").last).to_contain_text("Gemt og forseglet", timeout=30_000)
    open_item(page, "besked.png")
    fits_and_reads(page)
    page.get_by_role("button", name="Vis indholdet").click()
    picture = page.locator("#areas-picture img")
    expect(picture).to_be_visible()
    assert picture.evaluate("async one => { await one.decode(); return one.naturalWidth > 0 }")
    mark = page.locator("form[data-area-form]").first
    box = page.locator("#areas-picture").bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=4)
    page.mouse.up()
    assert float(mark.locator("[name=width]").input_value()) > 1
    mark.locator("[name=note]").fill("Her står det")
    fits_and_reads(page)
    mark.get_by_role("button", name="Markér").click()
    expect(page.locator(".v-panel:has(#markeringer)")).to_contain_text("Her står det")
    page.get_by_role("button", name="Vis indholdet").click()
    expect(picture).to_be_visible()
    page.locator(".v-panel:has(#sloering) summary").click()
    hide = page.locator(".v-panel:has(#sloering) form[data-area-form]")
    for name, value in {"x": "5", "y": "5", "width": "30", "height": "20", "reason": "Et barns navn"}.items():
        hide.locator(f"[name={name}]").fill(value)
    areas = hide.locator("[name=areas]")
    assert areas.input_value() == "5,5,30,20"
    picture.scroll_into_view_if_needed()
    box = page.locator("#areas-picture").bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 40, steps=4)
    page.mouse.up()
    hide.locator("[name=width]").fill("25")  # wider than it was drawn
    hide.get_by_role("button", name="Et område mere").click()
    for name, value in {"x": "60", "y": "60", "width": "10", "height": "10"}.items():
        hide.locator(f"[name={name}]").fill(value)
    one, two, three = areas.input_value().split(";")
    assert (one, two.split(",")[2], three) == ("5,5,30,20", "25", "60,60,10,10")
    hide.get_by_role("button", name="Lav kopien").click()
    expect(page.locator(".v-panel:has(#sloering)")).to_contain_text("Et barns navn")
    page.get_by_role("link", name="Hvem har haft det i hænde").click()
    expect(page.locator(".v-panel:has(#forvaring)")).to_contain_text("en kopi, hvor noget er sløret")
    fits_and_reads(page)
    assert owner.complaints == []


@pytest.mark.row("B04")
def test_everything_can_be_reached_by_keyboard(owner: Visitor) -> None:
    page = owner.page
    add(page, "tast.png", unique("Tast"))
    expect(page.locator("#file-list .v-seal").last).to_contain_text("Gemt og forseglet", timeout=30_000)
    open_item(page, "tast.png")
    page.get_by_role("button", name="Vis indholdet").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#areas-picture img")).to_be_visible()
    expect(page.get_by_role("link", name="Slør igen")).to_be_focused()
    expect(page.get_by_role("link", name="Slør igen")).to_have_accessible_description(re.compile("at du har set det"))
    reached = set()
    for _press in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.innerText || document.activeElement.name || ''"))
    assert {"x", "note", "Markér", "Hent originalen"} <= {one.strip() for one in reached}
    page.get_by_role("link", name="Slør igen").focus()
    page.keyboard.press("Enter")
    reveal = page.get_by_role("button", name="Vis indholdet")
    expect(reveal).to_be_visible()
    page.go_back()
    expect(reveal).to_be_visible()
    reveal.press("Enter")
    expect(page.locator("#areas-picture img")).to_be_visible()
    page.reload()
    expect(reveal).to_be_visible()


@pytest.mark.row("B04")
def test_without_a_script_the_form_takes_files(visit: Visit, owner: Visitor) -> None:
    address = owner.page.url.removeprefix(owner.town)
    plain = visit(OWNER, script=False)
    page = plain.open(address)
    add(page, "uden.txt", unique("uden script"), "text/plain")
    page.locator("#drop button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("uden.txt er gemt og forseglet")


def strings() -> list[Path]:
    """The hostile strings of the samples."""
    import os

    folder = (
        Path(os.environ.get("VAERN_SAMPLES") or Path(__file__).parents[3] / "shared/samples") / "adversarial/strings"
    )
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size < 600_000]


@pytest.mark.row("B04")
@pytest.mark.samples
def test_hostile_strings_stay_words_in_the_closed_frame(owner: Visitor) -> None:
    found = strings()
    if not found:
        pytest.skip("the folder of sample files is not here")
    page, fetched, spoke = owner.page, list[str](), list[str]()
    page.on("dialog", lambda dialog: (spoke.append(dialog.message), dialog.dismiss()))
    for path in found[:4]:
        owner.page.goto(page.url.split("/beviser/")[0] + "/beviser/")
        import uuid

        add(page, f"{path.stem}.txt", path.read_bytes() + uuid.uuid4().hex.encode(), "text/plain")
        expect(page.locator("#file-list .v-seal").last).to_contain_text("Gemt og forseglet", timeout=30_000)
        open_item(page, path.stem)
        page.on("request", lambda request: fetched.append(request.url))
        for _try in range(20):
            page.get_by_role("button", name="Vis indholdet").click()
            if page.locator("iframe.v-closed").count():
                break
            page.wait_for_timeout(1000)
            page.goto(page.url.removesuffix("aabn/"))
        frame = page.frame_locator("iframe.v-closed")
        expect(frame.locator("body")).to_be_visible()
        assert frame.locator("script, iframe, img[src^=http], [onerror], [onclick]").count() == 0
    assert spoke == []
    assert [url for url in fetched if not url.startswith((owner.town, "data:"))] == []


@pytest.mark.row("B04")
def test_voice_message_is_played_muted_and_from_the_middle(owner: Visitor) -> None:
    page = owner.page
    add(page, "besked.wav", voice_message(seconds=60), "audio/wav")
    expect(page.locator("#file-list .v-seal").last).to_contain_text("Gemt og forseglet", timeout=30_000)
    open_item(page, "besked.wav")
    address = page.url
    player = page.locator("audio")

    def opened() -> None:
        page.goto(address)
        page.get_by_role("button", name="Vis indholdet").click()
        expect(player).to_be_visible(timeout=1_000)

    until(opened)
    fits_and_reads(page)
    muted, at, length = player.evaluate(
        "async one => { const seeked = new Promise(done => one.onseeked = done);"
        " await one.play(); one.currentTime = 50; await seeked; return [one.muted, one.currentTime, one.duration] }"
    )
    assert (muted, at >= 50, round(length)) == (True, True, 60)


def until(act: Callable[[], None]) -> None:
    """Try again while the machine is still reading the file; at most twenty times."""
    for _ in range(20):
        try:
            return act()
        except AssertionError:
            continue
    return act()


def voice_message(seconds: int) -> bytes:
    """A quiet recording at 8 kHz that no case has yet."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(os.urandom(16) + bytes(16000 * seconds - 16))
    return made.getvalue()
