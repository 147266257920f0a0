"""Commands of the one who keeps the system: audit, backup, keys, forgetting."""

import argparse
from pathlib import Path
from typing import Any

BACKUP = (
    ("backup", "write database, vault and keys, apart"),
    ("restore", "read them back into empty places"),
    ("drill", "prove that a backup can be read"),
)


def add_commands(commands: Any) -> None:
    """`audit`, `backup`, `restore`, `drill`, `keys` and `forget`."""
    audit = commands.add_parser("audit", help="check the chains of events")
    audit.add_argument("what", choices=["verify", "anchor"])
    audit.add_argument(
        "--root", default="", metavar="ROOT", help="with verify: a root that was noted elsewhere, to be found again"
    )
    audit.set_defaults(run=run_audit)
    for name, say in BACKUP:
        command = commands.add_parser(name, help=say)
        command.add_argument("folder", type=Path, metavar="DIR")
        command.set_defaults(run=run_backup, what=name)
    keys = commands.add_parser("keys", help="the master key and the escrow key")
    keys.add_argument("what", choices=["make", "rotate", "retire"])
    keys.add_argument(
        "--escrow-private",
        type=Path,
        metavar="FILE",
        help="where to write the private escrow key (keep it offline)",
    )
    keys.set_defaults(run=run_keys)
    forget = commands.add_parser("forget", help="let a closed case be forgotten, for good")
    forget.add_argument("case", metavar="CASE", help="the case's number")
    forget.add_argument("answers", type=Path, metavar="FACTS.json", help="what must be so first, as for `assess`")
    forget.add_argument("--set-aside", action="append", default=[], metavar="ID", help="a condition that may be")
    forget.set_defaults(run=run_forget)


def run_audit(chosen: argparse.Namespace) -> int:
    """Say for every chain whether it holds, and which event does not."""
    from vaern.audit.anchors import make_anchor
    from vaern.audit.verify import verify_all
    from vaern.rulebook.danish import counted

    if chosen.what == "anchor":
        anchor = make_anchor()
        print(f"Anker {anchor.id}: {counted(anchor.leaves, 'kæde', 'kæder')}, rod {anchor.root}")
        return 0
    report = verify_all(chosen.root.strip().lower())
    print(report.text())
    return 0 if report.holds else 3


def run_backup(chosen: argparse.Namespace) -> int:
    """Back up, restore or drill; print what was proved."""
    from vaern.process import backup

    print(getattr(backup, chosen.what)(chosen.folder))
    return 0


def run_keys(chosen: argparse.Namespace) -> int:
    """Make the first keys, or rotate the master key."""
    from vaern.vault import rotation, setup

    if chosen.what == "make":
        print(setup.make_keys(chosen.escrow_private))
    elif chosen.what == "rotate":
        print(rotation.rotate_master())
    else:
        print("Udgået: " + (", ".join(map(str, rotation.retire_old_masters())) or "ingen"))
    return 0


def run_forget(chosen: argparse.Namespace) -> int:
    """Forget one closed case, and say from which day no copy of it can be read."""
    from django.utils.translation import gettext as _

    from vaern import clock
    from vaern.audit.actors import SYSTEM
    from vaern.cases.queries import cases_numbered
    from vaern.errors import BadInput
    from vaern.process.forget import forget_case
    from vaern.rulebook.commands import situation_in

    case = cases_numbered(chosen.case).first()
    if case is None:
        raise BadInput(_("There is no case with that number."), "", _("Look at the number again."))
    situation = situation_in(chosen.answers, clock.today())
    entries = forget_case(case, by=SYSTEM, situation=situation, aside=chosen.set_aside)
    day = max(entry.unreadable_from for entry in entries)
    print(_("%(case)s is forgotten. From %(day)s no copy anywhere can be read.") % {"case": case.number, "day": day})
    if chosen.set_aside:
        print(_("Write in your journal why a condition was set aside: here nothing is left of the case."))
    return 0
