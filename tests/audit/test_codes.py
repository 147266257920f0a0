from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaern.audit import codes
from vaern.errors import BadInput

ID = UUID("11111111-1111-4111-8111-111111111111")


def test_ids_codes_numbers_and_digests_are_taken() -> None:
    data = {"b": [ID, "yes", 1, True], "a": None, "digest": "f" * 64, "number": "V-2026-K7Q4", "set": {"y", "x"}}
    expected = f'{{"a":null,"b":["{ID}","yes",1,true],"digest":"{"f" * 64}","number":"V-2026-K7Q4","set":["x","y"]}}'
    assert codes.data_text(data) == expected


@pytest.mark.parametrize(
    "value",
    [
        "she called him names",
        "æble",
        "Mette",
        "010190-1234",
        "0101901234",
        "12345678",
        "+4512345678",
        "a@b.dk",
        "x" * 65,
        1.5,
        {"nested": 1},
        b"bytes",
        [["list in list"]],
        "line\nbreak",
    ],
)
def test_what_could_be_words_is_refused_without_repeating_it(value: object) -> None:
    with pytest.raises(BadInput) as refused:
        codes.data_text({"why": value})
    assert "“why”" in str(refused.value)
    assert str(value) not in str(refused.value)


@pytest.mark.parametrize("key", ["Mette", "two words", "", "k" * 33, "ø"])
def test_key_must_be_a_code(key: str) -> None:
    with pytest.raises(BadInput):
        codes.data_text({key: 1})


@pytest.mark.parametrize("name", ["opened", "Case.opened", "case.", "case opened", "a." + "b" * 63])
def test_name_must_be_like_case_opened(name: str) -> None:
    with pytest.raises(BadInput):
        codes.check_name(name)


@pytest.mark.parametrize("stream_id", ["", "a b", "x" * 65, "-a", "æ"])
def test_stream_id_must_be_an_id(stream_id: str) -> None:
    with pytest.raises(BadInput):
        codes.check_stream_id(stream_id)


def test_good_stream_ids_are_taken() -> None:
    assert [codes.check_stream_id(one) for one in (ID, "straffeloven/119a")] == [str(ID), "straffeloven/119a"]


@given(st.text())
def test_no_text_with_a_blank_or_a_letter_outside_ascii_gets_through(words: str) -> None:
    try:
        written = codes.data_text({"k": words})
    except BadInput:
        return
    assert written.isascii()
    assert " " not in written
