"""The steps of the case of the letter as people press them. Each step belongs to one person."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor
from vaern.demo import letter_case as told

WORDS = "En far i en af mine sager har været inde på min private Facebook flere gange. Jeg blokerede ham."
OPEN_QUESTIONS = """() => [...document.querySelectorAll('li:not(:has(.v-why)) input[name=fact]')].map(
    (each) => [each.value, each.form.elements.incident.value])"""

SUBJECTS = "() => [...document.querySelectorAll('.v-subject')].map((each) => each.id)"
ASKED_TOGETHER = """() => [...new Set([...document.querySelectorAll('input[name^=svar-]')].map(
    (each) => each.name.slice(5)))]"""


def panel(heading: str) -> str:
    """The panel whose heading has this id."""
    return f"section[aria-labelledby='{heading}']"


def details(place: Page | Locator, title: str) -> None:
    """Unfold what lies under a title."""
    place.locator("summary", has_text=title).first.click()


def press(page: Page, name: str) -> None:
    """A button by its words, and the page that comes."""
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def begin_report(maja: Visitor) -> str:
    """She begins on her phone; what she writes is saved before she asks for it. Her draft's path."""
    page = maja.open("/fortael/")
    page.locator("form[action='/fortael/'] button").click()
    page.get_by_label("Fortæl det med dine egne ord").fill(WORDS)
    page.get_by_text("I går", exact=False).first.click()
    page.get_by_label("Klokken cirka").fill("21.40")
    expect(page.locator("#save-status")).to_contain_text("gemt")
    return page.url.removeprefix(maja.town)


def add_screenshot(page: Page, picture: Path) -> None:
    """From the gallery of the phone."""
    page.locator("#files").set_input_files(picture)
    expect(page.locator("#file-list [data-item]")).to_contain_text("forseglet")


def send_report(page: Page) -> str:
    """Send, and read the number on the receipt."""
    press(page, "Send")
    expect(page).to_have_url(re.compile("/kvittering/"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def answer_together(by: Visitor, number: str, answers: Mapping[str, tuple[str, str]]) -> int:
    """Subject by subject, in one form each, what needs no reason; how many were answered."""
    page, done = by.open(f"/sager/{number}/oplysninger/"), 0
    for subject in page.evaluate(SUBJECTS):
        by.open(f"/sager/{number}/oplysninger/?emne={subject}&samlet=ja")
        asked = {fact for fact in page.evaluate(ASKED_TOGETHER) if fact in answers and not answers[fact][1]}
        for fact in sorted(asked):
            page.locator(f"input[name='svar-{fact}'][value='{answers[fact][0]}'] + label").click()
        if asked:
            press(page, "Gem svarene")
            expect(page.locator("main")).to_contain_text(f"{len(asked)} svar er gemt")
        done += len(asked)
    return done


def answer_questions(page: Page, answers: Mapping[str, tuple[str, str]]) -> int:
    """Answer every open question on the page that the answers know; how many were answered."""
    done = 0
    while True:
        waiting = [(fact, hidden) for fact, hidden in page.evaluate(OPEN_QUESTIONS) if fact in answers]
        if not waiting:
            return done
        fact, incident = waiting[0]
        answer(page, fact, incident, *answers[fact])
        done += 1


def answer(page: Page, fact: str, incident: str, value: str, reason: str) -> None:
    """One question: yes, no or do not know, and why."""
    form = page.locator(f"li:not(:has(.v-why)) form:has(input[name=fact][value='{fact}'])").first
    row = form.locator("xpath=ancestor::li[1]")
    key = row.get_attribute("id")
    form.locator(f"label[for$='-{value}']").click()
    if reason:
        if not form.locator("textarea").is_visible():
            details(form, "Eksempler")
        form.locator("textarea").fill(reason)
    with page.expect_response("**/oplysninger/svar/"):  # else the look below waits for longer each time it is too early
        form.locator("button", has_text="Gem svaret").click()
    expect(page.locator(f"[id='{key}'] .v-why").first).to_be_attached()


def asks_for(page: Page, norm: str) -> bool:
    """Whether the page asks a jurist for this judgement."""
    return page.locator(f"form:has(input[name=norm][value='{norm}'])").count() > 0


def judge(page: Page, norm: str, value: str, reason: str) -> None:
    """A jurist's judgement of an open norm, with the reason."""
    form = page.locator(f"form:has(input[name=norm][value='{norm}'])").first
    if not form.is_visible():
        form.locator("xpath=ancestor::details[1]/summary").click()
    form.locator(f"label[for$='-{value}']").click()
    form.locator("textarea").fill(reason)
    form.get_by_role("button").click()
    page.wait_for_load_state()


def give_access(henrik: Visitor, number: str, person: str, role: str) -> None:
    """One more person in the case, with the reason."""
    page = henrik.open(f"/sager/{number}/deltagere/")
    details(page, "Giv endnu en person adgang")
    form = page.locator("form[action$='/deltagere/ny/']")
    option = form.locator("select[name=person] option", has_text=person).first.get_attribute("value")
    form.locator("select[name=person]").select_option(option)
    form.locator("select[name=role]").select_option(role)
    form.locator("textarea[name=reason]").fill("Hører til sagen")
    press(page, "Giv adgang")


def write_letter(page: Page, number: str) -> str:
    """Henrik drafts the guidance and sees it as the citizen will; its path."""
    page.locator("label[for='slags-vejledning_til_borger']").click()
    press(page, "Skriv brevet")
    form = page.locator("form[action$='/gem/']")
    for name, value in {**told.LETTER_VALUES, "contact_phone": "12 34 56 21", "contact_hours": "hverdage 9-12"}.items():
        form.locator(f"[name='v-{name}']").fill(value)
    for tick in form.locator("input[name=checked] + label").all():
        tick.click()
    form.locator("button[type=submit]").click()
    expect(page.locator("form[action$='/gem/'] [name=v-contact_phone]")).to_have_value("12 34 56 21")
    return f"/sager/{number}/breve/" + page.url.split("/breve/")[1]
