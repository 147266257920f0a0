"""What a mail showed its recipient: the two forms of its words, what its page hides, and lines that stand twice."""

import time
from pathlib import Path

import pytest

from tests.evidence.readers.mail_made import TOP, Mail, mail, mixed, part, plain
from tests.evidence.readers.sample_files import codes
from tests.evidence.readers.test_mail_edges import read, stored
from vaern.evidence.readers import html_words

__all__ = ["mail"]
HTML = b"text/html; charset=utf-8"


def two_forms(mail: Mail, words: str, page: str) -> tuple[str, bool]:
    """The words shown, and whether it is said that the two forms differ."""
    forms = (part(words.encode(), b"text/plain; charset=utf-8"), part(page.encode(), HTML))
    reading = mail(mixed(*forms, kind=b"alternative"))
    return reading.texts[0].text, "bodies_differ" in codes(reading)


@pytest.mark.parametrize(
    ("words", "page", "shown", "differ"),
    [
        (
            "Tak for i dag.",
            "<p>Jeg finder dig og dine børn.</p>",
            "Tak for i dag.\n\nJeg finder dig og dine børn.",
            True,
        ),
        ("Du er fyret", "<p>Du er <b>ikke</b> fyret</p>", "Du er fyret\n\nDu er ikke fyret", True),
        (
            "Du er ikke fyret",
            "<p>Du er <i hidden>ikke</i> fyret</p>",
            "Du er ikke fyret\n\nDu er [skjult: ikke] fyret",
            True,
        ),
        ("Du er fyret", "<p>Du er <i hidden>ikke</i> fyret</p>", "Du er fyret", False),
        (
            "Se *her* <https://a.example/x>\n 1. Først\n[image: logo]",
            "<p>Se <b>her</b></p><ol><li>Først</ol><img alt=logo src=cid:1>",
            "Se *her* <https://a.example/x>\n 1. Først\n[image: logo]",
            False,
        ),
        ("ord " * 100, "<p>" + "ord " * 101 + "</p>", ("ord " * 100).strip(), False),
        ("ord " * 100, "<p>" + "ord " * 103 + "</p>", ("ord " * 100 + "\n\n" + "ord " * 103).strip(), True),
    ],
)
def test_two_forms_are_compared_word_for_word(mail: Mail, words: str, page: str, shown: str, differ: bool) -> None:  # noqa: FBT001 - one of a row's answers
    text, said = two_forms(mail, words, page)
    assert (" ".join(text.split()), said) == (" ".join(shown.split()), differ)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("Du er <span hidden>ikke</span> fyret", "Du er [skjult: ikke] fyret"),
        ('<p style="display:none">skjult<p>vist', "[skjult: skjult]\nvist"),
        ('<table><tr style="display:none"><td>a<td>b<tr><td>c</table>', "[skjult: a b]\nc"),
        ("<ul><li hidden>a<ul><li>b</ul><li>c</ul><dl><dt hidden>d<dd>e</dl>", "[skjult: a b]\nc\n\n[skjult: d]\ne"),
        ('<div style="display:none!important;display:block">A<div>B</div>C</div>D', "[skjult: A B C]\nD"),
        ('<div style="display:none;display:block">A</div>', "A"),
        ('<span style="font-size:0"><b style="font-size:14px">ses</b>ikke</span>', "ses[skjult: ikke]"),
        ('<i style="visibility:hidden">a</i><i style="opacity:0">b</i>', "[skjult: ab]"),
        ('<i style="color:transparent">a</i> b', "[skjult: a] b"),
        ('<i style="max-height:0;overflow:hidden">a</i> <i style="left:-9999px">b</i>', "[skjult: a] [skjult: b]"),
        ('<i style="color:#fff;background-color:#fff">a</i> <i style="opacity:0.5">b</i>', "[skjult: a] b"),
        (
            "<style>/**/p.k,.l{display:none}@media x{.m{display:none}}</style><p class=K>a<p class=l>b<p class=m>c",
            "[skjult: a b]\nc",
        ),
        ('<body style="display:none">Alt</body>', "Alt"),
        ('<div style="display:none">&zwnj;&nbsp;&shy;</div>Hej', "Hej"),
        ("<a href='https://a.example' hidden>her</a> \x02ikke\x03 vist", "[skjult: her <https://a.example>] ikke vist"),
    ],
)  # fmt: skip
def test_hidden_words_are_marked(page: str, text: str) -> None:
    assert html_words.words(page) == text


@pytest.mark.parametrize("sheet", ["@", "a", "/* ", "{", "}", "a{", ";", "<style>", "p{display:none}", ","])
def test_sheet_made_to_hold_up_its_reader_does_not(sheet: str) -> None:
    begun = time.process_time()
    page = f"<style>{sheet * (1_000_000 // len(sheet))}</style><b style='{sheet * 200_000}'>x</b>"
    assert html_words.words(page) == "x"
    assert time.process_time() - begun < 5


def test_mail_says_what_its_page_hides(mail: Mail) -> None:
    reading = mail(plain(b"Hej<p style='display:none'>Jeg ved hvor du bor</p>", b"Content-Type: text/html\r\n"))
    assert [one.says for one in reading.warnings if one.code == "hidden_text"] == [
        "Mailens opsatte tekst gemmer ord, som modtageren ikke ser på skærmen: »Jeg ved hvor du bor«."
    ]
    assert reading.texts[0].text == "Hej\n\n[skjult: Jeg ved hvor du bor]"


def test_lines_that_stand_twice_are_said(mail: Mail) -> None:
    reading = mail(plain(more=b"From: Borgmester <mayor@kommune.example>\r\nSubject: Andet\r\n"))
    says = next(one.says for one in reading.warnings if one.code == "headers_repeated")
    assert says.startswith("Mailen har flere linjer af samme slags, hvor der kun må være én: Fra, Emne. Programmer")
    assert "headers_repeated" not in codes(mail(plain(top=TOP)))


def test_outlooks_two_forms_are_compared_too(tmp_path: Path) -> None:
    reading, body = read(stored({0x1000: "Hej Bo", 0x1013: b"<p>Hej <i hidden>s</i> dit svin"}), tmp_path)
    assert (body, codes(reading)[:3]) == (
        "Hej Bo\n\nHej [skjult: s] dit svin",
        ["recipients_hidden", "hidden_text", "bodies_differ"],
    )


def test_page_without_end_is_read_as_far_as_there_is_time(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_words, "MOST_MARKS", 4)
    letter = mail(plain(b"<p>en</p><p>to</p><p>tre</p>", b"Content-Type: text/html\r\n"))
    assert letter.texts[0].text == "en\n\nto\n\n[resten er for lang og er ikke læst]"
    assert ("text_cut" in codes(letter), letter.whole) == (True, False)
