"""Several exports of the same chat as one thread: what stands in more than one of them stands there once."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from vaern.evidence.readers import threads
from vaern.evidence.readers.shapes import Message, Part, Reading, Unreadable, Warned
from vaern.evidence.readers.whatsapp_words import EDITED

Key = tuple[str, str, str, str]
LEAST_WORDS = 12  # letters; shorter texts are too common to tell two names apart by
AGREE = 2
STILL_TRUE = ("zone_unknown", "date_order_guessed", "text_repaired", "encrypted")


def merged(readings: Sequence[Reading]) -> tuple[Message, ...]:
    """All messages in order of time, numbered anew. Part 2 of the first reading is now "1.2".

    Two lines are the same when sender, words and minute are: one phone writes seconds, the other does not. The same
    words sent twice in a minute stay two where one export has them twice. A person who has different names on the two
    phones is one person when both exports agree on it at least twice, and never otherwise.
    """
    threads = [_own_parts(reading, number) for number, reading in enumerate(readings, start=1)]
    names = _aliases(threads)
    kept: dict[Key, list[Message]] = {}
    for thread in threads:
        counted: Counter[Key] = Counter()
        for message in thread:
            message = replace(message, sender=names.get(message.sender, message.sender))  # noqa: PLW2901 - the same message
            key = _key(message)
            counted[key] += 1
            same = kept.setdefault(key, [])
            if counted[key] > len(same):
                same.append(message)
            else:
                same[counted[key] - 1] = _fuller(same[counted[key] - 1], message)
    ordered = sorted((one for same in kept.values() for one in same), key=_when)
    return tuple(replace(message, number=number) for number, message in enumerate(ordered, start=1))


def as_one(readings: Sequence[Reading], names: Sequence[str]) -> Reading:
    """The thread of several exports as a reading, each export as a part with its own files inside. A copy, not proof.

    Raises Unreadable when one of them is no chat, or they are of different kinds.
    """
    kinds = {reading.kind for reading in readings}
    if len(kinds) != 1 or not all(reading.messages for reading in readings):
        raise Unreadable("Kun eksporter af samme slags chat kan samles til én tråd.")
    messages = merged(readings)
    twice = sum(len(reading.messages) for reading in readings) - len(messages)
    told = Warned(
        "merged",
        f"Tråden er samlet af {len(readings)} eksporter; {threads.counted(twice)}, der stod i flere, er vist én gang. "
        "Det er hver eksport, der er beviset.",
    )
    return Reading(
        kind=next(iter(kinds)),
        title=readings[0].title,
        parts=tuple(
            part for number, reading in enumerate(readings, 1) for part in _parts(reading, names[number - 1], number)
        ),
        messages=messages,
        times=tuple(message.at for message in (messages[0], messages[-1]) if message.at),
        identifiers=tuple(dict.fromkeys(one for reading in readings for one in reading.identifiers)),
        warnings=(
            told,
            *dict.fromkeys(one for reading in readings for one in reading.warnings if one.code in STILL_TRUE),
        ),
        whole=all(reading.whole for reading in readings),
    )


def _parts(reading: Reading, name: str, number: int) -> list[Part]:
    inside = [
        replace(one, id=f"{number}.{one.id}", parent=f"{number}.{one.parent}".rstrip(".")) for one in reading.parts
    ]
    return [Part(id=str(number), kind="export", name=name), *inside]


def _own_parts(reading: Reading, number: int) -> list[Message]:
    there = {part.id for part in reading.parts if part.file}
    return [
        replace(message, attachments=tuple(f"{number}.{part}" for part in message.attachments if part in there))
        for message in reading.messages
    ]


def _key(message: Message) -> Key:
    has_file = message.kind == "missing" or bool(message.attachments)
    words = "" if has_file else re.sub(r"\s+", " ", EDITED.sub("", message.text)).strip()
    kind = "message" if has_file else message.kind
    return message.sender, words, _minute(message), kind


def _minute(message: Message) -> str:
    return f"{message.at.at:%Y-%m-%d %H:%M}" if message.at and message.at.at else message.at.words if message.at else ""


def _fuller(one: Message, other: Message) -> Message:
    """The one with its file, and with seconds."""
    chosen = other if other.attachments and not one.attachments else one
    times = [message.at for message in (one, other) if message.at and message.at.at and message.at.at.second]
    return replace(chosen, at=times[0]) if times else chosen


def _when(message: Message) -> datetime:
    from vaern.evidence.readers.times import EPOCH

    return message.at.at if message.at and message.at.at else EPOCH + timedelta(days=365_000)


def _aliases(threads: Iterable[Sequence[Message]]) -> dict[str, str]:
    """Names of later exports → names of the first, where the same words at the same minute say so."""
    first, *rest = [_said(thread) for thread in threads] or [{}]
    known = set(first.values())
    found: dict[str, str] = {}
    for said in rest:
        pairs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for words, sender in said.items():
            if words in first:
                pairs[sender][first[words]] += 1
        for sender, others in pairs.items():
            name, count = others.most_common(1)[0]
            if sender != name and sender not in known and len(others) == 1 and count >= AGREE:
                found[sender] = name
    return found


def _said(thread: Sequence[Message]) -> dict[tuple[str, str], str]:
    """Words that only one message of the thread has, with minute → sender."""
    counted = Counter((message.text, _minute(message)) for message in thread)
    return {
        (message.text, _minute(message)): message.sender
        for message in thread
        if message.sender and len(message.text) >= LEAST_WORDS and counted[(message.text, _minute(message))] == 1
    }
