from vaern.typeset.blocks import bullets, from_markdown, heading, numbered, paragraph, quote, rule, table


def test_headings_and_paragraphs() -> None:
    assert from_markdown("# A\n\n### B\n\ntekst\n") == [heading("A"), heading("B", 3), paragraph("tekst")]


def test_runs_carry_strong_emphasis_and_links() -> None:
    assert from_markdown("a **b *c*** [d](https://x.dk) e") == [
        paragraph(
            [
                {"text": "a "},
                {"text": "b ", "strong": True},
                {"text": "c", "strong": True, "emphasis": True},
                {"text": " "},
                {"text": "d", "link": "https://x.dk"},
                {"text": " e"},
            ]
        )
    ]


def test_line_ends_are_a_space_or_a_break() -> None:
    assert from_markdown("a\nb  \nc") == [
        paragraph([{"text": "a"}, {"text": " "}, {"text": "b"}, {"text": "\n"}, {"text": "c"}])
    ]


def test_lists_with_their_first_number() -> None:
    assert from_markdown("- a\n- b\n\n3. c\n4. d\n") == [bullets(["a", "b"]), numbered(["c", "d"], start=3)]


def test_lists_in_lists() -> None:
    (outer,) = from_markdown("- a\n  - b\n- c\n")
    assert outer["items"] == [[paragraph("a"), bullets(["b"])], [paragraph("c")]]


def test_table_with_runs_in_its_cells() -> None:
    assert from_markdown("| A | B |\n|---|---|\n| x | **1** |\n| y | |\n\nefter") == [
        table(["A", "B"], [["x", [{"text": "1", "strong": True}]], ["y", []]]),
        paragraph("efter"),
    ]


def test_table_with_only_a_header() -> None:
    assert from_markdown("| A |\n|---|\n") == [table(["A"], [])]


def test_quote_rule_and_code() -> None:
    assert from_markdown("> q\n\n---\n\n```\na\nb\n```\n\n    c\n") == [
        quote([paragraph("q")]),
        rule(),
        paragraph("a\nb"),
        paragraph("c"),
    ]


def test_html_is_text_like_any_other() -> None:
    assert from_markdown("<script>x</script>") == [paragraph("<script>x</script>")]


def test_code_in_a_line_and_pictures_are_their_text() -> None:
    assert from_markdown("`a` ![b](c.png)") == [paragraph([{"text": "a"}, {"text": " "}, {"text": "b"}])]


def test_nothing_gives_nothing() -> None:
    assert from_markdown(" \n") == []
