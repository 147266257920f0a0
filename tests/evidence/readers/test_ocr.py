"""Text recognition: screenshots drawn here, light and dark, and what is proposed from their words."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.evidence.readers.sample_files import codes
from vaern.cli.main import main
from vaern.evidence.readers import ocr, ocr_finds
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Sure, Text, Unreadable

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LINES = [
    "facebook.com/profile.php?id=100012345678901",
    "Kaj Kofoed",
    "2. marts 2026 kl. 21.14 · Offentlig",
    "Så er det nok. Du skal få ærligt svar,",
    "når jeg møder dig på gaden i morgen.",
    "@kajkofoed99",
    "Grethe Møller",
    "3 t · Synes godt om",
]


def drawn(path, *, dark=False, size=34):
    picture = Image.new("RGB", (1080, 900), "#111" if dark else "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, size)
    for number, line in enumerate(LINES):
        pen.text((40, 40 + number * 90), line, font=font, fill="#eee" if dark else "black")
    picture.save(path)
    return path


@pytest.fixture
def found():
    """Proposals from words, without the machine that reads them."""

    def find(words):
        gather = Gather(Source(Path("x"), "x"), Out(Path("x")), "ocr")
        ocr_finds.tell(gather, words, words)
        return gather.reading()

    return find


@pytest.mark.row("B04")
@pytest.mark.parametrize("dark", [False, True])
def test_screenshot_gives_words_and_proposals(tmp_path, dark):
    proposed = ocr.propose(drawn(tmp_path / "skærm.png", dark=dark))
    words = proposed.texts[0]
    assert (words.kind, words.sure, "Så er det nok. Du skal få ærligt svar" in words.text) == (
        "ocr",
        Sure.PROPOSED,
        True,
    )
    assert {(one.kind, one.value, one.role) for one in proposed.identifiers} >= {
        ("url", "facebook.com/profile.php?id=100012345678901", "address_line"),
        ("profile_url", "https://facebook.com/profile.php?id=100012345678901", "address_line"),
        ("user_id", "100012345678901", "account"),
        ("account", "@kajkofoed99", "account"),
        ("name", "Kaj Kofoed", "author"),
    }
    assert {one.sure for one in proposed.identifiers} == {Sure.PROPOSED}
    assert (proposed.times[0].at, proposed.times[0].sure) == (datetime(2026, 3, 2, 20, 14, tzinfo=UTC), Sure.PROPOSED)
    assert (codes(proposed), "inverted" in dict(proposed.facts)) == (["confirm"], dark)


def test_picture_without_words_says_so(tmp_path):
    Image.new("RGB", (400, 400), "white").save(tmp_path / "tom.png")
    assert codes(ocr.propose(tmp_path / "tom.png")) == ["no_text"]


def test_what_is_no_picture_is_refused(tmp_path):
    (tmp_path / "x.png").write_bytes(b"nej")
    with pytest.raises(Unreadable, match="kan ikke åbnes"):
        ocr.propose(tmp_path / "x.png")


def test_machine_without_languages_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("TESSDATA_PREFIX", "")
    monkeypatch.setattr(ocr, "PLACES", (str(tmp_path),))
    with pytest.raises(Unreadable, match="tesseract"):
        ocr.propose(drawn(tmp_path / "skærm.png"))


def test_machine_without_danish_warns(tmp_path, monkeypatch):
    place = next(Path(one) for one in ocr.PLACES if (Path(one) / "eng.traineddata").is_file())
    (tmp_path / "eng.traineddata").symlink_to(place / "eng.traineddata")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert "no_danish" in codes(ocr.propose(drawn(tmp_path / "skærm.png")))


def test_command_shows_proposals_when_asked(tmp_path, capsys):
    assert main(["evidence", "read", str(drawn(tmp_path / "skærm.png")), "--ocr", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["kind"], [text["kind"] for text in shown["texts"]]) == (
        "picture.png",
        ["ocr", "ocr_lines"],
    )
    assert {one["sure"] for one in shown["identifiers"]} == {"proposed"}


def test_command_does_not_recognise_unasked(tmp_path, capsys):
    assert main(["evidence", "read", str(drawn(tmp_path / "skærm.png")), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["texts"] == []


def test_proposals_are_laid_beside_what_the_picture_says():
    whole = ocr.added(Reading("picture.png", facts=(("width", "9"),)), Reading("ocr", texts=(Text("Hej", "ocr"),)))
    assert (whole.kind, whole.facts, whole.texts[0].text) == ("picture.png", (("width", "9"),), "Hej")


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2. marts 2026 kl. 21.14", datetime(2026, 3, 2, 20, 14, tzinfo=UTC)),
        ("2 mar. 2026, 21:14", datetime(2026, 3, 2, 20, 14, tzinfo=UTC)),
        ("March 2, 2026 at 9:14 PM", datetime(2026, 3, 2, 20, 14, tzinfo=UTC)),
        ("02-03-2026 21:14", datetime(2026, 3, 2, 20, 14, tzinfo=UTC)),
        ("2026-07-02 21:14", datetime(2026, 7, 2, 19, 14, tzinfo=UTC)),
        ("2. marts kl. 21.14", None),
        ("31. februar 2026 kl. 21.14", None),
        ("3 t · Synes godt om", None),
        ("for 2 timer siden", None),
        ("i går kl. 21.14", None),
    ],
)
def test_times_of_posts_are_proposed_in_the_ways_they_are_written(words, at, found):
    times = found(words).times
    assert ([one.at for one in times], {one.sure for one in times}) == ([at], {Sure.PROPOSED})


@pytest.mark.parametrize("words", ["Han er 3 år", "tlf. 12 34 56 78", "kaj@eksempel.dk", "Det koster 1.250 kr."])
def test_ordinary_words_propose_nothing(words, found):
    proposed = found("x\nx\nx\nx\nx\n" + words)
    assert (proposed.times, proposed.identifiers) == ((), ())
