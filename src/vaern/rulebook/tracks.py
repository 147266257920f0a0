"""The assessments beside the law: the first outcome whose condition holds, in the order they are written."""

from dataclasses import dataclass

from vaern.rulebook.dated import latest
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.explain import Explaining, Why
from vaern.rulebook.logic import UNKNOWN, YES
from vaern.rulebook.shapes import Book, Situation, Track
from vaern.rulebook.told.said import sentences


@dataclass(frozen=True, slots=True)
class TrackResult:
    """Where the track leads, or which answers it still waits for."""

    track_id: str
    outcome_id: str | None
    says: str
    next: tuple[str, ...]
    sentences: tuple[str, ...]
    missing: tuple[str, ...]
    deadline: str = ""


def run_track(book: Book, track_id: str, situation: Situation) -> TrackResult:
    """The track's outcome; an earlier outcome that is still open leaves the track open."""
    track, told = track_on(book, track_id, situation), Explaining(situation)
    for outcome in track.outcomes:
        found = Why(YES, ()) if outcome.requires is None else told.why(outcome.requires)
        said = sentences(book, found, told)
        if found.value == UNKNOWN:
            says = f"Det kan ikke siges endnu. {track.question}"
            return TrackResult(track_id, None, says, (), said, found.facts)
        if found.value == YES:
            return TrackResult(track_id, outcome.id, outcome.says, outcome.next, said, (), outcome.deadline)
    return TrackResult(track_id, None, "Ingen af udfaldene passer på oplysningerne.", (), (), ())


def track_on(book: Book, track_id: str, situation: Situation) -> Track:
    """The track's text on the day of the latest incident (or of the situation); the oldest where none had begun."""
    if track_id not in book.tracks:
        raise unknown_name("vurdering", track_id, book.tracks)
    newest = book.tracks[track_id]
    on = max((one.on for one in situation.incidents), default=situation.on)
    return latest((*newest.earlier, newest), on)
