"""Dates of numbers between strokes: one order for the whole of a conversation, and a guess is said."""
# ruff: noqa: E501 - pages have long lines of their own

import pytest

from tests.evidence.readers.chat_made import Chat, chat, clock
from tests.evidence.readers.sample_files import codes

__all__ = ["chat"]
TITLE = "Tuesday, March 12, 2024 2:05 PM"


def discord(*stamps: tuple[str, str]) -> str:
    block = '<div class="chatlog__message-container"><span class="chatlog__author">Ond</span><span class="chatlog__timestamp" title="{1}">{0}</span><div class="chatlog__content">Hej</div></div>'
    return f"<html><body>{''.join(block.format(*one) for one in stamps)}</body></html>"


@pytest.mark.parametrize(
    ("dates", "days", "guessed"),
    [
        (
            ("2:05 pm, 11/03/2024", "2:07 pm, 12/03/2024", "2:09 pm, 13/03/2024"),
            "2024-03-11 2024-03-12 2024-03-13",
            False,
        ),
        (("2:05 PM, 3/11/2024", "2:09 PM, 3/13/2024"), "2024-03-11 2024-03-13", False),
        (("2:05 pm, 12/03/2024", "2:06 pm, 12/03/2024"), "2024-03-12 2024-03-12", True),
        (("14.05, 12/3/2024",), "2024-03-12", True),
        (("14.05, 12.3.2024",), "2024-03-12", False),
        (("14.05, 2024-03-12",), "2024-03-12", False),
        (("2:05 pm, 03/12/2024", "2:05 pm, 13/03/2024", "2:05 pm, 03/13/2024"), "2024-12-03 2024-03-13 ", True),
    ],
)
def test_copied_conversation_has_one_order(chat: Chat, dates: tuple[str, ...], days: str, guessed: bool) -> None:  # noqa: FBT001 - a table
    reading = chat("".join(f"[{date}] Lise: Jeg ved hvor du bor\n" for date in dates), "samtale.txt")
    assert (" ".join(day[:10] for day in clock(reading)), "date_order_guessed" in codes(reading)) == (days, guessed)
    assert [m.at.words for m in reading.messages if m.at] == list(dates)


@pytest.mark.parametrize(
    ("stamps", "days", "guessed"),
    [
        ((("03/12/2024 2:05 PM", TITLE),), "2024-03-12", False),
        ((("12/03/2024 14:05", TITLE),), "2024-03-12", False),
        ((("12-03-2024 14:05", "andet"),), "2024-03-12", False),
        ((("03/12/2024 2:05 PM", ""), ("03/13/2024 2:05 PM", "")), "2024-03-12 2024-03-13", False),
        ((("12/03/2024 14:05", ""), ("11/03/2024 14:05", "")), "2024-03-12 2024-03-11", True),
        ((("12/03/2024 14:05", ""),), "2024-03-12", True),
        ((("03/12/2024 2:05 PM", "03/12/2024"),), "2024-03-12", True),
    ],
)
def test_page_is_read_by_its_words_or_in_one_order(
    chat: Chat,
    stamps: tuple[tuple[str, str], ...],
    days: str,
    guessed: bool,  # noqa: FBT001 - a table
) -> None:
    reading = chat(discord(*stamps), "side.html")
    assert (" ".join(day[:10] for day in clock(reading)), "date_order_guessed" in codes(reading)) == (days, guessed)


def test_table_with_the_newest_first_has_one_order(chat: Chat) -> None:
    rows = ("05/02/2024 10:00", "03/12/2024 2:05 PM", "02/14/2024 2:05 PM")
    reading = chat("Date,From,Content\n" + "".join(f"{when},Ond,Hej\n" for when in rows), "messages.csv")
    assert [day[:10] for day in clock(reading)] == ["2024-02-14", "2024-03-12", "2024-05-02"]
    assert "date_order_guessed" not in codes(reading)
    zone = chat("Date,From,Content\n02/14/2024 10:00 UTC,Ond,Hej\n", "messages.csv")
    assert clock(zone) == ["2024-02-14 10:00:00"]
