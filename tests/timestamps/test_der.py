import pytest

from vaern.timestamps.der import as_response, value_at, with_sorted_certificates


def test_long_and_short_lengths_are_read() -> None:
    assert value_at(b"\x04\x01x", 0).end == 3
    assert value_at(b"\x04\x82\x00\x03xyz", 0).encoded() == b"\x04\x82\x00\x03xyz"


@pytest.mark.parametrize("data", [b"", b"\x04", b"\x04\x02x", b"\x04\x84\xff\xff\xff\xff"])
def test_cut_values_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="value"):
        value_at(data, 0)


def test_whole_response_stays_as_it_is() -> None:
    response = bytes.fromhex("3005" + "3003020102")
    assert as_response(response) == response


def test_token_without_certificates_is_left_alone() -> None:
    bare = bytes.fromhex("3008" + "060100" + "a003" + "3001" + "00")
    with pytest.raises(ValueError, match="value"):
        with_sorted_certificates(as_response(bare))
    empty = bytes.fromhex("3007" + "060100" + "a002" + "3000")
    assert with_sorted_certificates(as_response(empty)) == as_response(empty)
