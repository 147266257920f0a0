"""Google Voice as Takeout hands it out: pages of messages, calls and voice messages, one by one and zipped."""

import pytest

from tests.evidence.readers.chat_made import Chat, chat, clock, rows
from tests.evidence.readers.sample_files import codes
from vaern.evidence.readers import chat_files, google_voice
from vaern.evidence.readers.shapes import Mistaken

__all__ = ["chat"]

TOP = '<?xml version="1.0" ?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html><head><title>'


def voice_page(title: str, body: str, *, deleted: bool = False) -> str:
    """A page with what stands around every one."""
    end = f'<div class="deletedStatusContainer">User Deleted:\n{deleted}</div>'
    return f"{TOP}{title}</title></head><body>{body}{end}</body></html>"


def said(at: str, number: str, name: str, words: str, more: str = "") -> str:
    """One message; the owner's own stands as an abbreviation."""
    mark = "abbr" if name == "Me" else "span"
    who = f'<a class="tel" href="tel:{number}"><{mark} class="fn">{name}</{mark}></a>'
    return (
        f'<div class="message"><abbr class="dt" title="{at}">Sep 1, 2023, 7:29:20 PM Pacific\nTime</abbr>:\n'
        f'<cite class="sender vcard">{who}</cite>:\n<q>{words}</q>\n{more}</div> '
    )


def call(label: str, number: str, name: str, more: str = "", tag: str = "") -> str:
    """One call, as the pages for calls have it."""
    tag = tag or label.partition(" ")[0].lower()
    return (
        f'<div class="haudio"><span class="album">Call Log for\n</span><span class="fn">{label}\n{name}</span>'
        f'<div class="contributor vcard">{label}\n<a class="tel" href="tel:{number}"><span class="fn">{name}</span></a>'
        f'</div><abbr class="published" title="2020-02-05T17:26:28.000-06:00">Feb 5, 2020</abbr><br />{more}'
        f'<div class="tags">Labels:\n<a rel="tag" href="http://www.google.com/voice#inbox">Inbox</a>, '
        f'<a rel="tag" href="http://www.google.com/voice#{tag}">Label</a></div></div>'
    )


TALK = voice_page(
    "Søs Glad",
    '<div class="hChatLog hfeed">'
    + said("2023-09-01T19:29:20.270-07:00", "+4520000001", "Søs Glad", "Du er &quot;sød&quot;<br>Svar nu")
    + said("2023-09-01T20:27:36.727-07:00", "+4520000009", "Me", "Nej")
    + said(
        "2023-09-01T20:28:36.727-07:00", "+4520000001", "Søs Glad", "", '<div><img src="Søs - Text - Z-3-1" /></div>'
    )
    + said("2023-09-01T20:29:36.727-07:00", "+4520000002", "", "MMS", '<div><a class="vcard" href="kort">x</a></div>')
    + "</div>",
)


def test_messages_have_senders_and_the_times_of_their_own_zone(chat: Chat) -> None:
    reading = chat(TALK, "Søs Glad - Text - 2023-09-02T02_29_20Z.html")
    assert (reading.kind, reading.title) == ("sms.voice", "Søs Glad")
    assert rows(reading) == [
        ("message", "Søs Glad", 'Du er "sød"\nSvar nu'),
        ("message", "Me", "Nej"),
        ("message", "Søs Glad", ""),
        ("message", "+4520000002", "MMS"),
    ]
    assert clock(reading) == [
        "2023-09-02 02:29:20",
        "2023-09-02 03:27:36",
        "2023-09-02 03:28:36",
        "2023-09-02 03:29:36",
    ]
    assert reading.messages[1].to == ("Søs Glad", "+4520000002")
    assert [part.name for part in reading.parts] == ["Søs - Text - Z-3-1", "kort"]
    assert codes(reading) == ["attachment_missing", "attachment_missing"]


def test_numbers_point_to_persons_and_the_owner_is_told_apart(chat: Chat) -> None:
    found = {(one.kind, one.value, one.role, one.name) for one in chat(TALK, "a.html").identifiers}
    assert found == {
        ("phone", "+4520000001", "party", "Søs Glad"),
        ("name", "Søs Glad", "party", ""),
        ("phone", "+4520000009", "owner", "Me"),
        ("phone", "+4520000002", "party", ""),
    }


def test_group_names_whom_the_owner_wrote_to(chat: Chat) -> None:
    named = "".join(
        f'<cite class="sender vcard"><a class="tel" href="tel:{number}"><span class="fn">{name}</span></a></cite>'
        for number, name in (("+4520000001", "Søs"), ("bo@example.dk", "bo@example.dk"))
    )
    body = f'<div class="hChatLog hfeed"><div class="participants">Group conversation with:\n{named}</div>'
    reading = chat(voice_page("Group", body + said("2020-03-24T02:18:27.964-05:00", "+45200", "Me", "Hej") + "</div>"))
    assert reading.messages[0].to == ("Søs", "bo@example.dk")
    assert ("email", "bo@example.dk") in {(one.kind, one.value) for one in reading.identifiers}
    alone = chat(voice_page("Me to Søs", '<div class="hChatLog hfeed">' + said("x", "", "Me", "Hej") + "</div>"))
    assert alone.messages[0].to == ("Søs",)
    assert (alone.messages[0].at.at, alone.messages[0].at.words) == (None, "x")  # type: ignore[union-attr]  # there is one


@pytest.mark.parametrize(
    ("label", "number", "words", "sender", "to"),
    [
        ("Received call from", "+4520000001", "Indgående opkald, 1 min. 23 sek.", "Søs", ()),
        ("Placed call to", "+4520000001", "Udgående opkald, 1 min. 23 sek.", "", ("Søs",)),
        ("Missed call from", "+4520000001", "Ubesvaret opkald, 1 min. 23 sek.", "Søs", ()),
        ("Parked call from", "+4520000001", "Parked call from Søs, 1 min. 23 sek.", "Søs", ()),
    ],
)
def test_calls_are_told(label: str, number: str, words: str, sender: str, to: tuple[str, ...], chat: Chat) -> None:
    lasted = '<abbr class="duration" title="PT1M23S">(00:01:23)</abbr>'
    reading = chat(voice_page(label, call(label, number, "Søs", lasted)))
    assert rows(reading) == [("call", sender, words)]
    assert (clock(reading), reading.messages[0].to) == (["2020-02-05 23:26:28"], to)
    assert ("phone", number, "Søs") in {(one.kind, one.value, one.name) for one in reading.identifiers}


def test_voice_message_has_its_sound_and_what_google_heard(chat: Chat) -> None:
    heard = (
        'Transcript:\n<span class="description"><span class="full-text">Ring til mig</span> '
        '<span class="word high">Ring <span class="confidence">0.85</span></span></span>'
        '<audio controls="controls" src="Bo - Voicemail - Z.mp3"><a rel="enclosure" href="Bo - Voicemail - Z.mp3">'
        'Audio</a></audio><abbr class="duration" title="PT1H0M3S">(01:00:03)</abbr>'
    )
    reading = chat(
        {
            "Takeout/Voice/Calls/Bo - Voicemail - Z.html": voice_page("V", call("Voicemail from", "", "", heard)),
            "Takeout/Voice/Calls/Bo - Voicemail - Z.mp3": b"ID3lyd",
        },
        "takeout.zip",
    )
    assert rows(reading) == [
        ("call", "skjult nummer", "Telefonsvarer, 60 min. 3 sek.\nUdskrift lavet af Google: Ring til mig")
    ]
    assert [(part.name, part.size) for part in reading.parts] == [("Bo - Voicemail - Z.mp3", 6)]
    assert (reading.identifiers, reading.warnings) == ((), ())


def test_zip_is_told_in_order_of_time_with_the_files_the_pages_name(chat: Chat) -> None:
    reading = chat(
        {
            "Takeout/Voice/Calls/Søs - Text - Z.html": TALK,
            "Takeout/Voice/Calls/Søs - Text - Z-3-1.jpg": b"\xff\xd8\xff\xe0billede",
            "Takeout/Voice/Calls/kort.vcf": b"BEGIN:VCARD\nEND:VCARD",
            "Takeout/Voice/Spam/Bo - Missed - Z.html": voice_page(
                "M", call("Missed call from", "+45", "Bo"), deleted=True
            ),
            "Takeout/Voice/Bills.html": "<html><body>En regning</body></html>",
        },
        "takeout.zip",
    )
    assert [message.kind for message in reading.messages] == ["call", "message", "message", "message", "message"]
    assert (reading.title, reading.whole) == ("Google Voice", True)
    assert [(part.name, part.media_type) for part in reading.parts] == [
        ("Søs - Text - Z-3-1.jpg", "image/jpeg"),
        ("kort.vcf", "text/vcard"),
    ]
    assert codes(reading) == ["other_files", "deleted_by_user"]
    assert "1 besked lå i papirkurven" in reading.warnings[1].says


def test_pages_that_are_not_read_are_said(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_files, "MOST_TEXTS", 1)
    reading = chat({"Calls/a.html": TALK, "Calls/b.html": TALK, "Calls/c.html": b""}, "takeout.zip")
    assert (len(reading.messages), reading.whole) == (4, False)
    assert reading.warnings[-1].says == "Kun de første sider (1) er læst. 2 er ikke."


def test_broken_pages_say_so(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = TALK[: TALK.index("Nej")]
    assert codes(chat(cut, "a.html")) == ["cut_off", "missing_messages"]
    both = chat({"a.html": TALK, "b.html": '<!-- class="haudio" -->'}, "takeout.zip")
    assert len(both.messages) == 4
    monkeypatch.setattr(google_voice, "MOST", len(TALK.encode()) - 40)
    assert "cut_off" in codes(chat(TALK, "a.html"))


def test_page_without_messages_is_left_to_others(chat: Chat) -> None:
    with pytest.raises(Mistaken):
        chat('<html><body><p class="hChatLog hfeed">Tom</p></body></html>', "a.html")
