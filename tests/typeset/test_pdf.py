from collections.abc import Callable
from typing import Any
from unicodedata import normalize

import pytest

from tests.typeset import samples
from tests.typeset.reading import lines_of, opened, tags, text_of
from vaern.typeset import TypesetFailed, compile_pdf
from vaern.typeset.blocks import bullets, from_markdown, heading, numbered, paragraph, quote, rule, table
from vaern.typeset.press import templates

EACH = {"letter": samples.letter, "account": samples.account, "page": samples.page}
HOSTILE = [
    "#panic()",
    "*bold* _under_ `raw` $x^2$",
    '#read("/etc/passwd")',
    '#import "_frame.typ": *',
    "]#set text(size: 99pt)[",
    "= Heading",
    "<script>alert(1)</script>",
    "\\u{41} \\# // comment /* x */",
    "@ref <label> ~ --- ... 'q' \"q\"",
]


def page_with(*blocks: Any) -> dict[str, Any]:
    return samples.page(sections=[{"title": "Afsnit", "blocks": list(blocks)}])


@pytest.mark.parametrize("name", EACH)
def test_document_is_tagged_and_danish(name: str) -> None:
    pdf = opened(compile_pdf(name, EACH[name]()))
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang) == "da"
    assert bool(pdf.Root.MarkInfo.Marked) is True
    assert pdf.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712  # pikepdf compares by value
    assert pdf.open_metadata()["dc:title"] == EACH[name]()["title"]


@pytest.mark.parametrize("name", EACH)
def test_document_declares_both_standards(name: str) -> None:
    with opened(compile_pdf(name, EACH[name]())).open_metadata() as meta:
        assert (meta["pdfuaid:part"], meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("1", "2", "A")


@pytest.mark.parametrize("name", EACH)
def test_same_data_gives_the_same_bytes_also_from_another_process(name: str) -> None:
    from vaern.typeset.press import press

    first = compile_pdf(name, EACH[name]())
    press.close()
    assert compile_pdf(name, EACH[name]()) == first


def test_every_template_has_a_sample() -> None:
    assert templates() == set(EACH)


def test_letter_says_who_when_what_and_to_whom() -> None:
    text = text_of(compile_pdf("letter", samples.letter()))
    for part in (
        "Rune Thybo Havrevænget 7 9999 Lindsø",
        "Lindsø Kommune Familieafdelingen",
        "19. november 2026 Sagsnr. V-2026-K7Q4",
        "Anmodning og vejledning Om din kontakt til vores medarbejder",
        "Venlig hilsen Henrik Solbjerg afdelingsleder",
        "Hvem du kan kontakte Ditte Sørup",
        "Side 1 af 2",
        "Side 2 af 2",
    ):
        assert part in text


def test_letter_without_the_optional_parts_is_made() -> None:
    data = samples.letter(signature=None, contact=None)
    for key in ("unit", "sender_lines"):
        del data[key]
    assert "Venlig hilsen" not in text_of(compile_pdf("letter", data))


def test_signature_without_role_and_with_another_closing() -> None:
    data = samples.letter(signature={"name": "Henrik Solbjerg", "closing": "Med venlig hilsen"})
    assert "Med venlig hilsen Henrik Solbjerg Hvem du kan kontakte" in text_of(compile_pdf("letter", data))


def test_account_numbers_six_questions_and_lists_appendices() -> None:
    text = text_of(compile_pdf("account", samples.account()))
    assert [f"{number}. {question}" in text for number, question in enumerate(samples.QUESTIONS, 1)] == [True] * 6
    assert "Bilag 1. Retningslinje for digital chikane Udgave 5, 4. februar 2026 2. De otte punkter" in text


def test_account_ends_with_sections_that_are_no_questions() -> None:
    sections = [{"title": "Om redegørelsen", "blocks": [paragraph("Lavet af Værn.")]}]
    text = text_of(compile_pdf("account", samples.account(sections=sections)))
    assert "Om redegørelsen Lavet af Værn. Bilag" in text
    assert "7. Om redegørelsen" not in text


def test_account_without_tables_and_appendices_has_no_empty_headings() -> None:
    text = text_of(compile_pdf("account", samples.account(tables=[], appendices=[], intro=[], meta=[])))
    assert ("Bilag" in text, "Tal" in text) == (False, False)


def test_blocks_become_their_own_structure() -> None:
    found = tags(
        compile_pdf(
            "page",
            page_with(
                heading("H"),
                paragraph("p"),
                bullets(["a", "b"]),
                numbered(["c"], start=4),
                table(["A", "B"], [["x", "1"]], caption="T"),
                quote([paragraph("q")]),
                rule(),
                paragraph([{"text": "her", "link": "https://www.borger.dk"}]),
            ),
        )
    )
    assert [found.count(kind) for kind in ("/H1", "/H2", "/H3", "/L", "/LI", "/TH", "/BlockQuote", "/Link")] == [
        1, 1, 1, 2, 3, 2, 1, 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([1, 2, 3], ["/H3", "/H4", "/H5"]),
        ([2, 5, 2], ["/H3", "/H4", "/H3"]),
        ([3, 1], ["/H3", "/H3"]),
        ([1] * 2, ["/H3"] * 2),
    ],
)
def test_headings_never_skip_a_level(levels: list[int], expected: list[str]) -> None:
    found = tags(compile_pdf("page", page_with(*[heading("H", level) for level in levels])))
    assert [kind for kind in found if kind in {"/H3", "/H4", "/H5", "/H6"}] == expected


def test_very_deep_headings_are_made() -> None:
    pdf = compile_pdf("page", page_with(*[heading(f"Trin {level}.", level) for level in range(1, 9)]))
    found = [kind for kind in tags(pdf) if kind in {"/H3", "/H4", "/H5", "/H6"}]
    assert (found, text_of(pdf).count("Trin")) == (["/H3", "/H4", "/H5", *["/H6"] * 5], 8)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_markup_prints_literally_everywhere(hostile: str) -> None:
    data = samples.letter(
        **dict.fromkeys(("organisation", "unit", "case_number", "letter_kind", "title"), hostile),
        addressee=[hostile],
        sender_lines=[hostile],
        blocks=[
            heading(hostile),
            paragraph(hostile),
            bullets([hostile]),
            table([hostile], [[hostile]], caption=hostile),
        ],
        signature={"name": hostile, "role": hostile},
        contact={"title": hostile, "lines": [hostile]},
    )
    text = text_of(compile_pdf("letter", data)).replace(" ", "")
    assert text.count(hostile.replace(" ", "")) >= 15


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "", "https://a b", "data:text/html,x"])
def test_links_that_lead_nowhere_good_are_only_text(target: str) -> None:
    pdf = compile_pdf("page", page_with(paragraph([{"text": "her", "link": target}])))
    assert ("/Link" in tags(pdf), "her" in text_of(pdf)) == (False, True)


@pytest.mark.parametrize(
    "nasty",
    [
        "漢字",
        "😀",
        "👩🏽‍⚕️",
        "سلام",
        "שלום",
        "\u202eevil",
        "a\x00b\x07",
        "\ud83d",
        "\ue000",
        "\U0010ffff",
        "z\u0310\u0489",
        "\ufdd0",
    ],
)
def test_any_character_at_all_leaves_a_document(nasty: str) -> None:
    assert "før" in text_of(compile_pdf("letter", samples.letter(title=f"før {nasty} efter", addressee=[nasty])))


def test_character_outside_the_fonts_is_shown_by_its_number() -> None:
    text = text_of(compile_pdf("page", page_with(paragraph("navn: 漢!"))))
    assert "navn: [U+6F22]!" in text


def test_one_of_every_character_that_the_fonts_have_prints() -> None:
    from tests.typeset.coverage import drawn_by_all

    # Some signs are two characters that are one and the same, and space is read as space.
    signs = {normalize("NFC", chr(code)) for code in drawn_by_all() if not chr(code).isspace()}
    text = normalize("NFC", text_of(compile_pdf("page", page_with(*[paragraph(f"({sign})") for sign in signs]))))
    assert ({sign for sign in signs if f"({sign})" not in text}, "[U+" in text) == (set(), False)


def test_a_word_wider_than_the_page_breaks_and_stays_one_word_to_a_reader() -> None:
    word = "https://example.dk/" + "abc" * 80
    text = text_of(compile_pdf("page", page_with(paragraph(word), table(["A", "B"], [[word, "1"]]))))
    assert text.replace(" ", "").count(word) == 2


def test_a_long_danish_word_breaks_between_syllables_with_a_hyphen() -> None:
    word = "databeskyttelsesforordningens"
    said = [paragraph(f"{'x' * wide} Det følger af {word} artikel 14.") for wide in range(30, 60)]
    lines = lines_of(compile_pdf("page", page_with(*said)))
    begun = [line.rsplit(" ", 1)[-1] for line in lines if word not in line and " af d" in line]
    assert [one for one in begun if not one.endswith(("-", "\N{SOFT HYPHEN}", "\N{HYPHEN}"))] == []
    assert len(begun) > 3


def test_tables_with_uneven_rows_and_none_are_made() -> None:
    text = text_of(
        compile_pdf("page", page_with(table(["A", "B"], [["x"], ["y", "1", "z"]]), table([], []), table(["A"], [])))
    )
    assert "z" in text


def test_table_with_an_empty_cell_is_made() -> None:
    rows = table(["Hvad", "Hvornår"], [["Modtaget", ""], ["", "i går"], ["", []]])
    assert "Modtaget" in text_of(compile_pdf("page", page_with(rows)))


def test_a_long_table_repeats_its_header_on_each_page() -> None:
    rows = [[f"Enhed {number}", str(number)] for number in range(90)]
    assert text_of(compile_pdf("page", page_with(table(["Enhed", "Sager"], rows)))).count("Sager") >= 3


def test_empty_texts_are_made() -> None:
    empty = samples.letter(title="Titel", blocks=from_markdown(""), addressee=[], case_number="")
    pdf, whole = compile_pdf("letter", empty), compile_pdf("letter", samples.letter())
    assert ("Titel Venlig hilsen" in text_of(pdf), tags(pdf).count("/H1")) == (True, tags(whole).count("/H1"))
    assert [name for name in ("Rune Thybo", "V-2026-K7Q4") if name in text_of(pdf)] == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"dated": "i går"}, "is not a date"),
        ({"dated": None}, "is not a date"),
        ({"title": ""}, "title"),
        ({"blocks": [{"kind": "poem"}]}, "no block is called poem"),
    ],
)
def test_data_that_cannot_be_set_is_refused_with_the_reason(change: dict[str, Any], why: str) -> None:
    with pytest.raises(TypesetFailed) as refused:
        compile_pdf("letter", samples.letter(**change))
    assert why in refused.value.text


def test_missing_key_is_named() -> None:
    data = samples.letter()
    del data["addressee"]
    with pytest.raises(TypesetFailed, match="addressee"):
        compile_pdf("letter", data)


@pytest.mark.parametrize("name", ["poster", "_frame", "../letter", ""])
def test_unknown_template_is_refused(name: str) -> None:
    with pytest.raises(TypesetFailed, match="There is no template"):
        compile_pdf(name, samples.letter())


def test_after_a_failure_the_next_document_is_made() -> None:
    broken: Callable[[], bytes] = lambda: compile_pdf("letter", samples.letter(blocks=[{"kind": "poem"}]))  # noqa: E731
    with pytest.raises(TypesetFailed):
        broken()
    assert compile_pdf("letter", samples.letter()).startswith(b"%PDF")
