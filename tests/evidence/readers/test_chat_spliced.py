"""A chat put together of several exports: each form of date has its own order, and time that goes back is said."""

import pytest

from tests.evidence.readers.chat_made import Chat, chat, clock  # noqa: F401 - the fixture
from tests.evidence.readers.sample_files import codes


def test_lines_from_two_telephones_are_not_read_in_one_order(chat: Chat) -> None:  # noqa: F811 - the fixture
    """The Danish lines say nothing of what an American telephone meant by 12/3."""
    reading = chat(
        "12/3/26, 9:40 PM - Rune: a\n12/4/26, 9:41 PM - Rune: b\n20.12.2026 21.41 - Rune: c\n", "WhatsApp Chat.txt"
    )
    assert [day[:10] for day in clock(reading)] == ["2026-12-03", "2026-12-04", "2026-12-20"]
    assert "date_order_guessed" in codes(reading)


def test_years_first_in_one_part_do_not_lose_the_times_of_the_other(chat: Chat) -> None:  # noqa: F811 - the fixture
    reading = chat("2026-11-20, 21:40 - Rune: a\n20.11.2026 21.41 - Rune: b\n", "WhatsApp Chat.txt")
    assert [day[:10] for day in clock(reading)] == ["2026-11-20", "2026-11-20"]


@pytest.mark.parametrize(("second", "said"), [("19.11.2026 07.00", True), ("20.11.2026 20.41", False)])
def test_time_that_goes_back_is_said_with_its_place(chat: Chat, second: str, said: bool) -> None:  # noqa: F811, FBT001 - the fixture; a table
    """An hour back is only the end of summer time."""
    reading = chat(f"20.11.2026 21.40 - Rune: a\n{second} - Rune: b\n", "WhatsApp Chat.txt")
    told = [one.says for one in reading.warnings if one.code == "goes_back_in_time"]
    assert (bool(told), "ved nr. 2." in " ".join(told)) == (said, said)
    assert [one.text for one in reading.messages] == ["a", "b"]
