"""Commands about law and practice: they need no database."""

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from vaern import clock
from vaern.cli.saying import visible
from vaern.errors import VaernError

SCHEMAS = Path(__file__).resolve().parents[3] / "content" / "schema"


def add_commands(commands: Any) -> None:
    """`assess`, `facts` and `content`."""
    assess = commands.add_parser("assess", help="assess a file of answers, without a case")
    assess.add_argument("facts", type=Path, metavar="FACTS.json")
    assess.add_argument("--on", type=_day, metavar="DATE", help="the day the law is read on (YYYY-MM-DD)")
    assess.add_argument("--json", action="store_true", help="print JSON")
    assess.set_defaults(run=run_assess, needs_django=False)

    facts = commands.add_parser("facts", help="list the facts and norms that can be answered")
    facts.add_argument("--json", action="store_true", help="print JSON")
    facts.set_defaults(run=run_facts, needs_django=False)

    content = commands.add_parser("content", help="check, show and publish the files under content/")
    whats = content.add_subparsers(dest="what", required=True, metavar="WHAT")
    checking = whats.add_parser("check", help="say what is wrong: file, line, what, how to mend it")
    checking.add_argument(
        "only", nargs="*", metavar="PATH", help="say only what is wrong in these (e.g. law/straffeloven)"
    )
    checking.add_argument("--no-advice", action="store_true", help="faults alone, without advice")
    checking.set_defaults(run=run_check, needs_django=False)
    showing = whats.add_parser("show", help="a provision, fact, norm, gate, plan … as readable text")
    showing.add_argument("name", metavar="ID")
    showing.add_argument("--on", type=_day, metavar="DATE", help="the day it is shown as of (today)")
    showing.set_defaults(run=run_show, needs_django=False)
    differing = whats.add_parser("diff", help="what decides otherwise: since publication, or between folders or days")
    differing.add_argument(
        "folders", nargs="*", type=Path, metavar="DIR", help="old folder, and new (the content in use)"
    )
    differing.add_argument("--days", nargs=2, type=_day, metavar="DATE", default=(), help="two days instead")
    differing.add_argument("--json", action="store_true", help="print JSON")
    differing.set_defaults(run=run_diff, needs_django=False)
    publishing = whats.add_parser("publish", help="freeze what decides in every text that is not yet published")
    publishing.add_argument("--note", required=True, help="what is new in this edition, for its readers")
    publishing.set_defaults(run=run_publish, needs_django=False)

    replay = commands.add_parser("replay", help="hold every locked finding up against the rules as they are now")
    replay.add_argument("--case", metavar="CASE", help="only the case with this number")
    replay.add_argument("--content", type=Path, metavar="DIR", help="other rules to try, instead of those in force")
    replay.add_argument("--json", action="store_true", help="print JSON")
    replay.set_defaults(run=run_replay)


def run_assess(chosen: argparse.Namespace) -> int:
    """Print the findings with explanation, sources and receipt."""
    from vaern.rulebook.commands import assess_command

    told = assess_command(chosen.facts, chosen.on or clock.today(), as_json=chosen.json)
    print(told if chosen.json else visible(told), end="")
    return 0


def run_facts(chosen: argparse.Namespace) -> int:
    """Print the catalogue of facts and norms."""
    from vaern.rulebook.commands import facts_catalogue

    catalogue = facts_catalogue()
    if chosen.json:
        print(json.dumps(catalogue, ensure_ascii=False, indent=2))
        return 0
    for kind in ("facts", "norms"):
        for entry in catalogue[kind]:
            print(f"{entry['id']}: {entry['question']}")
    return 0


def run_replay(chosen: argparse.Namespace) -> int:
    """List the locked findings that would come out otherwise now, and why; no case is changed."""
    from vaern.process.replay import replay_all
    from vaern.rulebook.load import read

    found = replay_all(read(chosen.content) if chosen.content else None, chosen.case)
    print(json.dumps(found.as_data(), ensure_ascii=False, indent=2) if chosen.json else found.as_text(), end="")
    return 0


def run_check(chosen: argparse.Namespace) -> int:
    """Say what is wrong under content/, or that nothing is."""
    from vaern.rulebook.check import read_strictly, tell
    from vaern.rulebook.load import content_root

    only = _asked_for(chosen.only)
    found = read_strictly(content_root(), _schemas(), _day_of_reading())
    kept = [one for one in found if one.file.startswith(only or "") and not (one.advice and chosen.no_advice)]
    return tell(tuple(kept))


def _asked_for(paths: Sequence[str]) -> tuple[str, ...]:
    """The paths under content/; a path that no file begins with would find nothing wrong, so it is refused."""
    from vaern.rulebook.errors import unknown_name
    from vaern.rulebook.load import content_files, content_root

    root = content_root()
    names = [path.relative_to(root).as_posix() for path in content_files(root)]
    asked = tuple(_under(root, path) for path in paths)
    for path in asked:
        if not any(name.startswith(path) for name in names):
            folders = {str(parent) for name in names for parent in Path(name).parents}
            raise unknown_name("fil eller mappe i indholdet", path, [*names, *sorted(folders - {"."})])
    return asked


def _under(root: Path, path: str) -> str:
    """The path as it stands under content/: typed whole, from where one stands, or from content/ itself."""
    whole = Path(path).resolve()
    if whole.is_relative_to(root.resolve()):
        return whole.relative_to(root.resolve()).as_posix().removeprefix(".")
    return path.removeprefix("./").removeprefix("content/")


def run_show(chosen: argparse.Namespace) -> int:
    """Print one thing of content as it stood on the day."""
    from vaern.rulebook.commands import show_command

    print(show_command(chosen.name, chosen.on or clock.today()), end="")
    return 0


def run_diff(chosen: argparse.Namespace) -> int:
    """Print which deciding fields of which texts differ."""
    from vaern.rulebook.commands import diff_command

    print(diff_command(chosen.folders, chosen.days, as_json=chosen.json), end="")
    return 0


def run_publish(chosen: argparse.Namespace) -> int:
    """Freeze the texts that are not yet published, if nothing is wrong under content/."""
    from vaern.rulebook.book.publication import publish
    from vaern.rulebook.check import check, tell
    from vaern.rulebook.danish import counted
    from vaern.rulebook.load import content_root

    faults = check(content_root(), _schemas(), _day_of_reading())
    if faults:
        return tell(faults)
    frozen = publish(content_root(), chosen.note, clock.today())
    print("\n".join([*frozen, f"{counted(len(frozen), 'tekst', 'tekster')} er offentliggjort og ligger fast."]))
    return 0


def _schemas() -> Path:
    from vaern.rulebook.load import content_root

    own = content_root() / "schema"
    return own if own.is_dir() else SCHEMAS


def _day_of_reading() -> date | None:
    """Today, after which nobody can have read a source; a clock that is set for the demo says nothing of that."""
    return None if clock.is_set() else clock.today()


def _day(text: str) -> date:
    from vaern.rulebook.facts_input import day_from

    try:
        return day_from(text)
    except VaernError as bad:
        raise argparse.ArgumentTypeError(bad.text) from bad
