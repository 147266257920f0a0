"""Several exports of one chat as one thread."""

import pytest

from tests.evidence.readers.chat_made import Chat, chat
from vaern.evidence.readers.chat_merge import as_one, merged
from vaern.evidence.readers.shapes import Unreadable

__all__ = ["chat"]
LRM = "\u200e"


def told(*readings) -> list[tuple[int, str, str, str]]:
    return [(one.number, one.kind, one.sender, one.text) for one in merged(readings)]


def test_overlapping_exports_give_each_message_once(chat: Chat) -> None:
    early = chat("12.03.2021 14.05 - A: et\n12.03.2021 14.06 - B: to\n")
    late = chat("12.03.2021 14.06 - B: to\n12.03.2021 14.07 - A: tre\n")
    assert told(late, early) == [(1, "message", "A", "et"), (2, "message", "B", "to"), (3, "message", "A", "tre")]
    assert told(early, late) == told(late, early)


def test_iphone_and_android_are_the_same_chat(chat: Chat) -> None:
    android = chat("12.03.2021 14.05 - A: et\n12.03.2021 14.06 - A: <Medier udeladt>\n")
    iphone = chat(
        {
            "_chat.txt": f"[12.03.2021 14.05.33] A: et\n[12.03.2021 14.06.44] A: {LRM}<vedhæftet: 1.jpg>\n",
            "1.jpg": b"\xff\xd8\xff",
        }
    )
    whole = merged([android, iphone])
    assert [(one.text, one.at and one.at.at and one.at.at.second) for one in whole] == [
        ("et", 33),
        ("<vedhæftet: 1.jpg>", 44),
    ]
    assert whole[1].attachments == ("2.1",)


def test_same_words_twice_in_a_minute_stay_two(chat: Chat) -> None:
    twice = chat("12.03.2021 14.05 - A: Hej\n12.03.2021 14.05 - A: Hej\n")
    once = chat("12.03.2021 14.05 - A: Hej\n")
    assert len(merged([once, twice])) == 2
    assert len(merged([twice, twice, once])) == 2


def test_deleted_in_one_and_there_in_the_other_are_both_shown(chat: Chat) -> None:
    before = chat("12.03.2021 14.05 - A: Jeg ved hvor du bor\n")
    after = chat("12.03.2021 14.05 - A: Denne besked blev slettet\n")
    assert [kind for _, kind, _, _ in told(before, after)] == ["message", "deleted"]


def test_two_names_are_one_person_only_where_the_exports_agree(chat: Chat) -> None:
    lines = "12.03.2021 14.05 - {0}: Jeg kommer forbi i morgen\n12.03.2021 14.06 - {0}: Du skal nok se mig der\n"
    one, other = chat(lines.format("Anna")), chat(lines.format("Anna Hansen") + "12.03.2021 14.09 - Anna Hansen: ny\n")
    assert [sender for _, _, sender, _ in told(one, other)] == ["Anna", "Anna", "Anna"]
    against = chat(lines.format("Bo").replace("Bo: Du", "Eva: Du"))
    assert len(merged([one, against])) == 4


def test_nothing_merged_is_nothing() -> None:
    assert merged([]) == ()


def test_merged_thread_is_a_reading_with_each_export_as_a_part(chat: Chat) -> None:
    text = chat("12.03.2021 14.05 - A: et\n")
    pack = chat({"_chat.txt": f"[12.03.2021 14.06.44] A: {LRM}<vedhæftet: 1.jpg>\n", "1.jpg": b"\xff\xd8\xff"})
    whole = as_one([text, pack], ["a.txt", "b.zip"])
    assert [(one.id, one.parent, one.kind, one.name) for one in whole.parts] == [
        ("1", "", "export", "a.txt"),
        ("2", "", "export", "b.zip"),
        ("2.1", "2", "attachment", "1.jpg"),
    ]
    assert whole.messages[1].attachments == ("2.1",)
    assert [one.code for one in whole.warnings] == ["merged", "zone_unknown"]


def test_exports_of_different_kinds_are_not_merged(chat: Chat) -> None:
    signal = chat("[2023-11-14, 23:13] Bo: Hej\n")
    with pytest.raises(Unreadable, match="samme slags"):
        as_one([signal, chat("12.03.2021 14.05 - A: et\n")], ["a", "b"])
