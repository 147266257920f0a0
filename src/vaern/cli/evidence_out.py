"""Commands that give evidence away and look whether it is whole."""

import argparse
import sys
import zipfile
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:
    """`bundle export`, `bundle signer` and `fixity`."""
    bundle = commands.add_parser("bundle", help="give evidence away, so that it can be checked without Værn")
    what = bundle.add_subparsers(dest="what", required=True, metavar="WHAT")
    export = what.add_parser("export", help="write a bundle; what the recipient can see is said first")
    export.add_argument("case", metavar="CASE", help="the case's number")
    export.add_argument("--items", nargs="+", metavar="B1,B2", help="which items; without it, all that may be copied")
    export.add_argument(
        "--calls",
        nargs="+",
        metavar="all|none|O1,O2",
        help="which calls that were noted; without it, all where --items is not given, else none",
    )
    export.add_argument("--examples", nargs="+", default=[], metavar="B1,B2", help="three to five that stand first")
    export.add_argument("--redacted", nargs="+", default=[], metavar="B1,B2", help="given as their redacted copy")
    export.add_argument(
        "--for", dest="for_whom", default="police", metavar="WHOM", help="police, court, lawyer, sender, other"
    )
    export.add_argument("--as", dest="person", metavar="EMAIL", help="who gives it; else the log says Værn")
    export.add_argument("--to", type=Path, required=True, metavar="FILE.zip")
    export.set_defaults(run=run_export)
    signer = what.add_parser("signer", help="the certificate that signs bundles, and its fingerprint")
    signer.set_defaults(run=run_signer)
    fixity = commands.add_parser("fixity", help="read sealed files again: are they what was received?")
    fixity.add_argument("--all", action="store_true", help="every file; without it, a sample as each night")
    fixity.set_defaults(run=run_fixity)


def run_export(chosen: argparse.Namespace) -> int:
    """Warnings on standard error, then the file; its place on standard output."""
    from vaern.evidence.bundle import choose, export_warnings, write_bundle

    case, actor = _case_and_actor(chosen.case, chosen.person)
    picked = choose(
        case,
        numbers=_numbers(chosen.items) if chosen.items else None,
        examples=_numbers(chosen.examples),
        redacted=_numbers(chosen.redacted),
        for_whom=chosen.for_whom,
        calls=_calls(chosen.calls, narrowed=bool(chosen.items)),
    )
    for sentence in export_warnings(case, picked.whole(), picked.for_whom, picked.copies.values(), calls=picked.calls):
        print(f"OBS: {sentence}", file=sys.stderr)
    made = write_bundle(case, by=actor, to=chosen.to, choice=picked)
    if not _is_stamped(made):
        print(f"OBS: {_why_unstamped(picked.items)}", file=sys.stderr)
    print(made)
    return 0


def _is_stamped(bundle: Path) -> bool:
    with zipfile.ZipFile(bundle) as packed:
        return any(name.endswith(".p7s.tsr") for name in packed.namelist())


def _why_unstamped(items: Any) -> str:
    """Why the signature has no time-stamp; that the evidence has its own is said only where all of it has."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    if not settings.TIMESTAMP_URL:
        return _("The signature has no time-stamp, since no authority is set up here.")
    own = _("The evidence has its own.") if all(item.tokens.exists() for item in items) else ""
    says = _("The signature has no time-stamp, since no authority answered.")
    todo = _("Export again when one answers, if the time of signing matters.")
    return " ".join(filter(None, (says, own, todo)))


def run_signer(_chosen: argparse.Namespace) -> int:
    """What to publish, so that recipients can compare and use it after --trust."""
    from vaern.evidence.signing import signer

    own = signer()
    print(f"SHA-256: {own.fingerprint}")
    print(own.pem.decode(), end="")
    return 0


def run_fixity(chosen: argparse.Namespace) -> int:
    """Read and compare; exit code 3 when anything is not what was received."""
    from vaern.evidence import fixity

    run = fixity.check_all() if chosen.all else fixity.check_sample()
    print(fixity.told(run))
    return 3 if run.faults else 0


def _case_and_actor(number: str, email: str | None) -> tuple[Any, Any]:
    """The case as the named person may see it; whoever has the machine's own keys needs no name."""
    from django.utils.translation import gettext as _

    from vaern.audit.actors import SYSTEM
    from vaern.cases.enums import Area
    from vaern.cases.models import Case
    from vaern.cases.queries import enter
    from vaern.errors import BadInput
    from vaern.people.models import Person

    if email is None:
        case = Case.objects.select_related("unit").filter(number=number.upper()).exclude(state="draft").first()
        return case or _no_such_case(), SYSTEM
    person = Person.objects.filter(work_email=email.strip().lower()).first()
    if person is None:
        raise BadInput(_("Nobody here has the work e-mail “%(email)s”.") % {"email": email.strip()})
    return enter(person, number, Area.EVIDENCE)


def _no_such_case() -> Any:
    from django.utils.translation import gettext as _

    from vaern.errors import NotAllowed

    raise NotAllowed(_("There is no such case here."))


def _calls(words: list[str] | None, *, narrowed: bool) -> list[int] | None:
    """The calls by number; None for all. Who names the items has chosen, and gets no calls without naming them too."""
    if words is None:
        return [] if narrowed else None
    if [word.strip().lower() for word in words] in (["all"], ["none"]):
        return None if words[0].strip().lower() == "all" else []
    return _numbers(words, "O")


def _numbers(words: list[str], letter: str = "B") -> list[int]:
    """B1,B2 or B1 B2 or 1 2. BadInput for anything else."""
    found = []
    for word in ",".join(words).split(",") if words else []:
        digits = word.strip().upper().removeprefix(letter)
        if not (digits.isascii() and digits.isdecimal()):
            raise _not_a_number(word[:40], letter)
        found.append(int(digits))
    return found


def _not_a_number(word: str, letter: str) -> Exception:
    from django.utils.translation import gettext as _

    from vaern.errors import BadInput

    if letter == "O":
        return BadInput(
            _("“%(word)s” is not the number of a call.") % {"word": word}, todo=_("Write O1,O2, all or none.")
        )
    return BadInput(_("“%(word)s” is not the number of an item.") % {"word": word}, todo=_("Write B1,B2."))
