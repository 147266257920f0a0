import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from django.utils import translation

from vaern.audit.codes import NAME
from vaern.audit.models import Event
from vaern.audit.sentences import SENTENCES, sentence

SRC = Path(__file__).parents[2] / "src" / "vaern"
WRITERS = {"record", "record_all", "record_apart", "note", "note_all", "draft"}
OF_AN_ITEM = {"custody.add", "_noted"}


def names_written(source: str) -> Iterator[str]:
    """Every event name that a piece of code writes: in so many words, or as the act of an item of evidence."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        called = ast.unparse(call.func)
        if called.rsplit(".", 1)[-1] in WRITERS:
            yield from (text for text in _texts(call.args[0]) if NAME.fullmatch(text))
        if called in OF_AN_ITEM:
            own = [word.value for word in call.keywords if word.arg == "event"]
            yield from (f"evidence.{text}" for part in own or call.args[1:2] for text in _texts(part))


def test_every_event_that_is_written_has_a_sentence() -> None:
    written = {name for path in SRC.rglob("*.py") for name in names_written(path.read_text())}
    assert sorted(written - set(SENTENCES)) == []


def test_every_sentence_tells_of_an_event_that_somebody_writes() -> None:
    code = [path.read_text() for path in SRC.rglob("*.py") if path.name != "sentences.py"]
    assert idle(SENTENCES, code) == []


def test_check_finds_a_planted_sentence() -> None:
    planted = ['note("case.opened", case, by)', "custody.add(item, act, by)", '_noted(item, "viewed", by)']
    assert idle(["case.opened", "case.mystified", "evidence.viewed"], planted) == ["case.mystified"]


def idle(names: Iterable[str], code: list[str]) -> list[str]:
    """Names that no code says in so many words or writes as the act of an item."""
    said = {part for source in code for part in (*_texts(ast.parse(source)), *names_written(source))}
    return [name for name in names if name not in said]


def _texts(code: ast.AST) -> Iterator[str]:
    for part in ast.walk(code):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_sentence_of_a_look_says_which_part() -> None:
    looked = Event(name="case.read", data='{"area":"sender"}')
    with translation.override("en"):
        assert sentence(looked) == "Værn looked at who the sender is."
        assert sentence(Event(name="case.read", data='{"area":"status"}')) == "Værn looked at the case."


def test_check_finds_a_planted_name() -> None:
    planted = 'record("case.mystified" if odd else "case.opened", stream=1)'
    assert set(names_written(planted)) == {"case.mystified", "case.opened"}
    acts = 'custody.add(item, "burnt", by); custody.add(item, "changed", by, event="hidden"); _noted(item, "lent", by)'
    assert set(names_written(acts)) == {"evidence.burnt", "evidence.hidden", "evidence.lent"}


def test_sentence_names_the_actor_as_far_as_the_reader_may_know() -> None:
    actor = str(uuid4())
    event = Event(name="case.closed", actor_id=actor)
    with translation.override("en"):
        assert sentence(event, {actor: "Mette Holm"}) == "Mette Holm closed the case."
        assert sentence(event) == "A person closed the case."
        assert sentence(Event(name="case.closed")) == "Værn closed the case."
        assert sentence(Event(name="case.mystified")) == "Værn: case.mystified"
