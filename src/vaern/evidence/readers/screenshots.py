"""Several screenshots of one conversation as one thread. It is read by a machine: the pictures are the evidence.

`as_one` takes the readings of the pictures with their recognised words (`ocr.added`), in the order they were given.
Each picture is a part; a message's `attachments` are the pictures it is seen in. What is missing between two pictures
is a message of the kind `missing`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vaern.evidence.readers.screen_frame import Framed, framed, same_name
from vaern.evidence.readers.screen_join import Stretch, stretches
from vaern.evidence.readers.screen_lines import Screen, in_reading
from vaern.evidence.readers.screen_talk import talk
from vaern.evidence.readers.shapes import Message, Part, Reading, Sure, Text, Unreadable, Warned
from vaern.evidence.readers.threads import Line

KIND = "chat.screenshots"
LEAST, MOST = 2, 40
PROPOSAL = (
    "Tråden er læst og samlet af en maskine. Det er et forslag: billederne er beviset, og et menneske skal sammenligne "
    "hver besked med sit billede. Korte beskeder og beskeder ved billedets kant kan være overset."
)
SIDES = (
    "Om en besked er modtaget eller sendt, er set af, hvilken side boblen står i. Det er set fra den telefon, billedet "
    "er taget på."
)
TOO_FEW = "Der skal mindst to skærmbilleder til en tråd."
TOO_MANY = f"Der kan højst samles {MOST} skærmbilleder ad gangen."
ORDER_GUESSED = (
    "Billederne siger ikke selv, i hvilken rækkefølge stykkerne uden overlapning hører. De står, som de blev givet."
)
NO_WORDS = "Der er ikke fundet tekst i nogen af billederne, så der er ingen tråd at samle."


@dataclass(frozen=True, slots=True)
class Thread:
    """The stretches of the conversation in order, and which pictures are not among them, with why."""

    heading: str
    stretches: tuple[Stretch, ...]
    elsewhere: tuple[tuple[int, str], ...]
    no_words: tuple[int, ...]
    guessed: bool
    labels: tuple[str, ...]


def as_one(readings: Sequence[Reading], names: Sequence[str], labels: Sequence[str] = ()) -> Reading:
    """The proposed thread. Raises Unreadable for fewer than two or too many pictures, or when none holds words.

    `labels` is what the sentences call the pictures; by their numbers as given where there are none.
    """
    if not LEAST <= len(readings) <= MOST:
        raise Unreadable(TOO_FEW if len(readings) < LEAST else TOO_MANY)
    screens = [in_reading(reading) for reading in readings]
    if not any(screens):
        raise Unreadable(_why_no_words(readings))
    thread = joined(screens, tuple(labels) or tuple(f"billede {number + 1}" for number in range(len(screens))))
    messages = _messages(thread)
    times = [one.at for one in messages if one.at and one.at.at]
    return Reading(
        kind=KIND,
        title=thread.heading,
        parts=tuple(_part(number, names[number], readings[number], thread) for number in range(len(readings))),
        messages=messages,
        texts=(Text("\n".join(one.text for one in messages if one.kind != "missing"), "ocr", sure=Sure.PROPOSED),),
        times=tuple(dict.fromkeys((times[0], times[-1]))) if times else (),
        warnings=tuple(_warnings(thread, times_read=bool(times))),
        whole=not (len(thread.stretches) > 1 or thread.elsewhere or thread.no_words),
    )


def _why_no_words(readings: Sequence[Reading]) -> str:
    """Where the machine cannot recognise text at all, that is why."""
    told = [one.says for reading in readings for one in reading.warnings if one.code == "no_ocr"]
    return told[0] if told else NO_WORDS


def joined(screens: Sequence[Screen | None], labels: tuple[str, ...]) -> Thread:
    """Which pictures hang together, which order they stand in, and which are of another conversation."""
    read = [number for number, screen in enumerate(screens) if screen is not None]
    frames = framed([screen for screen in screens if screen is not None])
    apart = frozenset(
        (one, other)
        for one in range(len(frames))
        for other in range(one + 1, len(frames))
        if not same_name(frames[one].heading, frames[other].heading)
    )
    filled = [number for number, frame in enumerate(frames) if frame.lines]
    found = _stretches(frames, filled, apart)
    main = _main(found, apart)
    others = [(number, " ".join(frames[number].heading)) for one in found if one not in main for number in one.shots]
    ordered, guessed = _in_order(main)
    headings = Counter(" ".join(frames[number].heading) for one in main for number in one.shots)
    return Thread(
        heading=headings.most_common(1)[0][0] if headings else "",
        stretches=tuple(_renumbered(one, read) for one in ordered),
        elsewhere=tuple(sorted((read[number], heading) for number, heading in others)),
        no_words=tuple(number for number in range(len(screens)) if number not in {read[at] for at in filled}),
        guessed=guessed,
        labels=labels,
    )


def _stretches(frames: Sequence[Framed], filled: Sequence[int], apart: frozenset[tuple[int, int]]) -> list[Stretch]:
    places = {number: at for at, number in enumerate(filled)}
    pairs = frozenset((places[one], places[other]) for one, other in apart if one in places and other in places)
    return [_renumbered(one, filled) for one in stretches([frames[number].lines for number in filled], pairs)]


def _renumbered(one: Stretch, numbers: Sequence[int]) -> Stretch:
    lines = [replace(line, seen={numbers[number] for number in line.seen}) for line in one.lines]
    twice = {numbers[later]: numbers[earlier] for later, earlier in one.twice.items()}
    return Stretch([numbers[number] for number in one.shots], lines, twice)


def _main(found: Sequence[Stretch], apart: frozenset[tuple[int, int]]) -> list[Stretch]:
    """The conversation that most of the pictures show, of several the one given first; other names are left out."""

    def agree(one: Stretch, other: Stretch) -> bool:
        return not any((min(a, b), max(a, b)) in apart for a in one.shots for b in other.shots)

    groups = [[other for other in found if agree(one, other)] for one in found]
    return max(
        groups,
        key=lambda group: (sum(len(one.shots) for one in group), -min(min(one.shots) for one in group)),
        default=[],
    )


def _in_order(found: Sequence[Stretch]) -> tuple[list[Stretch], bool]:
    """By their times where each has one, else as they were given; and whether the order is only the given one."""
    starts = [_start(one) for one in found]
    if all(starts):
        return [
            one for _, one in sorted(zip(starts, found, strict=True), key=lambda pair: (pair[0], pair[1].shots))
        ], False
    return sorted(found, key=lambda one: min(one.shots)), len(found) > 1


def _start(one: Stretch) -> datetime | None:
    return next((line.at.at for line in talk(one.lines) if line.at and line.at.at), None)


def _messages(thread: Thread) -> tuple[Message, ...]:
    lines: list[Line] = []
    for number, one in enumerate(thread.stretches):
        if number:
            lines.append(Line("", gap_words(thread.stretches[number - 1], one, thread.labels), None, kind="missing"))
        lines += talk(one.lines)
    return tuple(
        Message(number, line.sender, line.text, at=line.at, kind=line.kind, attachments=line.attachments)
        for number, line in enumerate(lines, start=1)
    )


def gap_words(before: Stretch, after: Stretch, labels: Sequence[str]) -> str:
    """That the pictures do not reach each other."""
    last = [shot for shot in before.shots if shot not in before.twice][-1]
    return f"Mellem {labels[last]} og {labels[after.shots[0]]} er der ingen overlapning: noget kan mangle."


def _part(number: int, name: str, reading: Reading, thread: Thread) -> Part:
    return Part(str(number + 1), "screenshot", name, facts=_facts(number, thread), media_type=_media_type(reading))


def _facts(number: int, thread: Thread) -> dict[str, str]:
    """Where the picture stands in the thread, or why it is not in it."""
    if number in dict(thread.elsewhere):
        return {"place": "", "why": "other_conversation"}
    if number in thread.no_words:
        return {"place": "", "why": "no_text"}
    order = [shot for one in thread.stretches for shot in one.shots]
    twice = {later: earlier for one in thread.stretches for later, earlier in one.twice.items()}
    same = {"same_as": str(twice[number] + 1)} if number in twice else {}
    return {"place": str(order.index(number) + 1), **same}


def _media_type(reading: Reading) -> str:
    return "image/" + reading.kind.removeprefix("picture.") if reading.kind.startswith("picture.") else "image/*"


def _warnings(thread: Thread, *, times_read: bool) -> list[Warned]:
    told = [Warned("proposal", PROPOSAL), Warned("sides", SIDES)]
    told += [
        Warned("gap", gap_words(before, after, thread.labels), str(after.shots[0] + 1))
        for before, after in zip(thread.stretches, thread.stretches[1:], strict=False)
    ]
    called = [label[:1].upper() + label[1:] for label in thread.labels]
    told += [
        Warned("other_conversation", _elsewhere(called[number], name), str(number + 1))
        for number, name in thread.elsewhere
    ]
    told += [
        Warned("no_text", f"{called[number]}: der er ikke fundet tekst. Det er ikke med i tråden.", str(number + 1))
        for number in thread.no_words
    ]
    told += [
        Warned("same_picture", f"{called[later]} viser det samme som {thread.labels[earlier]}.", str(later + 1))
        for one in thread.stretches
        for later, earlier in sorted(one.twice.items())
    ]
    return told + _of_order(thread) + _of_reading(thread, times_read=times_read)


def _elsewhere(label: str, name: str) -> str:
    named = f" (»{name}«)" if name else ""
    return f"{label} ser ud til at være fra en anden samtale{named}. Det er ikke sat ind i tråden."


def _of_order(thread: Thread) -> list[Warned]:
    order = [shot for one in thread.stretches for shot in one.shots if shot not in one.twice]
    told = []
    if order != sorted(order):
        says = "Billederne er sat i en anden rækkefølge, end de blev givet: " + ", ".join(
            thread.labels[one] for one in order
        )
        told.append(Warned("reordered", f"{says}."))
    if thread.guessed:
        told.append(Warned("order_guessed", ORDER_GUESSED))
    return told


def _of_reading(thread: Thread, *, times_read: bool) -> list[Warned]:
    misread = sum(one.misread for stretch in thread.stretches for one in stretch.lines)
    told = []
    if misread:
        lines = f"{misread} linje{'r' if misread > 1 else ''} er læst forskelligt i to billeder."
        says = f"{lines} Den læsning, maskinen er mest sikker på, er vist."
        told.append(Warned("read_differently", says))
    if times_read:
        says = "Klokkeslættene er telefonens egne og er læst som dansk tid; telefonens ur kan have stået anderledes."
        told.append(Warned("zone_unknown", says))
    return told
