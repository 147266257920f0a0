"""The components: what they say, what they hide, and how they behave in a real browser."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages.storage.base import Message
from django.template import TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, expect

from tests.web.browser import open_pages, violations
from vaern.web import catalogue
from vaern.web.icons import names
from vaern.web.parts import Clock, Moment, PlanStep, Seal
from vaern.web.templatetags.components import ends, tel

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src/vaern/web"
ERRORS = ["400", "403", "403_csrf", "404", "405", "429", "500", "503"]
MENU = [{"label": "Overblik", "url": "/", "current": True}, {"label": "Sager", "url": "/sager/", "current": False}]
PATH = "/komponenter/"


def drawn(template: str, **context: Any) -> str:
    """A template as a person without an account sees it."""
    request = RequestFactory().get("/")
    request.viewer = None
    return re.sub(r"\s+", " ", render_to_string(template, {"menu": MENU, **context}, request))


def written(source: str, **context: Any) -> str:
    """A template written in the test."""
    return str(engines["django"].from_string("{% load components %}" + source).render(context))


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The catalogue, as it is and with errors, as Henrik sees it."""
    monkeypatch.setattr("vaern.web.menu.menu_for", lambda _request: MENU)
    found = {}
    for query in ("", "?errors=yes"):
        request = RequestFactory().get(PATH + query)
        request.viewer = SimpleNamespace(person=SimpleNamespace(name="Henrik Solbjerg", title="afdelingsleder"))
        found[query] = catalogue.catalogue(request).content.decode()
    return found


# What they say -------------------------------------------------------------------------


def test_clock_without_a_time_draws_no_bar() -> None:
    html = drawn("components/clock.html", clock=Clock(label="72 timer", left="Mangler et tidspunkt", note="."))
    assert ("v-bar" in html, "Mangler et tidspunkt" in html) == (False, True)


def test_clock_repeats_its_words_as_a_bar_that_is_not_read_aloud() -> None:
    html = drawn("components/clock.html", clock=Clock(label="72 timer", left="35 timer", note=".", share=51))
    assert '<svg class="v-bar" aria-hidden="true" focusable="false"><rect width="51%"' in html


@pytest.mark.parametrize(
    ("state", "icon"), [("sealed", "lock"), ("sealing", "hourglass"), ("unsecured", "hourglass"), ("mismatch", "error")]
)
def test_seal_shows_its_state_by_an_icon_beside_the_words(state: Any, icon: str) -> None:
    html = drawn("components/seal.html", seal=Seal(text="Ord", state=state))
    assert (f"icons.svg#{icon}" in html, "Ord" in html) == (True, True)


def test_seal_shows_only_the_ends_of_a_fingerprint() -> None:
    assert ends(catalogue.PRINT) == "7f3a…c21e"


def test_evidence_that_nobody_asked_for_holds_no_picture() -> None:
    html = drawn("components/evidence_row.html", item=catalogue.evidence()[0])
    assert ("<img" in html, 'method="post"' in html, "veiled.svg#message" in html) == (False, True, True)


def test_evidence_holds_the_picture_once_it_was_asked_for() -> None:
    html = drawn("components/evidence_row.html", item=catalogue.evidence()[1])
    assert (html.count("<img"), 'method="post"' in html, "data-announce" in html) == (1, False, True)


def test_evidence_by_name_only_offers_nothing_to_press() -> None:
    html = drawn("components/evidence_row.html", item=catalogue.evidence()[2])
    assert ("<form" in html, "<img" in html, "<a " in html) == (False, False, False)


def test_evidence_that_one_may_not_open_says_so_without_a_button_even_if_a_picture_exists() -> None:
    silent = replace(catalogue.evidence()[2], name_only=False)
    assert "<form" not in drawn("components/evidence_row.html", item=silent)


def test_gates_say_their_state_in_words() -> None:
    html = drawn("components/gates.html", gates=catalogue.gates())
    assert re.findall(r'<li class="(is-\w+)"', html) == ["is-met", "is-unmet", "is-aside", "is-na", "is-unmet"]
    assert html.count('class="v-state"') == 5


def test_do_now_shows_three_acts_and_one_primary_button() -> None:
    html = drawn("components/do_now.html", acts=catalogue.acts() * 2)
    assert (html.count("<h3>"), html.count("button-primary")) == (3, 1)


def test_timeline_keeps_an_unknown_time_as_words() -> None:
    html = drawn("components/timeline.html", moments=[Moment(text="Besøg", known="16. november")])
    assert html.count("<b>") == 2


def test_pagination_without_more_draws_nothing() -> None:
    assert drawn("components/pagination.html").strip() == ""


def test_message_of_an_act_stands_in_a_status_region() -> None:
    html = drawn("components/messages.html", messages=[Message(25, "Kladden er sendt.")])
    assert ('role="status"' in html, "alert-success" in html) == (True, True)


def test_words_of_a_person_are_never_markup() -> None:
    html = drawn("components/quote.html", text="<script>alert(1)</script>")
    assert "<script>" not in html


def test_panel_escapes_its_title_and_keeps_its_content() -> None:
    html = written("{% panel title id='p' %}<p>Indhold</p>{% endpanel %}", title="<b>Fed</b>")
    assert ("<b>Fed" in html, "<p>Indhold</p>" in html, 'aria-labelledby="p"' in html) == (False, True, True)


def test_telephone_link_has_only_digits() -> None:
    assert tel("12 34 56 09") == "12345609"


def test_icon_that_is_not_in_the_sprite_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="unicorn"):
        written("{% icon 'unicorn' %}")


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    used = {
        name
        for path in (WEB / "templates").rglob("*.html")
        for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text("utf-8"))
    }
    assert used - names() == set()


# Forms ----------------------------------------------------------------------------------


def test_field_ties_hint_and_error_to_the_box() -> None:
    html = str(catalogue.SampleForm({}).as_div())
    assert 'aria-invalid="true" aria-describedby="id_words_helptext id_words_error"' in html
    assert ('id="id_words_helptext"' in html, 'id="id_words_error"' in html) == (True, True)


def test_group_of_chips_is_a_fieldset_tied_to_its_error() -> None:
    html = re.sub(r"\s+", " ", str(catalogue.SampleForm({}).as_div()))
    assert '<fieldset class="form-group form-error" aria-describedby="id_day_error"> <legend' in html


def test_every_link_of_the_error_summary_leads_to_a_box() -> None:
    html = str(catalogue.SampleForm({}).as_div())
    links = re.findall(r'<a href="#([\w-]+)"', html)
    assert (len(links), [link for link in links if f'id="{link}"' not in html]) == (3, [])


def test_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in str(catalogue.SampleForm().as_div())


def test_class_that_a_form_asks_for_stands_beside_that_of_dkfds() -> None:
    assert 'class="form-input input-width-xs"' in str(catalogue.SampleForm()["clock_time"])


def test_hidden_field_has_no_class() -> None:
    assert "class" not in str(catalogue.SampleForm()["words"].as_hidden())


# The frame and what went wrong -------------------------------------------------------------


@pytest.mark.parametrize("code", ERRORS)
def test_error_page_is_calm(code: str) -> None:
    html = without_token(drawn(f"{code}.html")).removeprefix("<!doctype html>")
    assert [word for word in ("!", "Desværre", "Ups") if word in html] == []


def test_not_found_page_is_the_same_whatever_was_asked_for() -> None:
    asked, other = drawn("404.html", exception="case V-2026-K7Q4"), drawn("404.html")
    assert ("K7Q4" in asked, without_token(asked)) == (False, without_token(other))


def without_token(html: str) -> str:
    """A page without the letters drawn at random that guard its forms."""
    return re.sub(r"Token[^}]*", "", html)


def test_no_template_holds_inline_script_or_style() -> None:
    found = []
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        if re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)", text):
            found.append(path.name)
    assert found == []


# In a real browser ---------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("query", ["", "?errors=yes"])
def test_catalogue_is_accessible_and_keeps_the_policy(
    browser: Browser, pages: dict[str, str], query: str, width: int
) -> None:
    opened = open_pages(browser, {PATH: pages[query]}, width=width)
    wide = opened.page.evaluate("document.documentElement.scrollWidth")
    assert (violations(opened.page), opened.complaints, wide) == ([], [], width)


@pytest.mark.browser
def test_axe_finds_a_planted_fault(browser: Browser, pages: dict[str, str]) -> None:
    faulty = pages[""].replace("</main>", '<img src="/static/img/logo.svg"></main>')
    assert [one["rule"] for one in violations(open_pages(browser, {PATH: faulty}).page)] == ["image-alt"]


@pytest.mark.browser
def test_policy_stops_a_planted_inline_style(browser: Browser, pages: dict[str, str]) -> None:
    faulty = pages[""].replace("</main>", '<p style="color: red">Rødt</p></main>')
    assert len(open_pages(browser, {PATH: faulty}).complaints) == 1


@pytest.mark.browser
@pytest.mark.parametrize("code", ERRORS)
def test_error_page_is_accessible(browser: Browser, code: str) -> None:
    opened = open_pages(browser, {"/x/": drawn(f"{code}.html")}, width=390)
    assert (violations(opened.page), opened.complaints) == ([], [])


@pytest.mark.browser
def test_first_tab_is_the_way_past_the_menu(browser: Browser, pages: dict[str, str]) -> None:
    page = open_pages(browser, {PATH: pages[""]}).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"


@pytest.mark.browser
def test_keyboard_reaches_every_part_and_focus_is_never_under_the_send_bar(
    browser: Browser, pages: dict[str, str]
) -> None:
    page = open_pages(browser, {PATH: pages[""]}, width=390).page
    hidden, seen = [], set()
    for _step in range(90):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => { const it = document.activeElement, box = it.getBoundingClientRect(),
            bar = document.querySelector('.v-sendbar');
            const covered = !bar.contains(it) && it !== document.body && box.top >= bar.getBoundingClientRect().top
              && box.top < innerHeight && box.bottom > bar.getBoundingClientRect().top
              && bar.getBoundingClientRect().bottom >= innerHeight - 1;
            return [it.outerHTML.slice(0, 80), covered] }"""
        )
        seen.add(state[0])
        if state[1]:
            hidden.append(state[0])
    assert (hidden, len(seen) > 40) == ([], True)


@pytest.mark.browser
def test_error_summary_has_focus_when_the_page_opens(browser: Browser, pages: dict[str, str]) -> None:
    page = open_pages(browser, {PATH: pages["?errors=yes"]}).page
    assert page.evaluate("document.activeElement.id") == "error-summary"


@pytest.mark.browser
def test_menu_opens_and_closes_on_a_phone_and_gives_focus_back(browser: Browser, pages: dict[str, str]) -> None:
    page = open_pages(browser, {PATH: pages[""]}, width=390).page
    page.click(".js-menu-open")
    page.wait_for_selector(".mobile-drawer.is-visible, .mobile-drawer.show-mobile-drawer, .mobile-drawer:visible")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".mobile-drawer", state="hidden")


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_what_only_a_script_can_do_is_offered_with_one_alone(
    browser: Browser, pages: dict[str, str], *, script: bool
) -> None:
    page = open_pages(browser, {PATH: pages[""]}, width=390, script=script).page
    assert page.locator(".js-menu-open.v-with-script").is_visible() is script
    upload = drawn("components/upload.html", begin="/modtag/")
    page.locator("main").evaluate("(main, html) => { main.innerHTML = html; }", upload)
    assert page.locator("main .v-with-script").is_visible() is script


def test_every_button_that_prints_is_hidden_without_script() -> None:
    found = [
        tag
        for path in (WEB / "templates").rglob("*.html")
        for tag in re.findall(r"<button[^>]*data-print", path.read_text())
    ]
    assert (len(found) >= 3, [tag for tag in found if "v-with-script" not in tag]) == (True, [])


@pytest.mark.browser
def test_menu_can_be_used_without_script_on_a_phone(browser: Browser, pages: dict[str, str]) -> None:
    page = open_pages(browser, {PATH: pages[""]}, width=390, script=False).page
    assert page.locator(".v-noscript a:visible").all_inner_texts() == ["Overblik", "Sager"]


@pytest.mark.browser
def test_page_says_when_the_connection_is_gone_and_when_it_is_back(browser: Browser, pages: dict[str, str]) -> None:
    page = open_pages(browser, {PATH: pages[""]}).page
    banner, spoken = page.locator("#offline"), page.locator("#announce")
    back = banner.get_attribute("data-back") or ""
    shown = [banner.is_visible()]
    page.context.set_offline(True)
    page.wait_for_selector("#offline:visible")
    expect(spoken).not_to_have_text("")
    shown.append(banner.is_visible())
    assert banner.inner_text().strip().startswith("Du er ikke på nettet.")
    assert spoken.inner_text().strip() == banner.inner_text().strip()
    page.context.set_offline(False)
    page.wait_for_selector("#offline", state="hidden")
    expect(spoken).to_have_text(back)
    assert (shown, banner.is_visible(), spoken.inner_text().strip()) == ([False, True], False, back)


@pytest.mark.browser
def test_picture_comes_by_post_and_focus_moves_to_blur_again(browser: Browser, pages: dict[str, str]) -> None:
    shown = replace(catalogue.evidence()[1], id="1", name="B1")
    swapped = drawn("components/evidence_row.html", item=shown)
    first = pages[""].replace('"#" hx-post="#"', '"/show/" hx-post="/show/"')
    opened = open_pages(browser, {PATH: first, "/show/": swapped})
    opened.page.click("#evidence-1 button")
    opened.page.wait_for_selector("#evidence-1 img")
    expect(opened.page.locator("#announce")).not_to_have_text("")
    focused = opened.page.evaluate("document.activeElement.matches('#evidence-1 [data-focus]')")
    assert (opened.posted, focused, opened.complaints) == (["/show/"], True, [])


@pytest.mark.browser
def test_press_that_does_not_get_through_is_said_where_it_is_seen(browser: Browser, pages: dict[str, str]) -> None:
    opened = open_pages(browser, {PATH: pages[""].replace('"#" hx-post="#"', '"/gone/" hx-post="/gone/"')})
    assert not opened.page.is_visible("#went-wrong")
    opened.page.click("#evidence-1 button")
    opened.page.wait_for_selector("#went-wrong:visible")
    assert "nåede ikke frem" in opened.page.inner_text("#went-wrong")


@pytest.mark.browser
def test_second_press_on_send_sends_once(browser: Browser) -> None:
    form = drawn("components/confirm.html", title="T", action_url="/act/", button="Gør det")
    page = drawn("404.html").replace("</main>", f"{form}</main>")
    opened = open_pages(browser, {"/x/": page, "/act/": page})
    opened.page.evaluate("const b = document.querySelector('.v-confirm button'); b.click(); b.click()")
    opened.page.wait_for_timeout(300)
    assert opened.posted == ["/act/"]


@pytest.mark.browser
def test_print_leaves_out_the_frame_and_keeps_the_blur(browser: Browser, pages: dict[str, str]) -> None:
    page = open_pages(browser, {PATH: pages[""]}).page
    page.emulate_media(media="print")
    seen = [page.locator(part).first.is_visible() for part in (".header", ".v-sendbar", "footer .footer")]
    veil = page.evaluate("getComputedStyle(document.querySelector('.v-thumb.is-blurred svg')).filter")
    assert (seen, veil) == ([False, False, False], "blur(6px)")


@pytest.mark.browser
def test_long_list_begins_on_paper_under_what_stands_before_it_and_a_short_panel_holds_together(
    browser: Browser,
) -> None:
    before = "<p>x</p>" * 20
    for lines, breaks in ((6, "auto"), (5, "avoid")):
        listed = "<li><p>y</p></li>" * lines
        body = drawn("404.html").replace(
            "</main>", f'{before}<section class="v-panel"><ol>{listed}</ol></section></main>'
        )
        page = open_pages(browser, {"/x/": body}).page
        page.emulate_media(media="print")
        held = page.evaluate(
            "['.v-panel', '.v-panel li'].map((one) => getComputedStyle(document.querySelector(one)).breakInside)"
        )
        assert held == [breaks, "avoid"]


@pytest.mark.browser
def test_vendored_hash_module_gives_the_fingerprint_piece_by_piece(browser: Browser, pages: dict[str, str]) -> None:
    page = open_pages(browser, {PATH: pages[""]}).page
    found = page.evaluate(
        """async () => { const { sha256, bytesToHex } = await import('/static/vendor/noble-hashes/sha256.js');
        const hash = sha256.create(); hash.update(new TextEncoder().encode('Vær'));
        hash.update(new TextEncoder().encode('n')); return bytesToHex(hash.digest()) }"""
    )
    assert found == hashlib.sha256("Værn".encode()).hexdigest()


# Vendored files -------------------------------------------------------------------------------


def test_vendored_files_are_those_of_the_list() -> None:
    listed = dict(
        re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", (WEB / "static/vendor/VENDOR.md").read_text("utf-8"))
    )
    wrong = [
        path for path, print_ in listed.items() if hashlib.sha256((ROOT / path).read_bytes()).hexdigest() != print_
    ]
    assert (wrong, len(listed) > 100) == ([], True)


def test_vendored_style_names_only_files_that_are_there() -> None:
    css = WEB / "static/vendor/dkfds/css/dkfds.min.css"
    named = re.findall(r"url\((\.\./[^)]+)\)", css.read_text("utf-8"))
    assert [name for name in named if not (css.parent / name).is_file()] == []


def test_vendored_files_name_no_source_map() -> None:
    files = [path for path in (WEB / "static").rglob("*") if path.suffix in {".css", ".js"}]
    assert [path.name for path in files if "sourceMappingURL" in path.read_text("utf-8")] == []


@pytest.mark.parametrize(
    ("said", "shown"), [("Hold op.", "»Hold op.«"), ("»Hold op,« sagde han.", "»Hold op,« sagde han.")]
)
def test_words_that_bring_their_own_quotation_marks_get_no_second_pair(said, shown):
    assert f">{shown}<" in drawn("components/quote.html", text=said)


def test_what_is_done_of_a_plan_is_folded_away_and_what_remains_is_not():
    steps = [PlanStep(title="Ring", state="done"), PlanStep(title="Spørg", state="next"), PlanStep(title="Luk")]
    remain, _fold, behind = drawn("components/plan.html", steps=steps).partition("<details")
    assert [each in remain for each in ("Ring", "Spørg", "Luk")] == [False, True, True]
    assert "Ring" in behind


@pytest.mark.parametrize(("count", "listed"), [(1, (0, 0)), (8, (8, 0)), (9, (0, 9))])
def test_many_incidents_are_chosen_from_a_list_and_few_are_links(count, listed):
    tabs = [
        SimpleNamespace(incident=SimpleNamespace(number=each), title=f"H{each}", current=each == 1)
        for each in range(1, count + 1)
    ]
    html = drawn("casework/_tabs.html", tabs=tabs, each=SimpleNamespace(id="straffeloven/119a"))
    assert (html.count("<a href="), html.count("<option")) == listed
    assert ("straffeloven/119a" in html, html.count(" selected")) == (count > 1, int(count > 8))
