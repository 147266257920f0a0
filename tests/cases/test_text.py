"""What is kept of what people type."""

from vaern.cases.text import clean, merge


def test_controls_and_lone_surrogates_are_taken_out():
    assert clean("a\x00b\x07c\x9fd\ud800e") == "abcde"


def test_line_breaks_become_one_kind_and_tabs_stay():
    assert clean("en\r\nto\rtre\tfire") == "en\nto\ntre\tfire"


def test_emoji_with_joiners_and_accents_stay():
    assert clean("👩‍👧 æøå ž ❤️") == "👩‍👧 æøå ž ❤️"


def test_writing_from_right_to_left_stays_without_overrides():
    assert clean("\u202eشكرا\u202c שלום \u2067x\u2069") == "شكرا שלום x"


def test_two_texts_are_both_kept():
    assert merge("deres", "mine", "(og)") == "deres\n\n(og)\nmine"


def test_a_text_that_holds_the_other_is_enough():
    assert merge("først", "først og så", "(og)") == "først og så"
    assert merge("først og så", "og så", "(og)") == "først og så"
