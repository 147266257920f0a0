"""Screenshots of one conversation laid over each other where they show the same lines, like a long picture."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from vaern.evidence.readers.screen_lines import ALIKE, ScreenLine, letters, likeness, words_of

LEAST_LETTERS = 12  # what two pictures must share; "Ok" stands in every conversation
LEAST_SHARE = 0.5  # of the letters in the stretch that both should show
STEP, SAME_PLACE, SHIFT = 20, 20, 150
SAME_LEFT = 25
MISREAD = 0.3
COMMON = 12  # lines of one picture with the same word; more of them are not compared
MOVED = 30
UNSURE, HALF_LINE = 70, 60  # a line cut through by the edge of the screen is read as something else


@dataclass(slots=True)
class Placed:
    """A line in the long picture, and the numbers of the screenshots in which it is seen."""

    line: ScreenLine
    seen: set[int] = field(default_factory=set)
    misread: bool = False
    at_edge: bool = False


@dataclass(slots=True)
class Stretch:
    """Pictures that hang together without a gap, from the top. `twice`: picture → the one it repeats."""

    shots: list[int]
    lines: list[Placed]
    twice: dict[int, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """`other` lies `down` further down than `one`; they share this many letters."""

    one: int
    other: int
    down: int
    shared: int


def stretches(shots: Sequence[Sequence[ScreenLine]], apart: frozenset[tuple[int, int]]) -> list[Stretch]:
    """The pictures in stretches, each in order from its top. Pairs in `apart` are never laid over each other."""
    found = [
        overlap
        for one in range(len(shots))
        for other in range(one + 1, len(shots))
        if (one, other) not in apart and (overlap := _overlap(one, other, shots))
    ]
    places = {number: (number, 0) for number in range(len(shots))}
    for overlap in sorted(found, key=lambda each: -each.shared):
        _join(places, overlap, apart)
    together: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, (root, down) in places.items():
        together[root].append((down, number))
    return [_laid(sorted(members), shots) for members in together.values()]


def _join(places: dict[int, tuple[int, int]], overlap: Overlap, apart: frozenset[tuple[int, int]]) -> None:
    """Hang the second picture's stretch on the first's, unless they hang together or hold pictures kept apart."""
    (root, down), (other_root, other_down) = places[overlap.one], places[overlap.other]
    if root == other_root:
        return
    mine = [number for number, place in places.items() if place[0] == root]
    theirs = [number for number, place in places.items() if place[0] == other_root]
    if any((min(a, b), max(a, b)) in apart for a in mine for b in theirs):
        return
    shift = down + overlap.down - other_down
    for number in theirs:
        places[number] = (root, places[number][1] + shift)


def _overlap(one: int, other: int, shots: Sequence[Sequence[ScreenLine]]) -> Overlap | None:
    """How far the pictures are moved against each other; None where they share too little."""
    alike = _alike(shots[one], shots[other])
    votes: defaultdict[int, int] = defaultdict(int)
    for first, second in alike:
        votes[(first.middle - second.middle) // STEP] += letters(first.words)
    if not votes:
        return None
    best = max(votes, key=lambda step: votes[step] + votes.get(step - 1, 0) + votes.get(step + 1, 0))
    agreeing = [pair for pair in alike if abs((pair[0].middle - pair[1].middle) // STEP - best) <= 1]
    down = round(median(first.middle - second.middle for first, second in agreeing))
    shared = sum(letters(words) for words in {first.words for first, _ in agreeing})
    enough = shared >= LEAST_LETTERS and _share(shots[one], shots[other], down) >= LEAST_SHARE
    return Overlap(one, other, down, shared) if enough else None


def _alike(one: Sequence[ScreenLine], other: Sequence[ScreenLine]) -> list[tuple[ScreenLine, ScreenLine]]:
    """Pairs of lines alike. Only those that share a whole word are compared: enough to see how far they are moved."""
    by_word: defaultdict[str, list[ScreenLine]] = defaultdict(list)
    for second in other:
        for word in words_of(second.words):
            by_word[word].append(second)
    return [
        (first, second)
        for first in one
        for second in dict.fromkeys(each for word in words_of(first.words) for each in by_word.get(word, ())[:COMMON])
        if _same_words(first, second)
    ]


def _same_words(first: ScreenLine, second: ScreenLine) -> bool:
    near = abs(first.left - second.left) <= SAME_LEFT
    return near and likeness(first.words, second.words) >= ALIKE


def _share(one: Sequence[ScreenLine], other: Sequence[ScreenLine], down: int) -> float:
    """Of the letters in the stretch that both should show: how many both do show."""
    top = max(one[0].middle, other[0].middle + down) - SAME_PLACE
    bottom = min(one[-1].middle, other[-1].middle + down) + SAME_PLACE
    within = [line for line in one if top <= line.middle <= bottom]
    both = [
        line
        for line in within
        if any(abs(line.middle - each.middle - down) <= SHIFT and _same_words(line, each) for each in other)
    ]
    return sum(letters(line.words) for line in both) / max(1, sum(letters(line.words) for line in within))


def _laid(members: Sequence[tuple[int, int]], shots: Sequence[Sequence[ScreenLine]]) -> Stretch:
    whole = Stretch([], [], {})
    for down, number in members:
        added = _add(whole.lines, shots[number], number, down)
        same = next(
            (earlier for place, earlier in members if earlier in whole.shots and abs(place - down) < MOVED), None
        )
        if same is not None and not added:
            whole.twice[number] = same
        whole.shots.append(number)
    return whole


def _add(long: list[Placed], lines: Sequence[ScreenLine], number: int, down: int) -> int:
    """Lay one picture's lines on the long picture; gives how many were new.

    A line that only one of them has (a receipt that was moved) shifts what follows; each line found again sets the
    measure anew.
    """
    new = 0
    for line in lines:
        moved = replace(line, top=line.top + down, bottom=line.bottom + down)
        at_edge = line in (lines[0], lines[-1])
        half = at_edge and line.sureness < UNSURE
        there = _there(long, moved, number, at_edge=at_edge)
        if there is None:
            long.append(Placed(moved, {number}, at_edge=at_edge))
            new += 1
            continue
        down += 0 if half else there.line.middle - moved.middle
        _unite(there, moved, number, at_edge=at_edge)
    long.sort(key=lambda one: (one.line.middle, one.line.left))
    return new


def _there(long: Sequence[Placed], line: ScreenLine, number: int, *, at_edge: bool) -> Placed | None:
    """The same line in the long picture: by its words near by, else by its place."""
    others = [one for one in long if number not in one.seen]
    by_words = [one for one in others if abs(one.line.middle - line.middle) <= SHIFT and _same_words(one.line, line)]
    within = HALF_LINE if at_edge and line.sureness < UNSURE else SAME_PLACE
    by_place = [
        one
        for one in others
        if abs(one.line.middle - line.middle) <= within and _may_be(one.line, line, cut=at_edge or one.at_edge)
    ]
    return min(by_words or by_place, key=lambda one: abs(one.line.middle - line.middle), default=None)


def _may_be(one: ScreenLine, other: ScreenLine, *, cut: bool) -> bool:
    """Whether two lines in one place may be one that was misread, or cut by the edge of the screen.

    Otherwise words that were surely read are never dropped.
    """
    crosses = min(one.right, other.right) > max(one.left, other.left)
    unsure = cut or min(one.sureness, other.sureness) < UNSURE
    return crosses and (unsure or likeness(one.words, other.words) >= MISREAD)


def _unite(there: Placed, line: ScreenLine, number: int, *, at_edge: bool) -> None:
    """Keep the words of the whole line, else those the machine was surer of; the difference is noted."""
    there.seen.add(number)
    if "".join(there.line.words.split()).casefold() == "".join(line.words.split()).casefold():
        there.at_edge = there.at_edge and at_edge
        return
    there.misread = there.misread or line.sureness >= UNSURE
    mine = (not at_edge, line.sureness, len(line.words))
    if mine > (not there.at_edge, there.line.sureness, len(there.line.words)):
        there.line = replace(there.line, left=line.left, right=line.right, sureness=line.sureness, words=line.words)
        there.at_edge = at_edge
