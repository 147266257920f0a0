import ast
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.utils import translation

from vaern.audit.codes import NAME
from vaern.audit.models import Event
from vaern.audit.sentences import SENTENCES, sentence

SRC = Path(__file__).parents[2] / "src" / "vaern"
WRITERS = {"record", "record_apart", "note", "draft"}


def names_written(source: str) -> Iterator[str]:
    """Every event name that a piece of code writes."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and call.args and _called(call) in WRITERS:
            for part in ast.walk(call.args[0]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and NAME.fullmatch(part.value):
                    yield part.value


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def test_every_event_that_is_written_has_a_sentence() -> None:
    written = {name for path in SRC.rglob("*.py") for name in names_written(path.read_text())}
    assert sorted(written - set(SENTENCES)) == []


def test_check_finds_a_planted_name() -> None:
    planted = 'record("case.mystified" if odd else "case.opened", stream=1)'
    assert set(names_written(planted)) == {"case.mystified", "case.opened"}


def test_sentence_names_the_actor_as_far_as_the_reader_may_know() -> None:
    actor = str(uuid4())
    event = Event(name="case.closed", actor_id=actor)
    with translation.override("en"):
        assert sentence(event, {actor: "Mette Holm"}) == "Mette Holm closed the case."
        assert sentence(event) == "A person closed the case."
        assert sentence(Event(name="case.closed")) == "Værn closed the case."
        assert sentence(Event(name="case.mystified")) == "Værn: case.mystified"
