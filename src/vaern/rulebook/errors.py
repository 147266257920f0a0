"""Refusals that name the nearest valid name."""

from collections.abc import Iterable
from difflib import get_close_matches

from vaern.errors import BadInput

NEUTER = ("skøn",)  # et skøn, and so intet; the other kinds are of common gender
LONGEST = 80  # letters of a name that are said back
ENOUGH = 3  # letters of a name that are enough to be told what it may be a part of


def nearest(name: object, known: Iterable[str]) -> str:
    """“Mente du …?” with the known name that was probably meant, or that holds it; empty when none is like it."""
    names = list(known)
    held = sorted((one for one in names if len(str(name)) >= ENOUGH and str(name) in one), key=len)
    near = get_close_matches(str(name), names, n=1, cutoff=0.5) or held
    return f"Mente du “{near[0]}”?" if near else ""


def unknown_name(kind: str, name: object, known: Iterable[str]) -> BadInput:
    """BadInput for a name that content does not have, with the one that was probably meant."""
    none = "intet" if kind in NEUTER else "ingen"
    said = str(name) if len(str(name)) <= LONGEST else f"{str(name)[:LONGEST]}…"
    return BadInput(f"Der findes {none} {kind} med navnet “{said}”.", todo=nearest(said, known))
