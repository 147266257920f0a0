"""Words are hidden where they stand by themselves; longer words that hold them are shown for somebody to decide."""

import pytest

from vaern.evidence.hidden_words import HIDDEN, Longer, hide, longer_words, missing, stands_in

TEXT = "Ole spiller med fodbolde. OLES bil, Oles hus; ole@mail.invalid, Ole-Bole og Kåre."


def test_word_is_hidden_where_it_stands_by_itself():
    assert hide(TEXT, ["Ole"]) == (
        f"{HIDDEN} spiller med fodbolde. OLES bil, Oles hus; {HIDDEN}@mail.invalid, {HIDDEN}-Bole og Kåre."
    )


@pytest.mark.parametrize(
    ("word", "text", "whole"),
    [
        ("Bo", "Bodø og Bo", f"Bodø og {HIDDEN}"),
        ("Ås", "Åse, Ås og Blås", f"Åse, {HIDDEN} og Blås"),
        ("gå", "foregå gå", f"foregå {HIDDEN}"),
        ("bø", "røbø bø bør", f"røbø {HIDDEN} bør"),
        ("ole", "f\u00ado\u00adle ole", f"f\u00ado\u00adle {HIDDEN}"),
        ("Ole", "fodb\u00adole", "fodb\u00adole"),
        ("Ole", "\u200bOle\u200b.", f"\u200b{HIDDEN}\u200b."),
        ("1234", "12345 1234", f"12345 {HIDDEN}"),
        ("+45 12", "+45 123 og +45 12", f"+45 123 og {HIDDEN}"),
        ("ole", "ole_h ole", f"ole_h {HIDDEN}"),
        ("a\u030ase", "\u00e5ses \u00e5se", f"\u00e5ses {HIDDEN}"),
        ("dine børn", "dine børns, dine\n børn", f"dine børns, {HIDDEN}"),
        ("Oq", "Oq\u0323s Oq", f"Oq\u0323s {HIDDEN}"),
    ],
)
def test_longer_word_stays_whatever_its_letters(word, text, whole):
    assert hide(text, [word]) == whole


def test_longer_words_are_counted_and_the_genitive_is_known():
    assert longer_words(TEXT, ["Ole"]) == [
        Longer("bole", 1, genitive=False),
        Longer("oles", 2, genitive=True),
    ]
    assert longer_words("Bolden og fodbolde, fodbolde; Bo's", ["bold", "Bo"]) == [
        Longer("bolden", 1, genitive=False),
        Longer("fodbolde", 2, genitive=False),
    ]
    assert longer_words("", ["Ole"]) == []


def test_longer_word_that_is_chosen_is_hidden_whole():
    assert hide("Fodbolde og fodboldene", ["bold"], ["fodbolde"]) == f"{HIDDEN} og fodboldene"
    assert hide("Ole Hansens og Ole", ["Ole Hansen", "Ole"], ["ole hansens"]) == f"{HIDDEN} og {HIDDEN}"


def test_words_that_stand_only_inside_longer_ones_are_missing_until_those_are_chosen():
    assert missing("fodbolde", ["bold", "Ole"]) == ["bold", "Ole"]
    assert missing("Fodbolde og Ole", ["bold", "Ole"], ["fodbolde"]) == []


def test_what_can_still_be_read_is_the_word_and_its_genitive():
    said = [stands_in(text, ["Ole"]) for text in ("fodbole", "Oles", "Ole's", "OLE!", "Olesen")]
    assert said == [False, True, True, True, False]
    assert stands_in("fodbole", ["Ole"], anywhere=True)
