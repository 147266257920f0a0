"""WhatsApp: both kinds of phone, the dates of many languages, deleted messages and files that are not there."""

import json
from pathlib import Path

import pytest

from tests.evidence.readers.chat_made import Chat, chat, clock, rows
from tests.evidence.readers.sample_files import SAMPLES, codes, read_file
from vaern.evidence.readers.shapes import Unreadable
from vaern.evidence.readers.times import COPENHAGEN

__all__ = ["chat"]
EXPORTS = sorted((SAMPLES / "chat-export/chat-miner/whatsapp").glob("*.txt"))
LRM = "\u200e"
SECRET = (
    "Beskeder og opkald er end-to-end-krypterede. Ingen uden for denne chat, selv ikke WhatsApp, kan læse eller høre "
    "dem."
)


@pytest.mark.row("G01")
def test_danish_iphone(chat: Chat) -> None:
    reading = chat(
        f"[12.03.2021 14.05.33] Anna Hansen: {LRM}{SECRET}\r\n"
        f"{LRM}[12.03.2021 14.06.00] Anna Hansen: {LRM}billede udeladt\r\n"
        "[12.03.2021 14.07.01] ~\u202fBo: Hej\r\nflere linjer\r\n"
        f"[13.03.2021 14.07.01] Bo: {LRM}Denne besked blev slettet.\r\n"
        f"{LRM}[13.03.2021 14.07.05] Bo: {LRM}<vedhæftet: 00000012-PHOTO-2021-03-12-14-05-33.jpg>\r\n"
        f"[13.03.2021 14.08.05] Bo: {LRM}Ubesvaret taleopkald\r\n",
        "WhatsApp-chat med Anna Hansen.txt",
    )
    assert (reading.kind, reading.title) == ("chat.whatsapp", "WhatsApp: Anna Hansen")
    assert rows(reading) == [
        ("system", "Anna Hansen", SECRET),
        ("missing", "Anna Hansen", "billede udeladt"),
        ("message", "~ Bo", "Hej\nflere linjer"),
        ("deleted", "Bo", "Denne besked blev slettet."),
        ("message", "Bo", "<vedhæftet: 00000012-PHOTO-2021-03-12-14-05-33.jpg>"),
        ("call", "Bo", "Ubesvaret taleopkald"),
    ]
    assert clock(reading)[0] == "2021-03-12 13:05:33"
    assert set(codes(reading)) == {"attachment_missing", "deleted_messages", "missing_messages", "zone_unknown"}


def test_danish_android(chat: Chat) -> None:
    reading = chat(
        f"12.03.2021 14.05 - {SECRET} Tryk for at få mere at vide.\n"
        "12.03.2021 14.06 - +45 12 34 56 78: Du skal passe på\n"
        "12.03.2021 14.07 - Anna: <Medier udeladt>\n"
        "12.03.2021 14.08 - Anna: Du slettede denne besked\n"
        "12.03.2021 14.09 - Anna: IMG-20210312-WA0001.jpg (fil vedhæftet)\nSe her\n"
        '12.03.2021 14.10 - Anna ændrede emnet fra "A: b" til "C: d"\n'
    )
    assert [kind for kind, _, _ in rows(reading)] == ["system", "message", "missing", "deleted", "message", "system"]
    assert rows(reading)[4] == ("message", "Anna", "Se her")
    assert [(one.kind, one.value) for one in reading.identifiers] == [("phone", "+45 12 34 56 78"), ("name", "Anna")]
    assert "date_order_guessed" not in codes(reading)


@pytest.mark.parametrize(
    "line",
    [
        "3/12/21, 2:05\u202fPM - Anna: hej\n3/13/21, 2:05\u202fPM - Anna: b",
        "[3/12/21, 2:05:00 PM] Anna: hej\n[3/13/21, 2:05:00 PM] Anna: b",
        "12/03/2021, 14:05 - Anna: hej\n13/03/2021, 14:05 - Anna: b",
        "12/03/2021 14:05 - Anna: hej\n13/03/2021 14:05 - Anna: b",
        "12/03/2021 à 14:05 - Anna : hej",
        "12/3/21 2:05 p.\u00a0m. - Anna: hej",
        "12.03.21, 14:05 - Anna: hej",
        "12.03.2021 kl. 14.05 - Anna: hej",
        "12.3.2021 klo 14.05 - Anna: hej",
        "12-03-2021 14:05 - Anna: hej",
        "2021-03-12 14:05 - Anna: hej",
        "[2021-03-12 14:05:00] Anna: hej",
        "2021/03/12 14:05 - Anna: hej",
        "2021/3/12 下午2:05 - Anna: hej",
        "2021년 3월 12일 오후 2:05 - Anna: hej",
        "2021. 03. 12. 14:05 - Anna: hej",
        "12.03.2021 г., 14:05 ч. - Anna: hej",
        "12/3/2564 14:05 - Anna: hej",
        "\u200f١٢\u200f/٣\u200f/٢٠٢١, ٢:٠٥ م - Anna: hej",
        "\ufeff12.03.2021, 14:05 – Anna: hej",
    ],
)
def test_dates_of_many_languages(chat: Chat, line: str) -> None:
    reading = chat(line + "\n")
    assert rows(reading)[0] == ("message", "Anna", "hej")
    assert clock(reading)[0] == "2021-03-12 13:05:00"
    assert reading.messages[0].at is not None
    assert not reading.messages[0].at.zone_known


@pytest.mark.parametrize(
    ("lines", "first", "guessed"),
    [
        (("1/2/21, 10:00 - A: x", "2/1/21, 10:00 - A: y"), "2021-01-02", False),
        (("1/2/21, 10:00 - A: x", "2/2/21, 10:00 - A: y"), "2021-02-01", True),
        (("1/2/21, 10:00 AM - A: x",), "2021-01-02", True),
        (("1/2/21, 10:00 am - A: x",), "2021-02-01", True),
        (("12/31/20, 10:00 - A: x", "1/2/21, 10:00 - A: y"), "2020-12-31", False),
        (("01.02.21, 10:00 - A: x",), "2021-02-01", False),
    ],
)
def test_order_of_the_date_is_found_or_said_to_be_guessed(
    chat: Chat,
    lines: tuple[str, ...],
    first: str,
    guessed: bool,  # noqa: FBT001 - a table
) -> None:
    reading = chat("\n".join(lines) + "\n")
    assert clock(reading)[0][:10] == first
    assert ("date_order_guessed" in codes(reading)) == guessed


def test_midnight_and_noon_on_a_clock_of_twelve(chat: Chat) -> None:
    reading = chat("1/13/21, 12:05 AM - A: x\n1/13/21, 12:05 PM - A: y\n")
    assert clock(reading) == ["2021-01-12 23:05:00", "2021-01-13 11:05:00"]


@pytest.mark.parametrize(
    "words",
    [
        "This message was deleted", "You deleted this message", "Denne besked blev slettet.",
        "Du slettede denne besked", "Denne meldingen ble slettet", "Diese Nachricht wurde gelöscht.",
        "Du hast diese Nachricht gelöscht.",
        "Dit bericht is verwijderd", "Ce message a été supprimé", "Se eliminó este mensaje", "Mensagem apagada",
        "This message was deleted by admin Anna", "Denne besked blev slettet af administratoren Anna M.",
        "Du har slettet denne besked", "Det här meddelandet raderades", "Diese Nachricht wurde von Admin Bo gelöscht.",
        "Denne besked er blevet slettet", "Denne besked er slettet af en administrator",
    ],
)  # fmt: skip
def test_deleted_message_is_a_gap(chat: Chat, words: str) -> None:
    reading = chat(f"12.03.2021 14.06 - Anna: {words}\n")
    assert rows(reading)[0][0] == "deleted"
    assert "deleted_messages" in codes(reading)


@pytest.mark.parametrize(
    "words",
    [
        "Denne besked blev slettet, fordi du truede mig", "Denne besked blev slettet\nfordi du truede mig",
        "This message was deleted because you threatened me", "Diese Nachricht wurde gelöscht, du weißt warum",
        "This message was deleted by admin Anna, and you know why",
    ],
)  # fmt: skip
def test_words_that_begin_as_a_deleted_message_are_words(chat: Chat, words: str) -> None:
    assert rows(chat(f"12.03.2021 14.06 - Anna: {words}\n")) == [("message", "Anna", words)]
    assert rows(chat(f"[14.06, 12.03.2021] Anna: {words}\n"))[0][0] == "message"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("<Media omitted>", "missing"),
        ("<Mediefil udeladt>", "missing"),
        ("<Medien ausgeschlossen>", "missing"),
        (f"{LRM}video omitted", "missing"),
        (f"{LRM}rapport.pdf • 3 sider {LRM}dokument udeladt", "missing"),
        ("<Media weggelaten>", "missing"),
        ("Du har udeladt", "message"),
        ("Jeg slettede denne besked i går, men du så den", "message"),
        ("Det er en fejl (fil vedhæftet)", "message"),
    ],
)
def test_left_out_files_are_told_from_words(chat: Chat, words: str, kind: str) -> None:
    assert rows(chat(f"12.03.2021 14.06 - Anna: {words}\n"))[0][0] == kind


def test_zip_gives_its_files_and_names_those_that_are_not_there(chat: Chat) -> None:
    picture = b"\xff\xd8\xff" + bytes(80)
    reading = chat(
        {
            "_chat.txt": f"[12.03.2021 14.06.00] Anna: {LRM}<vedhæftet: 01-PHOTO.jpg>\n"
            f"[12.03.2021 14.07.00] Anna: {LRM}<vedhæftet: 02-AUDIO.opus>\n",
            "01-PHOTO.jpg": picture,
            "../../03-VIDEO.mp4": b"x",
        },
        "WhatsApp Chat - Anna.zip",
    )
    assert [(one.name, one.media_type, one.size) for one in reading.parts] == [
        ("01-PHOTO.jpg", "image/jpeg", 83),
        ("02-AUDIO.opus", "application/octet-stream", 0),
        ("03-VIDEO.mp4", "text/plain", 1),
    ]
    assert reading.title == "WhatsApp: Anna"
    assert [message.attachments for message in reading.messages] == [("1",), ("2",)]
    assert codes(reading) == ["attachment_missing", "zone_unknown"]


def test_zip_without_a_chat_is_no_chat(chat: Chat) -> None:
    assert chat({"a.txt": "Hej med dig"}, "a.zip").kind != "chat.whatsapp"


def test_text_that_only_mentions_a_date_is_no_chat(chat: Chat) -> None:
    assert chat("Vi mødtes 12.03.2021 14.06 - på torvet: hun var vred\n").kind != "chat.whatsapp"


def test_reader_refuses_what_has_no_entries(tmp_path: Path) -> None:
    from vaern.evidence.readers import whatsapp
    from vaern.evidence.readers.out import Out
    from vaern.evidence.readers.shapes import Source

    (tmp_path / "x").write_text("intet her")
    with pytest.raises(Unreadable, match="WhatsApp"):
        whatsapp.read(Source(tmp_path / "x", "x"), Out(tmp_path))


@pytest.mark.samples
@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_samples_are_read_as_expected(path: Path, tmp_path: Path) -> None:
    reading = read_file(path, tmp_path / "out")
    target = json.loads((path.parent / "target.json").read_bytes())
    said = [
        (f"{m.at.at.astimezone(COPENHAGEN):%Y-%m-%dT%H:%M:%S}", m.sender, " ".join(m.text.split()))
        for m in reading.messages
        if m.kind == "message" and m.at and m.at.at
    ]
    assert said[::-1] == [(one["timestamp"], one["author"], one["message"]) for one in target]
    assert [message.kind for message in reading.messages].count("system") == 3


def test_iphones_form_from_before_2018_is_read(chat: Chat) -> None:
    reading = chat(
        f"9/19/17, 5:50:40 PM: {LRM}Messages to this group are now secured with end-to-end encryption.\n"
        "9/30/17, 4:02:55 PM: \u202a+45 20 30 40 50\u202c: Hej\nto linjer\n9/30/17, 4:05:26 PM: Anna : Ja: tak\n"
    )
    assert rows(reading) == [
        ("system", "", "Messages to this group are now secured with end-to-end encryption."),
        ("message", "+45 20 30 40 50", "Hej\nto linjer"),
        ("message", "Anna", "Ja: tak"),
    ]
    assert clock(reading)[0] == "2017-09-19 15:50:40"


def test_log_of_a_program_is_no_chat(chat: Chat) -> None:
    assert chat("2024-01-01 10:00:00: startet\n2024-01-01 10:00:01: a: b\n").kind == "text.plain"
    assert chat("1/1/24, 10:00:00: startet\n1/1/24, 10:00:01: slut\n").kind == "text.plain"


@pytest.mark.parametrize("words", ["billede udeladt", "bilde ikke inkludert", "Kontaktkort sløyfet", "ljud utelslutet"])
def test_file_left_out_is_missing_in_the_languages_of_the_north(chat: Chat, words: str) -> None:
    assert rows(chat(f"[12.03.2021 14.06.00] Anna: {LRM}{words}\n"))[0][0] == "missing"


def test_whatsapps_own_words_in_danish_are_not_the_senders(chat: Chat) -> None:
    words = "Beskeder og opkald er krypteret fra ende til ende. Kun personer i denne chat kan læse dem."
    assert rows(chat(f"[05.03.2024 10.00.00] Åse: {LRM}{words}\n[05.03.2024 10.00.10] Åse: Hej\n"))[0][0] == "system"
    assert rows(chat(f"[05.03.2024 10.00.00] Åse: {words}\n"))[0][0] == "message"


def test_chat_without_end_is_read_as_far_as_can_be_shown(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaern.evidence.readers.threads.MOST_MESSAGES", 2)
    reading = chat("".join(f"[12.03.2021 14.0{number}.00] Anna: {number}\n" for number in range(6)))
    assert ([one.text for one in reading.messages], "too_many_messages" in codes(reading)) == (["0", "1"], True)


@pytest.mark.parametrize(
    ("words", "name", "text"),
    [
        ("Se her \u200e<attached: 0002-PHOTO.jpg>", "0002-PHOTO.jpg", "Se her <attached: 0002-PHOTO.jpg>"),
        ("A.pdf • \u200e1 side \u200e<vedhæftet: a.pdf>", "a.pdf", "A.pdf • 1 side <vedhæftet: a.pdf>"),
        ("En\nto \u200e<attached: b.mp4>", "b.mp4", "En\nto <attached: b.mp4>"),
        ("< attached: 0042-PHOTO.jpg >", "0042-PHOTO.jpg", "< attached: 0042-PHOTO.jpg >"),
        ("2015-PHOTO-1.jpg <\u200eattached>", "2015-PHOTO-1.jpg", "2015-PHOTO-1.jpg <attached>"),
    ],
)
def test_file_with_words_of_its_own_and_in_older_forms_is_attached(
    words: str, name: str, text: str, chat: Chat
) -> None:
    reading = chat({"_chat.txt": f"[05.03.2024, 21.15.22] Bo: {words}\n", name: b"\xff\xd8\xff"}, "chat.zip")
    assert [(part.name, part.size) for part in reading.parts] == [(name, 3)]
    assert (rows(reading), reading.messages[0].attachments) == ([("message", "Bo", text)], ("1",))


def test_words_that_only_look_like_a_file_are_words(chat: Chat) -> None:
    assert not chat("[05.03.2024, 21.15.22] Bo: Se <kode: x.py>\n").parts


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("<Без медиафайлов>", "missing"),
        ("<Media tidak disertakan>", "missing"),
        ("<המדיה לא נכללה>", "missing"),
        ("Це повідомлення видалено", "deleted"),
        ("Acest mesaj a fost șters", "deleted"),
        ("Вы удалили данное сообщение", "deleted"),
        ("Без медиафайлов", "message"),
    ],
)
def test_gaps_are_found_in_more_languages(words: str, kind: str, chat: Chat) -> None:
    assert chat(f"31.12.2020, 23:59 - Bo: {words}\n").messages[0].kind == kind


def test_months_before_days_with_points_are_read_where_nothing_else_is_a_date(chat: Chat) -> None:
    assert clock(chat("[06.13.18 21:25:15] Bo: Hej\n")) == ["2018-06-13 19:25:15"]
