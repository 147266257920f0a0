import pytest

from vaern.evidence import cpr


@pytest.mark.parametrize(
    "text",
    [
        "010190-1234",
        "0101901234",
        "010190 1234",
        "cpr:290200-0000.",
        "(311299-9999)",
        "610190-1234",
        "x 010190–1234 y",
        "Cpr.010190-1234",
        "CPR-nr.0101901234",
        "cpr-010190-1234",
        "010190 - 1234",
        "010190\n-1234",
        "010190\u20111234",
        "010190-1234-Bo",
        "kl. 9, 010190-1234",
    ],
)
def test_numbers_are_found_by_form_and_date(text):
    assert len(cpr.find(text)) == 1


def test_modulus_11_is_not_asked():
    assert cpr.find("070761-4285 og 010107-0001") == ["070761-4285", "010107-0001"]


@pytest.mark.parametrize(
    "text",
    [
        "320190-1234",
        "011390-1234",
        "300290-1234",
        "12 34 56 78",
        "0101901",
        "01019012345",
        "+4501019012",
        "1.010190-1234",
        "2-010190-1234",
        "1,0101901234",
        "010190-1234-5",
        "010190 -- 1234",
        "2026-11-21",
        "",
    ],
)
def test_other_numbers_are_let_be(text):
    assert cpr.find(text) == []


def test_mask_hides_the_last_four_and_nothing_else():
    text = "Han hedder Bo (010190-1234), tlf. 12 34 56 78, og hun 020290 5678, Cpr.030390 - 1234."
    assert cpr.mask(text) == ("Han hedder Bo (010190-XXXX), tlf. 12 34 56 78, og hun 020290 XXXX, Cpr.030390 - XXXX.")
    assert cpr.find(cpr.mask(text)) == []
