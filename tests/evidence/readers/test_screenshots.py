"""Screenshots of one conversation as one thread: phones drawn here, read for real, and laid over each other."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from PIL import Image

from tests.evidence.readers import phone_made
from tests.evidence.readers.phone_made import ANDROID, DATE, IN, IPHONE, NIGHT, OTHER, OUT, THREAD, Phone
from tests.evidence.readers.sample_files import codes
from vaern.cli.main import main
from vaern.evidence.readers import ocr, screen_lines
from vaern.evidence.readers.screen_lines import Screen, ScreenLine
from vaern.evidence.readers.screenshots import MOST, as_one
from vaern.evidence.readers.shapes import Reading, Sure, Text, Unreadable, Warned

SIDES = {IN: "Modtaget (venstre side)", OUT: "Sendt (højre side)", DATE: ""}
SCHEMA = json.loads(Path("content/schema/reading.json").read_bytes())


@cache
def long(phone: Phone, *, other: bool = False) -> Image.Image:
    return phone_made.conversation(OTHER if other else THREAD, phone)


@pytest.fixture(scope="module")
def shot(tmp_path_factory):
    """Takes a screenshot and has it read, once for each place in the conversation."""
    folder = tmp_path_factory.mktemp("shots")

    @cache
    def take(phone: Phone, top: int, name: str = "Kaj Kofoed", *, other: bool = False) -> Reading:
        path = folder / f"{top}.png"
        phone_made.screenshot(long(phone, other=other), top, phone, name=name).save(path)
        return ocr.added(Reading("picture.png"), ocr.propose(path))

    return take


def thread(*readings: Reading) -> Reading:
    return as_one(readings, [f"{number}.png" for number in range(1, len(readings) + 1)])


def said(whole: Reading) -> list[tuple[str, str]]:
    return [(one.sender, one.text) for one in whole.messages]


def expected(first: int, last: int) -> list[tuple[str, str]]:
    return [(SIDES[who], words) for who, words, _ in THREAD[first:last]]


def screen(*lines: str, top: int = 300, left: int = 80) -> Reading:
    """A reading as if these lines stood there, one bubble each."""
    rows = [ScreenLine(left, top + 100 * at, left + 500, top + 100 * at + 40, 95, one) for at, one in enumerate(lines)]
    return Reading("picture.png", texts=(Text(screen_lines.told(Screen(2000, tuple(rows))), screen_lines.KIND),))


@pytest.mark.parametrize("phone", [IPHONE, ANDROID], ids=["iphone", "android"])
def test_overlapping_shots_are_one_thread_without_doubles(shot, phone):
    bottom = long(phone).height - (phone_made.HEIGHT - phone.head - phone.foot)
    tops = (0, bottom // 3, bottom * 2 // 3, bottom)
    whole = thread(*(shot(phone, top) for top in tops))
    assert said(whole) == expected(0, len(THREAD))
    assert (whole.title, whole.kind, whole.whole) == ("Kaj Kofoed", "chat.screenshots", True)
    assert [dict(part.facts) for part in whole.parts] == [{"place": str(number)} for number in (1, 2, 3, 4)]
    assert not {"gap", "other_conversation", "same_picture", "reordered"} & set(codes(whole))


def test_night_colours_are_read_too(shot):
    whole = thread(shot(NIGHT, 300), shot(NIGHT, 1100))
    told = said(whole)
    assert [one for one in expected(6, 16) if one not in told and len(one[1]) > 2] == []


def test_shots_out_of_order_are_put_in_order_and_that_is_said(shot):
    right = [shot(ANDROID, top) for top in (0, 1000, 2000)]
    whole = thread(right[2], right[0], right[1])
    assert said(whole) == said(thread(*right))
    assert [part.facts["place"] for part in whole.parts] == ["3", "1", "2"]
    assert [one.says for one in whole.warnings if one.code == "reordered"] == [
        "Billederne er sat i en anden rækkefølge, end de blev givet: billede 2, billede 3, billede 1."
    ]


def test_gap_is_named_where_nothing_overlaps(shot):
    whole = thread(shot(ANDROID, 0), shot(ANDROID, 2900))
    says = "Mellem billede 1 og billede 2 er der ingen overlapning: noget kan mangle."
    assert [one.text for one in whole.messages if one.kind == "missing"] == [says]
    assert ([one.says for one in whole.warnings if one.code == "gap"], whole.whole) == ([says], False)


def test_shots_with_a_gap_stand_in_order_of_their_dates(shot):
    whole = thread(shot(ANDROID, 2900), shot(ANDROID, 0))
    assert said(whole)[0] == ("", "fre. 13. mar. 2026 21.05")
    assert "order_guessed" not in codes(whole)


def test_another_conversation_is_said_and_not_joined(shot):
    mixed = shot(IPHONE, 0, "Mette Holm", other=True)
    whole = thread(shot(IPHONE, 0), mixed, shot(IPHONE, 900))
    assert said(whole) == said(thread(shot(IPHONE, 0), shot(IPHONE, 900)))
    assert [one.says for one in whole.warnings if one.code == "other_conversation"] == [
        "Billede 2 ser ud til at være fra en anden samtale (»Mette Holm«). Det er ikke sat ind i tråden."
    ]
    assert (whole.parts[1].facts, whole.whole) == ({"place": "", "why": "other_conversation"}, False)


def test_same_words_under_another_name_are_not_joined(shot):
    whole = thread(shot(IPHONE, 0), shot(IPHONE, 900), shot(IPHONE, 900, "Mette Holm"))
    assert whole.parts[2].facts == {"place": "", "why": "other_conversation"}


def test_duplicate_shot_is_said_and_shown_once(shot):
    whole = thread(shot(ANDROID, 0), shot(ANDROID, 1000), shot(ANDROID, 1000))
    assert said(whole) == said(thread(shot(ANDROID, 0), shot(ANDROID, 1000)))
    assert whole.parts[2].facts == {"place": "3", "same_as": "2"}
    assert [one.says for one in whole.warnings if one.code == "same_picture"] == [
        "Billede 3 viser det samme som billede 2."
    ]


def test_each_message_names_the_pictures_it_is_seen_in(shot):
    whole = thread(shot(ANDROID, 0), shot(ANDROID, 1000))
    seen = {one.text: one.attachments for one in whole.messages}
    assert seen["Hej. Du svarede mig ikke i dag på kontoret"] == ("1",)
    assert seen["Og hvor dine børn går i skole"] == ("1", "2")


def test_dates_and_clocks_are_carried_as_proposals(shot):
    whole = thread(shot(ANDROID, 0), shot(ANDROID, 1000))
    at = {one.text: one.at for one in whole.messages}["Jeg ved godt, hvor du bor"]
    assert (at.words, at.at, at.sure, at.zone_known) == (
        "21.20",
        datetime(2026, 3, 13, 20, 20, tzinfo=UTC),
        Sure.PROPOSED,
        False,
    )


def test_thread_says_that_a_machine_read_it_and_the_pictures_are_the_evidence():
    whole = thread(screen("Jeg ved hvor du bor henne"), screen("Jeg ved hvor du bor henne", "Vi ses"))
    assert "billederne er beviset" in next(one.says for one in whole.warnings if one.code == "proposal")


def test_misread_line_is_recognised_and_told():
    one = screen("Jeg kommer forbi dit hus", "Du kan vente dig noget")
    other = screen("Jeg kommer forbl dit hus", "Du kan vente dig noget", "Det lover jeg dig", top=250)
    whole = thread(one, other)
    assert [message.text for message in whole.messages][1:] == ["Du kan vente dig noget", "Det lover jeg dig"]
    assert "read_differently" in codes(whole)


def test_short_words_alone_do_not_join_two_shots():
    whole = thread(screen("Hvornår har du fri i dag", "Ok"), screen("Ok", "Nu er klokken mange"))
    assert [one.kind for one in whole.messages] == ["message", "message", "missing", "message", "message"]


def test_short_answer_in_the_same_place_of_two_shots_is_no_heading():
    said_below = (
        "Hvornår har du fri i dag",
        "Nu er klokken mange",
        "Bilen holder derhjemme",
        "Vi ses på mandag",
        "Stop det",
    )
    talks = [screen(*lines, top=310) for lines in zip(("Ok", "Ok", "Ja", "Nej", "Nå"), said_below, strict=True)]
    whole = thread(*talks)
    assert (whole.title, "other_conversation" in codes(whole)) == ("", False)
    assert [one.text for one in whole.messages if one.kind == "message"][:2] == ["Ok", "Hvornår har du fri i dag"]


def test_words_surely_read_are_kept_though_other_words_stand_in_their_place():
    below = "Jeg kommer forbi dit hus i morgen tidlig"
    whole = thread(screen("Hej igen", "Ja", below), screen("Hej igen", "Nej", below))
    assert sorted(" ".join(one.text for one in whole.messages).split()) == sorted(
        ["Hej", "igen", "Ja", "Nej", *below.split()]
    )


def test_order_that_nobody_can_tell_is_said():
    assert "order_guessed" in codes(thread(screen("Hvornår har du fri i dag"), screen("Nu er klokken mange")))


def test_same_words_said_twice_stay_two():
    one = screen("Svar mig nu med det samme", "Jeg venter på svar fra dig", "Svar mig nu med det samme")
    other = screen("Jeg venter på svar fra dig", "Svar mig nu med det samme", "Sidste chance for dig")
    assert [message.text for message in thread(one, other).messages] == [
        "Svar mig nu med det samme",
        "Jeg venter på svar fra dig",
        "Svar mig nu med det samme",
        "Sidste chance for dig",
    ]


def test_clock_without_words_is_a_message_that_could_not_be_read():
    rows = (
        ScreenLine(80, 300, 500, 340, 95, "Svar mig nu"),
        ScreenLine(60, 360, 130, 385, 95, "21.12"),
        ScreenLine(870, 520, 950, 545, 95, "21.14"),
    )
    text = Text(screen_lines.told(Screen(2000, rows)), screen_lines.KIND)
    whole = thread(Reading("picture.png", texts=(text,)), screen("Noget helt andet står der her"))
    assert [(one.kind, one.at and one.at.words) for one in whole.messages[:2]] == [
        ("message", "21.12"),
        ("missing", "21.14"),
    ]


def test_picture_without_words_is_named():
    whole = thread(screen("Jeg ved hvor du bor henne"), Reading("picture.png"))
    assert [one.says for one in whole.warnings if one.code == "no_text"] == [
        "Billede 2: der er ikke fundet tekst. Det er ikke med i tråden."
    ]
    assert whole.parts[1].facts == {"place": "", "why": "no_text"}


@pytest.mark.parametrize(
    ("readings", "why"),
    [
        ([screen("Hej")], "mindst to"),
        ([screen("Hej")] * (MOST + 1), "højst"),
        ([Reading("picture.png")] * 2, "ikke fundet tekst"),
        ([Reading("picture.png", warnings=(Warned("no_ocr", "Ikke sat op."),))] * 2, "Ikke sat op"),
    ],
)
def test_what_cannot_be_a_thread_is_refused(readings: Sequence[Reading], why: str):
    with pytest.raises(Unreadable, match=why):
        thread(*readings)


@pytest.mark.parametrize(
    "text", ["", "x", "2000\n1\t2\t3", "2000\n1\t2\t3\t4\tx\tord", "-1", "2000\n1\t2\t3\t4\t999999\tord"]
)
def test_lines_that_are_not_ours_are_no_screen(text):
    assert screen_lines.in_reading(Reading("picture.png", texts=(Text(text, screen_lines.KIND),))) is None


def test_screen_survives_its_text():
    there = Screen(2000, (ScreenLine(80, 300, 500, 340, 95, "Svar mig nu"),))
    assert screen_lines.screen_of(screen_lines.told(there)) == there


@pytest.mark.row("B04")
def test_command_joins_screenshots_by_the_published_schema(tmp_path, capsys):
    for number, top in enumerate((1000, 0)):
        phone_made.screenshot(long(ANDROID), top, ANDROID).save(tmp_path / f"{number}.png")
    assert main(["evidence", "merge", str(tmp_path / "0.png"), str(tmp_path / "1.png"), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    jsonschema.validate(shown, SCHEMA)
    assert (shown["kind"], [part["facts"]["place"] for part in shown["parts"]]) == ("chat.screenshots", ["2", "1"])
    assert {len(part["sha256"]) for part in shown["parts"]} == {64}


def test_command_refuses_a_picture_among_exports(tmp_path, capsys):
    phone_made.screenshot(long(ANDROID), 0, ANDROID).save(tmp_path / "0.png")
    (tmp_path / "chat.txt").write_text("12.03.2021 14.05 - A: et\n12.03.2021 14.06 - B: to\n")
    assert main(["evidence", "merge", str(tmp_path / "0.png"), str(tmp_path / "chat.txt")]) == 3
    assert "kan ikke samles" in capsys.readouterr().err
