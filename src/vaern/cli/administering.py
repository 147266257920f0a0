"""Commands about people: the first administrator, invitations, lost second factors, import."""

import argparse
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:
    """`admin` and `import`."""
    admin = commands.add_parser("admin", help="let someone in")
    what = admin.add_subparsers(dest="what", required=True, metavar="WHAT")
    first = what.add_parser("first", help="make the first administrator; prints an invitation")
    first.add_argument("--name", required=True)
    first.add_argument("--email", required=True)
    first.set_defaults(run=run_first)
    for name, say in (
        ("invite", "a new invitation for a person"),
        ("reset", "forget a lost second factor; prints an invitation"),
    ):
        command = what.add_parser(name, help=say)
        command.add_argument("--email", required=True)
        command.set_defaults(run=run_invite, reset=name == "reset")

    people = commands.add_parser("import", help="read units, people and roles from a CSV file")
    people.add_argument("file", type=Path, metavar="FILE.csv")
    people.add_argument(
        "--write", action="store_true", help="without this, nothing is changed: every bad row is listed"
    )
    people.set_defaults(run=run_import)


def run_first(chosen: argparse.Namespace) -> int:
    """Refused when there already is an administrator."""
    from vaern.people.actions import first_administrator

    print(first_administrator(name=chosen.name, email=chosen.email))
    return 0


def run_invite(chosen: argparse.Namespace) -> int:
    """Print a one-time address."""
    from vaern.people.actions import invite_by_email

    print(invite_by_email(email=chosen.email, forget_second_factor=chosen.reset))
    return 0


def run_import(chosen: argparse.Namespace) -> int:
    """A dry run unless told to write; exit code 3 when a row is bad."""
    from vaern.audit.actors import SYSTEM
    from vaern.people.importing import import_people

    result = import_people(chosen.file.read_bytes(), write=chosen.write, by=SYSTEM)
    print(result.text())
    return 3 if result.faults else 0
