"""Phones' screenshots of one conversation, drawn at test time: a long conversation, and the windows a screen shows."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from vaern import typeset

FONT = str(Path(typeset.__file__).parent / "fonts" / "IBMPlexSans-Regular.ttf")
WIDTH, HEIGHT = 1080, 2200
Said = tuple[str, str, str]
IN, OUT, DATE = "in", "out", "date"

THREAD: tuple[Said, ...] = (
    (DATE, "fre. 13. mar. 2026 21.05", ""),
    (IN, "Hej. Du svarede mig ikke i dag på kontoret", "21.05"),
    (OUT, "Jeg svarer på arbejdet i åbningstiden", "21.09"),
    (IN, "Det er ikke godt nok. Du har haft min sag i otte uger, og jeg får ikke noget at vide", "21.11"),
    (IN, "Svar mig nu", "21.12"),
    (OUT, "Ok", "21.14"),
    (IN, "Jeg ved godt, hvor du bor", "21.20"),
    (IN, "Og hvor dine børn går i skole", "21.21"),
    (OUT, "Du skal ikke skrive til mig privat. Ring til kommunen i morgen", "21.30"),
    (DATE, "lør. 14. mar. 2026 08.02", ""),
    (IN, "Jeg ringer ikke til kommunen. Jeg kommer forbi hos dig i stedet for, så kan vi tale om det", "08.02"),
    (OUT, "Så melder jeg det til min leder", "08.15"),
    (IN, "Ok", "08.16"),
    (IN, "Det skulle du have tænkt på noget før. Nu er det for sent for dig", "08.17"),
    (IN, "Vi ses på mandag", "08.20"),
    (IN, "Du kan lige så godt finde dig et andet arbejde", "08.31"),
    (OUT, "Jeg har sagt stop. Jeg blokerer dig nu", "08.40"),
    (DATE, "søn. 15. mar. 2026 19.47", ""),
    (IN, "Du kan ikke blokere mig for altid", "19.47"),
    (IN, "Jeg har fået et nyt nummer, og jeg ved hvornår du har fri", "19.48"),
    (OUT, "Stop nu. Min leder har set det hele", "19.55"),
    (IN, "Hils ham. Han er den næste på listen", "20.01"),
    (IN, "Og sig til ham, at jeg også ved, hvor han parkerer sin bil", "20.03"),
    (OUT, "Det her bliver sendt videre til politiet", "20.10"),
)
OTHER: tuple[Said, ...] = (
    (DATE, "tor. 12. mar. 2026 17.30", ""),
    (IN, "Skal vi spise lasagne i aften?", "17.30"),
    (OUT, "Ja, jeg køber ind på vej hjem", "17.32"),
    (IN, "Husk mælk og rugbrød", "17.33"),
    (OUT, "Det skal jeg nok", "17.35"),
)


@dataclass(frozen=True)
class Phone:
    """How one kind of phone draws."""

    head: int
    foot: int
    paper: str
    received: tuple[str, str]
    sent: tuple[str, str]
    field: str
    clocks: bool
    name_at: int


IPHONE = Phone(
    380, 170, "#ffffff", ("#e9e9eb", "#000000"), ("#0a7cff", "#ffffff"), "iMessage", clocks=False, name_at=305
)
ANDROID = Phone(
    250, 180, "#f8f9ff", ("#e0e3ee", "#1b1b1f"), ("#3a5ba9", "#ffffff"), "SMS-besked", clocks=True, name_at=150
)
NIGHT = Phone(
    380, 170, "#000000", ("#26252a", "#ffffff"), ("#0a7cff", "#ffffff"), "iMessage", clocks=False, name_at=305
)


def conversation(thread: tuple[Said, ...], phone: Phone) -> Image.Image:
    """The whole conversation in one long picture."""
    long = Image.new("RGB", (WIDTH, 9000), phone.paper)
    pen, y = ImageDraw.Draw(long), 40
    for who, words, clock in thread:
        y = _separator(pen, words, y) if who == DATE else _bubble(pen, phone, y=y, said=(who, words, clock))
    return long.crop((0, 0, WIDTH, y + 40))


def screenshot(
    long: Image.Image, top: int, phone: Phone, name: str = "Kaj Kofoed", clock: str = "21.47"
) -> Image.Image:
    """What the phone shows when the conversation is rolled to `top`: its clock, the name, the field to write in."""
    ink = "#ffffff" if phone.paper == "#000000" else "#000000"
    shown = Image.new("RGB", (WIDTH, HEIGHT), phone.paper)
    shown.paste(long.crop((0, top, WIDTH, top + HEIGHT - phone.head - phone.foot)), (0, phone.head))
    pen, font, small = ImageDraw.Draw(shown), ImageFont.truetype(FONT, 46), ImageFont.truetype(FONT, 34)
    pen.rectangle((0, 0, WIDTH, phone.head), fill=phone.paper)
    pen.text((90, 50), clock, font=font, fill=ink)
    pen.text((880, 55), "84 %", font=small, fill=ink)
    at = ((WIDTH - small.getlength(name)) / 2 if phone.name_at > phone.foot else 160, phone.name_at)
    pen.text(at, name, font=small if phone.name_at > phone.foot else font, fill=ink)
    pen.rectangle((0, HEIGHT - phone.foot, WIDTH, HEIGHT), fill=phone.paper)
    pen.text((170, HEIGHT - phone.foot + 42), phone.field, font=font, fill="#888888")
    return shown


def _separator(pen: ImageDraw.ImageDraw, words: str, y: int) -> int:
    small = ImageFont.truetype(FONT, 32)
    pen.text(((WIDTH - small.getlength(words)) / 2, y + 20), words, font=small, fill="#808084")
    return y + 90


def _bubble(pen: ImageDraw.ImageDraw, phone: Phone, *, y: int, said: Said) -> int:
    who, words, clock = said
    font, small = ImageFont.truetype(FONT, 46), ImageFont.truetype(FONT, 32)
    lines = _wrapped(words, font)
    width, height = max(font.getlength(line) for line in lines) + 64, len(lines) * 60 + 44
    left = 44 if who == IN else WIDTH - 44 - width
    fill, ink = phone.received if who == IN else phone.sent
    pen.rounded_rectangle((left, y, left + width, y + height), radius=44, fill=fill)
    for number, line in enumerate(lines):
        pen.text((left + 32, y + 16 + number * 60), line, font=font, fill=ink)
    if not phone.clocks:
        return y + height + 10
    pen.text(
        (56 if who == IN else WIDTH - 56 - small.getlength(clock), y + height + 10), clock, font=small, fill="#555555"
    )
    return y + height + 62


def _wrapped(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        lines[-1:] = [longer] if font.getlength(longer) <= 690 or not lines[-1] else [lines[-1], word]
    return lines
