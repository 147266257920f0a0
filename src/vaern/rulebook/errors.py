"""Refusals that name the nearest valid name."""

from collections.abc import Iterable
from difflib import get_close_matches

from vaern.errors import BadInput

ENOUGH = 3  # letters of a name that are enough to be told what it may be a part of


def nearest(name: object, known: Iterable[str]) -> str:
    """“Mente du …?” with the known name that was probably meant, or that holds it; empty when none is like it."""
    names = list(known)
    held = sorted((one for one in names if len(str(name)) >= ENOUGH and str(name) in one), key=len)
    near = get_close_matches(str(name), names, n=1, cutoff=0.5) or held
    return f"Mente du “{near[0]}”?" if near else ""


def unknown_name(kind: str, name: object, known: Iterable[str]) -> BadInput:
    """BadInput for a name that content does not have, with the one that was probably meant."""
    return BadInput(f"Der findes ingen {kind} med navnet “{name}”.", todo=nearest(name, known))
