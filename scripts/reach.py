"""`python -m scripts.reach FOLDER`: what the tests have reached, from what each process wrote (tests/reach)."""

import json
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import slipcover

ROOT = Path(__file__).parents[1]
LEAST_OF_ALL = 95
# Every branch of the law, the keys, the log, the guards and the acts.
WHOLE = (
    "src/vaern/rulebook/*", "src/vaern/vault/*", "src/vaern/audit/*", "src/vaern/*/guards.py", "src/vaern/*/actions.py",
)  # fmt: skip
# What Python runs by `-m` comes past the probes.
OMIT = ["*/migrations/*", "*/__main__.py"]
NOT_RUN = ["if TYPE_CHECKING:", "raise NotImplementedError", "@overload"]
Files = dict[str, dict[str, Any]]


def main(folder: Path) -> int:
    """0 when enough was reached; else 1, and what was not."""
    files = reached(folder)
    missed = {name: file for name, file in files.items() if any(fnmatch(name, one) for one in WHOLE) and misses(file)}
    share = share_of(files)
    told = [f"{name}: {', '.join(misses(file))}" for name, file in sorted(missed.items())]
    told.append(
        "What must be reached as a whole is not: see above." if missed else "What must be reached as a whole is."
    )
    told.append(f"The tests reach {share:.2f} % of lines and branches, and must reach {LEAST_OF_ALL} %.")
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if missed or share < LEAST_OF_ALL else 0


def reached(folder: Path) -> Files:
    """Every file with what all processes together saw of it; one that none of them imported has nothing but misses."""
    files = of_all_files()
    for path in folder.glob("*.json"):
        every = json.loads(path.read_text())["files"]
        for name in files.keys() & every.keys():
            mark(files[name], "lines", set(every[name]["executed_lines"]))
            mark(files[name], "branches", {(at, to) for at, to in every[name]["executed_branches"]})
    return files


def of_all_files() -> Files:
    """Every file as if nothing had been run; lines that are not meant to be run do not count."""
    nobody = slipcover.Slipcover(branch=True, source=[str(ROOT / "src/vaern")], omit=OMIT, exclude_also=NOT_RUN)
    return dict(nobody.get_coverage()["files"])


def mark(file: dict[str, Any], what: str, seen: set[Any]) -> None:
    """These lines, or branches, are missing no longer."""
    missing = file[f"missing_{what}"]
    file[f"executed_{what}"] += [one for one in missing if one in seen]
    file[f"missing_{what}"] = [one for one in missing if one not in seen]


def misses(file: dict[str, Any]) -> list[str]:
    """Lines that were not reached, and ways from one line to another that were not gone."""
    ways = [f"{at} to {to or 'the end'}" for at, to in file["missing_branches"] if at not in file["missing_lines"]]
    return [*map(str, file["missing_lines"]), *ways]


def share_of(files: Files) -> float:
    """Per cent of all lines and branches."""
    gone = sum(len(file["executed_lines"]) + len(file["executed_branches"]) for file in files.values())
    left = sum(len(file["missing_lines"]) + len(file["missing_branches"]) for file in files.values())
    return 100 * gone / (gone + left)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
