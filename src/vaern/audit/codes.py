"""What an event may say: ids, codes, numbers, yes or no, digests. Never a person's words."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vaern.errors import BadInput

KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}")
ROLE = re.compile(r"[a-z][a-z0-9_]{0,31}")
STREAM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,63}")
# A code can look like a name, a telephone number or a civil registration number by mistake: those are refused too.
PERSONAL = re.compile(r"[A-Z][a-z]+|\d{6}-?\d{4}|\+?\d{8}|\+\d{10,12}")


def data_text(data: Mapping[str, Any]) -> str:
    """The data as canonical JSON; BadInput when anything in it could be a person's words."""
    clean = {_key(key): _value(key, value) for key, value in data.items()}
    return json.dumps(clean, sort_keys=True, separators=(",", ":"))


def check_name(name: str) -> str:
    """The event's name, or BadInput when it is not like `case.opened`."""
    return _match(NAME, name, "name", most=64)


def check_role(role: str) -> str:
    """The actor's role as a code, or BadInput."""
    return _match(ROLE, role, "role", most=32)


def check_stream_id(stream_id: UUID | str) -> str:
    """The stream's id as text, or BadInput."""
    return _match(STREAM_ID, str(stream_id), "stream_id", most=64)


def _key(key: str) -> str:
    return _match(KEY, key, "key", most=32)


def _value(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_one(key, part) for part in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return _one(key, value)


def _one(key: str, value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str) or PERSONAL.fullmatch(str(value)):
        raise _refused(key)
    return _match(CODE, str(value), key, most=64)


def _match(pattern: re.Pattern[str], value: str, where: str, *, most: int) -> str:
    if len(value) > most or not pattern.fullmatch(value):
        raise _refused(where)
    return value


def _refused(where: str) -> BadInput:
    # The value itself is not repeated: an error message must not carry what the log may not.
    return BadInput(
        _("The log refuses “%(where)s”.") % {"where": where},
        _("An event holds only ids, codes, numbers and digests, never a person's words."),
        _("Keep the words in a sealed field and put the row's id in the event."),
    )
