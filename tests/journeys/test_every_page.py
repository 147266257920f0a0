"""Every page of the demo as every role: reads well, at both widths, with and without scripts, by keyboard, on paper."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Error, FilePayload, Page, Route, expect
from scripts.pages import NOBODY, ROLES, TELLS, Place, places

from tests.journeys.conftest import Demo, Visit, Visitor
from tests.web.browser import violations
from vaern.demo.letter_case import FIRST_PICTURE
from vaern.demo.pictures import screenshot

pytestmark = pytest.mark.browser

PARTS = """() => {
    const said = (one, name) => one.getAttribute(name) || '';
    const kind = (one) => one ? `${one.tagName}.${said(one, 'class')}.${said(one, 'role')}` : '';
    const each = [...document.querySelectorAll('body *')].map((one) => kind(one.parentElement) + '>' + kind(one) + '.'
        + one.getAttributeNames().join());
    const heads = [...document.querySelectorAll('h1,h2,h3,h4')].map((one) => one.tagName);
    return [...new Set([...each, ...heads.map((one, at) => (heads[at - 1] || '') + one)])];
}"""
LOOK = """() => ({
    headings: document.querySelectorAll('h1').length, title: document.title, language: document.documentElement.lang,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    wider: [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3).map((one) => one.outerHTML.slice(0, 120)),
    double: [...document.querySelectorAll('[id]')].map((one) => one.id).filter((id, at, all) => all.indexOf(id) !== at),
})"""
SHOWN, ONLY_SENT_TO = 200, 405
only_sent_to: set[str] = set()
"""Addresses that take what is sent to them and show nothing; asked once."""
seen: dict[str, set[str]] = {"1280": set(), "390": set()}
"""Parts that axe has read at a width: a page made of nothing else is not read again."""


@pytest.mark.row("G18", "G19")
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_calm_and_fits_a_phone(role: str, demo: Demo, visit: Visit) -> None:
    visitor = visit("" if role == NOBODY else role)
    wrong = {place.path: found for place in visible(visitor, demo) if (found := faults(visitor))}
    assert wrong == {}


def visible(visitor: Visitor, demo: Demo) -> Iterator[Place]:
    """The pages that answer this person with a page, each open at 1280."""
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 900})
    for place in places(demo.folder):
        if "_pdf" not in place.name and place.name not in only_sent_to and (answer := shown(visitor, demo, place)):
            visitor.complaints.clear()
            page.route(answer.url, partial(give, answer), times=1)
            page.goto(answer.url)
            yield place
            page.set_viewport_size({"width": 1280, "height": 900})


def shown(visitor: Visitor, demo: Demo, place: Place) -> APIResponse | None:
    """The page with which the address answers this person. Asked beside the window: most are not theirs to open."""
    try:
        answer = visitor.page.request.get(demo.address + place.path, max_redirects=0)
    except Error:
        only_sent_to.add(place.name)
        return None  # an address that only takes what is sent to it answers a visit with nothing at all
    if answer.status == ONLY_SENT_TO:
        only_sent_to.add(place.name)
    return answer if answer.status == SHOWN else None


def give(answer: APIResponse, route: Route) -> None:
    """The window is given what was answered beside it, so that no page is made twice."""
    route.fulfill(response=answer)


def faults(visitor: Visitor) -> list[Any]:
    """What is wrong with the page that is open, at both widths."""
    page = visitor.page
    found = [*looks(page), *read_by_axe(page, "1280")]
    page.set_viewport_size({"width": 390, "height": 844})
    return [*found, *too_wide(page), *read_by_axe(page, "390"), *complaints(visitor)]


def complaints(visitor: Visitor) -> list[Any]:
    """What the browser said of this page; word of one that refused before it may come late."""
    refused = re.compile(r"status of 40[45]")
    return [one for one in visitor.complaints if not refused.search(one) or one.endswith(visitor.page.url)]


def looks(page: Page) -> list[Any]:
    """One first heading, a title of its own, Danish, no id twice."""
    look = page.evaluate(LOOK)
    wrong = [f"{look['headings']} h1"] if look["headings"] != 1 else []
    wrong += [f"title: {look['title']}"] if not look["title"].replace("Værn", "").strip(" ·") else []
    wrong += [f"language: {look['language']}"] if look["language"] != "da" else []
    return wrong + [f"id twice: {one}" for one in look["double"]]


def too_wide(page: Page) -> list[Any]:
    """Nothing makes the page scroll sideways."""
    look = page.evaluate(LOOK)
    return [{"too wide": look["wide"], "by": look["wider"]}] if look["wide"] > 0 else []


def read_by_axe(page: Page, width: str) -> list[Any]:
    """What axe finds in a page made of parts that it has not read yet."""
    parts = set(page.evaluate(PARTS))
    if parts <= seen[width]:
        return []
    seen[width] |= parts
    return [{"axe": one["rule"], "where": one["where"][:2]} for one in violations(page)]


@pytest.mark.parametrize("role", ["Henrik Solbjerg", TELLS])
def test_pages_can_be_read_without_scripts(role: str, demo: Demo, visit: Visit) -> None:
    visitor = visit(role, script=False)
    read = {place.name: visitor.page.locator("main h1").count() for place in visible(visitor, demo)}
    assert set(read.values()) == {1}


def test_telling_works_without_scripts_and_with_a_file(visit: Visit) -> None:
    visitor = visit(TELLS, width=390, script=False)
    page = visitor.open("/fortael/")
    page.locator("form[action='/fortael/'] button").click()
    page.get_by_label("Fortæl det med dine egne ord").fill("En sætning er nok.")
    picture = FilePayload(name="billede.png", mimeType="image/png", buffer=screenshot(*FIRST_PICTURE))
    page.locator("#files").set_input_files([picture])
    page.locator("button[value=send]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tak. Vi har fået din besked.")
    expect(page.locator("main")).to_contain_text("med 1 fil")


def test_a_message_can_be_sent_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit(TELLS)
    page = visitor.open("/fortael/")
    page.keyboard.press("Tab")
    assert focused(page)["href"] == "#main-content"
    page.keyboard.press("Enter")
    tab_to(page, "form[action='/fortael/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fortael/*-*/")
    tab_to(page, "textarea[name=words]")
    page.keyboard.type("Skrevet uden mus.")
    tab_to(page, "button[value=send]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tak. Vi har fået din besked.")


def tab_to(page: Page, selector: str) -> None:
    """Tab until the element has focus; each stop on the way can be seen and shows that it has focus."""
    for _stop in range(120):
        page.keyboard.press("Tab")
        place = focused(page)
        assert place["shown"], place
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"never came to {selector}")


def focused(page: Page) -> dict[str, Any]:
    """What has focus, and whether a person can see it: an outline on itself or on the label that is pressed."""
    found = page.evaluate(
        """() => {
            const one = document.activeElement;
            const marked = [one, one.labels?.[0], one.labels?.[0] && document.querySelector(`label[for='${one.id}']`)];
            const seen = (each) => each && ['::before', '::after', ''].some((part) => {
                const style = getComputedStyle(each, part || null);
                const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                return outlined || style.boxShadow !== 'none';
            });
            return JSON.stringify({text: one.textContent.trim().slice(0, 40), href: one.getAttribute('href') || '',
                tag: one.outerHTML.slice(0, 120), shown: marked.some(seen)});
        }"""
    )
    return dict(json.loads(found))


def test_the_case_on_paper_has_no_menu_and_keeps_pictures_blurred(demo: Demo, visit: Visit) -> None:
    visitor = visit("Henrik Solbjerg")
    path = next(place.path for place in places(demo.folder) if place.name == "case")
    page = visitor.open(path)
    page.emulate_media(media="print")
    assert not page.locator("header.header").first.is_visible()
    assert not page.locator("footer.footer").first.is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    blurred = page.locator(".v-thumb.is-blurred svg, .v-thumb.is-blurred img").first
    assert "blur" in blurred.evaluate("(one) => getComputedStyle(one).filter") or "veiled" in (
        blurred.get_attribute("src") or ""
    )


def test_what_is_filled_in_on_the_screen_is_not_on_paper(visit: Visit) -> None:
    visitor = visit("Henrik Solbjerg")
    path = visitor.open("/sager/").locator("main a[href^='/sager/V-']").first.get_attribute("href")
    for part, told, asked in (
        ("samtaler/", "Samtalerne med medarbejderen", "Aftal en samtale"),
        ("breve/", "Breve i sagen", "Et nyt brev"),
        ("plan/", "Trin", "En hændelse mere"),
    ):
        page = visitor.open(f"{path}{part}")
        shown = [page.get_by_role("heading", name=name, exact=True) for name in (told, asked)]
        assert [heading.is_visible() for heading in shown] == [True, True], part
        page.emulate_media(media="print")
        assert [heading.is_visible() for heading in shown] == [True, False], part
        page.emulate_media(media="screen")
