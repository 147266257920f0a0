"""What a page asks of a case again and again is read once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Inside the block, the same question about the same rows gets the same answer: for a page that only shows."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def look_anew() -> None:
    """From here to the end of the block every question is asked of the database again: something is written."""
    _answers.set(None)


def once(question: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """A question about rows that `one_look` asks once. The answer is shared, so it is one that nobody can change."""

    @wraps(question)
    def asked(*about: Asked.args, **named: Asked.kwargs) -> Answer:
        answers = _answers.get()
        if answers is None or named:
            return question(*about, **named)
        key = (question, *(one.pk if isinstance(one, Model) else one for one in about))
        if key not in answers:
            answers[key] = question(*about, **named)
        found: Answer = answers[key]
        return found

    return asked
