import pytest

from tests.typeset.coverage import drawn_by_all, ranges
from vaern.typeset.characters import FONTS, printable, printable_data


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Blåbærgrød § 7 – »ja« €", "Blåbærgrød § 7 – »ja« €"),
        ("a\u030a", "å"),
        ("漢字", "[U+6F22][U+5B57]"),
        ("😀", "[U+1F600]"),
        ("👩\u200d⚕\ufe0f", "[U+1F469][U+2695]"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a\tb\u2003c", "a b c"),
        ("\u202eabc\u202c", "[U+202E]abc[U+202C]"),
        ("\u200fshalom", "shalom"),
        ("\ud83d", "[U+D83D]"),
        ("", ""),
    ],
)
def test_text_becomes_printable(given: str, shown: str) -> None:
    assert printable(given) == shown


def test_printable_text_stays_the_same_a_second_time() -> None:
    everything = "".join(chr(code) for code in range(0x11000))
    assert printable(printable(everything)) == printable(everything)


def test_data_keeps_its_shape() -> None:
    given = {"a": ["\x00x", ("漢", 1)], "b": {"c": None, "d": True}}
    assert printable_data(given) == {"a": ["x", ["[U+6F22]", 1]], "b": {"c": None, "d": True}}


def test_coverage_is_what_the_font_files_hold() -> None:
    assert (FONTS / "coverage.txt").read_text(encoding="ascii") == ranges(drawn_by_all())


def test_fonts_come_with_their_licence() -> None:
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
