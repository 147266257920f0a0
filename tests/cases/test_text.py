"""What is kept of what people type."""

import pytest

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


@pytest.mark.row("G03")
def test_what_both_windows_hold_stands_once():
    theirs, mine = "Fælles.\nFra telefonen.", "Fælles.\n\n\nFra computeren.\nFra"
    assert merge(theirs, mine, "(og)") == "Fælles.\nFra telefonen.\n\n(og)\nFra computeren."


@pytest.mark.row("G03")
def test_line_that_goes_on_takes_the_place_of_the_one_it_goes_on_from():
    assert merge("Først.\nFra telefonen.", "Først. Og så.", "(og)") == "Først. Og så.\nFra telefonen."


@pytest.mark.row("G03")
def test_two_windows_that_write_by_turns_do_not_make_the_text_grow_by_what_both_hold():
    kept = phone = computer = "Fælles."
    for turn in range(4):
        first, end, rest = phone.partition("\n")
        kept = phone = merge(kept, f"{first} t{turn}{end}{rest}", "(og)")
        kept = computer = merge(kept, f"{computer} c{turn}", "(og)")
    assert kept == "Fælles. t0 t1 t2 t3\n\n(og)\nFælles. c0 c1 c2 c3"
