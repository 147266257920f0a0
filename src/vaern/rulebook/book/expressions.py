"""Conditions as they are written in content, made into the logic's four words."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from vaern.rulebook.shapes import AtLeast, Expr, FactIs, Norm, NormIs, Not


def expression(written: Any, norms: Mapping[str, Norm]) -> Expr:
    """The condition that a fact id or one of all, any, not, at_least, norm writes."""
    if isinstance(written, str):
        return FactIs(written)
    if "not" in written:
        return Not(expression(written["not"], norms))
    if "norm" in written:
        return _norm(written, norms)
    if "at_least" in written:
        return _of(written["at_least"]["of"], norms, written["at_least"]["n"])
    return _of(written["all"], norms) if "all" in written else _of(written["any"], norms, 1)


def maybe(written: Any, norms: Mapping[str, Norm]) -> Expr | None:
    """The condition, or None where none is written."""
    return None if written is None else expression(written, norms)


def _of(parts: list[Any], norms: Mapping[str, Norm], n: int | None = None) -> AtLeast:
    return AtLeast(len(parts) if n is None else n, tuple(expression(part, norms) for part in parts))


def _norm(written: Mapping[str, Any], norms: Mapping[str, Norm]) -> NormIs:
    norm = norms[written["norm"]]
    inline = "indicated_by" in written or "not_indicated_by" in written
    if not inline:
        return _same(norm.id, norm.indicated, norm.against)
    return NormIs(norm.id, maybe(written.get("indicated_by"), norms), maybe(written.get("not_indicated_by"), norms))


@lru_cache(maxsize=1024)
def _same(norm_id: str, indicated: Expr | None, against: Expr | None) -> NormIs:
    """A norm is one and the same wherever it stands, so that it is worked out once."""
    return NormIs(norm_id, indicated, against)
