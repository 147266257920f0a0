"""The case of the letter in a real browser, from a report on a phone to the account: each step by whose it is."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import letter_case as steps
from tests.journeys.conftest import Visit, Visitor
from vaern.demo import letter_case as told
from vaern.demo.pictures import screenshot
from vaern.rulebook.assess import about_the_sender
from vaern.rulebook.load import load
from vaern.rulebook.logic import leaves
from vaern.rulebook.shapes import Expr, NormIs

pytestmark = pytest.mark.browser

EVERY_FACT = {**told.CASE_ANSWERS, **{fact: (value, "") for fact, value in told.MESSAGE_ANSWERS.items()}}


class People:
    """Everybody in the story, each in a browser of their own, let in when first needed."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.inside = visit, dict[str, Visitor]()

    def __getitem__(self, name: str) -> Visitor:
        width = 390 if name == "Maja Lindvig" else 1280
        if name not in self.inside:
            self.inside[name] = self.visit(name, width=width)
        return self.inside[name]


@pytest.mark.row("G03", "G08", "G12", "G22", "G23", "B01", "B02", "B03", "B07", "B08", "B09", "B10")
def test_the_case_of_the_letter_goes_from_report_to_account(visit: Visit, tmp_path: Path) -> None:
    people = People(visit)
    number = told_on_a_phone(people["Maja Lindvig"], tmp_path)
    received(people["Henrik Solbjerg"], number)
    evidence_is_shown_on_request(people["Henrik Solbjerg"], number)
    facts_are_answered(people["Henrik Solbjerg"], number)
    people_are_let_in(people["Henrik Solbjerg"], number)
    the_complaint_is_noted(people["Henrik Solbjerg"], number)
    the_sender_is_written_down(people["Henrik Solbjerg"], number)
    the_police_gave_guidance(people["Henrik Solbjerg"], number)
    the_law_is_assessed(people["Farid Nassar"], number)
    the_jurist_answers(people, number)
    maja_says_yes(people["Maja Lindvig"], number)
    proposed(people["Henrik Solbjerg"], number)
    kirstine_cannot_see(people["Kirstine Brohus"], number)
    decided(people["Birthe Kramhøft"], number)
    reported(people["Henrik Solbjerg"], number)
    a_letter_is_sent(people, number)
    closing_says_what_is_missing(people["Henrik Solbjerg"], number)
    accounted_for(people["Henrik Solbjerg"], number)
    maja_sees_who_has_read(people["Maja Lindvig"], number)
    assert {name: one.complaints for name, one in people.inside.items() if one.complaints} == {}


def told_on_a_phone(maja: Visitor, folder: Path) -> str:
    """Autosaved, found again in a new tab, sent; a calm receipt with number and the name of who calls."""
    picture = folder / "skærmbillede.png"
    picture.write_bytes(screenshot(*told.FIRST_PICTURE))
    draft = steps.begin_report(maja)
    steps.add_screenshot(maja.page, picture)
    maja.page.close()
    maja.page = maja.context.new_page()
    page = maja.open("/fortael/")
    page.locator(f"a[href='{draft}']").click()
    expect(page.get_by_label("Fortæl det med dine egne ord")).to_have_value(steps.WORDS)
    expect(page.locator("#file-list")).to_contain_text("skærmbillede.png")
    number = steps.send_report(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tak. Vi har fået din besked.")
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text("Henrik")
    return number


def received(henrik: Visitor, number: str) -> None:
    """In his inbox, without a word of what it is about; the case one press away."""
    page = henrik.open("/overblik/")
    page.locator(f"main a[href='/sager/{number}/']", has_text="har fortalt dig").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Maja Lindvig")


def evidence_is_shown_on_request(henrik: Visitor, number: str) -> None:
    """Blurred until he asks; then it stands in the log."""
    page = henrik.open(f"/sager/{number}/beviser/")
    assert page.locator("img.v-picture").count() == 0
    page.get_by_role("button", name="Vis billedet").click()
    expect(page.locator("img.v-picture")).to_be_visible()
    page.reload()
    assert page.locator("img.v-picture").count() == 0
    expect(henrik.open(f"/sager/{number}/log/").locator(steps.panel("haendelser"))).to_contain_text("Henrik Solbjerg")


def facts_are_answered(henrik: Visitor, number: str) -> None:
    """What a leader can see or ask about: a subject at a time, and one at a time where a reason belongs to it."""
    assert steps.answer_together(henrik, number, EVERY_FACT) > 40
    page = henrik.open(f"/sager/{number}/oplysninger/?emne=alle")
    unfold_all(page)
    assert steps.answer_questions(page, {fact: said for fact, said in EVERY_FACT.items() if said[1]}) > 15


def people_are_let_in(henrik: Visitor, number: str) -> None:
    """Jurist and approver, each with a reason."""
    steps.give_access(henrik, number, "Farid Nassar", "jurist")
    steps.give_access(henrik, number, "Birthe Kramhøft", "approver")


def the_complaint_is_noted(henrik: Visitor, number: str) -> None:
    """A right, handled by somebody else, who is then out of the decision."""
    page = henrik.open(f"/sager/{number}/deltagere/")
    steps.details(page, "Notér en klage")
    form = page.locator("form[action$='/klage/']")
    form.locator("input[name=made_on]").fill("2026-11-16")
    option = form.locator("select[name=handled_by] option", has_text="Kirstine Brohus").first.get_attribute("value")
    form.locator("select[name=handled_by]").select_option(option)
    steps.press(page, "Notér klagen")
    expect(page.locator(steps.panel("klage"))).to_contain_text("Kirstine Brohus")


def the_sender_is_written_down(henrik: Visitor, number: str) -> None:
    """With how we know; the name is not shown again until somebody asks."""
    page = henrik.open(f"/sager/{number}/deltagere/")
    steps.details(page, "Skriv afsenderen ind")
    form = page.locator("form[action$='/afsender/']")
    form.locator("input[value=citizen] + label").click()
    for name, value in told.SENDER.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button").click()
    expect(page.locator(steps.panel("afsender"))).to_contain_text("navnet er skjult")
    expect(page.locator("main")).not_to_contain_text(told.SENDER["identity"])


def the_police_gave_guidance(henrik: Visitor, number: str) -> None:
    """Who, when, and what was said: a fact of the case."""
    page = henrik.open(f"/sager/{number}/politianmeldelse/")
    steps.details(page, "Skriv, hvad politiet sagde")
    form = page.locator("form[action$='/politiets-vejledning/']")
    form.locator("input[name=contacted_at]").fill("2026-11-20T09:25")
    form.locator("input[name=station]").fill("Vagten på 114")
    form.locator("textarea").fill(told.POLICE_SAID)
    form.get_by_role("button").click()
    expect(page.locator(steps.panel("politiet"))).to_contain_text("Vagten på 114")


def the_law_is_assessed(farid: Visitor, number: str) -> None:
    """The rest of the facts, a reason for each open norm, and the law is locked."""
    page = farid.open(f"/sager/{number}/oplysninger/?emne=alle")
    unfold_all(page)
    steps.answer_questions(page, EVERY_FACT)
    for norm, (value, reason) in told.NORM_REASONS.items():
        page = farid.open(f"/sager/{number}/vurderinger/ret/?bestemmelse={provision_with(norm)}")
        if steps.asks_for(page, norm):
            steps.judge(page, norm, value, reason)
        else:  # the answers settle it without this judgement, and the page says so
            unfold_all(page)
            expect(page.get_by_text(load().norms[norm].question).first).to_be_visible()
    steps.press(page, "Lås den retlige vurdering")
    expect(page.locator(steps.panel("kvitteringer"))).to_contain_text("Farid Nassar")


def provision_with(norm: str) -> str:
    """The place on the law page of the first provision that a judgement belongs to."""
    book = load()
    found = (key for key in about_the_sender(book) if norm in norms_in(book.provisions[key][-1].requires))
    return next(found).replace("/", "-")


def norms_in(expr: Expr) -> set[str]:
    """The judgements that a condition rests on."""
    return {leaf.id for leaf in leaves(expr) if isinstance(leaf, NormIs)}


def the_jurist_answers(people: People, number: str) -> None:
    """Asked in writing, answered in writing."""
    page = people["Henrik Solbjerg"].open(f"/sager/{number}/politianmeldelse/")
    page.locator("form[action$='/spoerg-jurist/'] textarea").fill(told.QUESTION)
    steps.press(page, "Send spørgsmålet")
    page = people["Farid Nassar"].open(f"/sager/{number}/politianmeldelse/")
    form = page.locator("form[action$='/udtalelse/']")
    form.locator("textarea").fill(told.OPINION)
    form.get_by_text("Anmeld", exact=True).click()
    steps.press(page, "Giv den skriftlige vurdering")
    expect(page.locator(steps.panel("jurist"))).to_contain_text("§ 119 a")


def maja_says_yes(maja: Visitor, number: str) -> None:
    """On knowing what follows; nothing was ticked for her."""
    page = maja.open(f"/mine-sager/{number}/")
    page.locator("form:has(input[value=police_report]) button[value=yes]").click()
    expect(page.locator(steps.panel("ja-eller-nej"))).to_contain_text("Ja")


def proposed(henrik: Visitor, number: str) -> None:
    """Purpose, reason, what else could be done; no warning was sent first, and the reason stands on the case."""
    page = henrik.open(f"/sager/{number}/politianmeldelse/")
    form = page.locator("form[action$='/foreslaa/']")
    form.locator("input[name=purposes] + label").first.click()
    form.locator("textarea[name=reason]").fill(told.RELEVANCE)
    form.locator("textarea[name=alternatives]").fill(told.ALTERNATIVES)
    form.locator("input[name=items] + label").first.click()
    steps.press(page, "Foreslå")
    condition = page.locator("#punkt-warned_first")
    steps.details(condition, "Fravig med en grund")
    condition.locator("textarea").fill("Politiet rådede os til at vente med brevet, til de havde set beviserne.")
    condition.get_by_role("button").click()
    expect(page.locator("#punkt-warned_first")).to_contain_text("Politiet rådede os")
    assert page.locator(".v-gates .is-unmet h3").all_inner_texts() == []


def kirstine_cannot_see(kirstine: Visitor, number: str) -> None:
    """She handles the complaint; for her the case is not there."""
    for path in (f"/sager/{number}/", f"/sager/{number}/politianmeldelse/"):
        answered = kirstine.page.goto(kirstine.town + path)
        assert answered is not None
        assert answered.status == 404
    expect(kirstine.open("/sager/").locator("main")).not_to_contain_text(number)
    kirstine.complaints.clear()


def decided(birthe: Visitor, number: str) -> None:
    """Another person, with everything in view."""
    page = birthe.open(f"/sager/{number}/politianmeldelse/")
    form = page.locator("form[action$='/beslut/']")
    form.get_by_text("Anmeld", exact=True).click()
    form.locator("textarea").fill(told.DECISION_REASON)
    steps.press(page, "Beslut")
    expect(page.locator(steps.panel("afgjort"))).to_contain_text("Birthe Kramhøft")


def a_letter_is_sent(people: People, number: str) -> None:
    """Henrik writes, Birthe approves, Henrik sends; the PDF is a PDF."""
    page = people["Henrik Solbjerg"].open(f"/sager/{number}/breve/")
    letter = steps.write_letter(page, number)
    birthe = people["Birthe Kramhøft"].open(letter)
    for tick in birthe.locator("form[action$='/godkend/'] input:not(:checked) + label").all():
        tick.click()
    birthe.locator("form[action$='/godkend/'] button").click()
    expect(birthe.locator("main")).to_contain_text("Godkendt af Birthe Kramhøft")
    page.goto(people["Henrik Solbjerg"].town + letter)
    page.locator("form[action$='/send/'] button").click()
    expect(page.locator("main")).to_contain_text("Sendt")
    assert pdf(people["Henrik Solbjerg"], letter + "pdf/")


def pdf(who: Visitor, path: str) -> bool:
    """Whether the address answers with a PDF."""
    return who.context.request.get(who.town + path).body().startswith(b"%PDF")


def reported(henrik: Visitor, number: str) -> None:
    """The act itself; the gate is asked once more."""
    page = henrik.open(f"/sager/{number}/politianmeldelse/")
    page.locator("input[name=journal_number]").fill("5100-OPDIGTET-0077")
    page.locator(steps.panel("afgjort")).get_by_role("button").click()
    expect(page.locator(steps.panel("anmeldt"))).to_contain_text("5100-OPDIGTET-0077")


def closing_says_what_is_missing(henrik: Visitor, number: str) -> None:
    """The police have not answered; the case stays open."""
    page = henrik.open(f"/sager/{number}/afslut/")
    expect(page.locator("#punkt-police_answer")).to_contain_text("Mangler")
    assert page.locator(f"form[action='/sager/{number}/afslut/']").count() == 0


def accounted_for(henrik: Visitor, number: str) -> None:
    """Six questions answered from data, as a PDF."""
    page = henrik.open(f"/sager/{number}/redegoerelse/")
    assert page.locator("main h2, main h3").count() >= 6
    assert pdf(henrik, f"/sager/{number}/redegoerelse/pdf/")


def maja_sees_who_has_read(maja: Visitor, number: str) -> None:
    """Everyone who opened it, by name."""
    page = maja.open(f"/mine-sager/{number}/hvem-har-laest/")
    for name in ("Henrik Solbjerg", "Farid Nassar", "Birthe Kramhøft"):
        expect(page.locator("main")).to_contain_text(name)
    expect(page.locator("main")).not_to_contain_text("Kirstine")


def unfold_all(page: Page) -> None:
    """Everything that is folded is shown, so that each press lands on what is seen."""
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
