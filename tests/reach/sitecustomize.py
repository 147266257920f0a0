"""What the tests reach of Værn: each Python process of a test run writes down which lines and branches it has seen.

Python loads this by itself where PYTHONPATH names its folder, in pytest's workers and in the commands that tests want
measured. REACH is the folder that takes one file for each process; without it nothing is measured. Probes that take
themselves out once they have been passed cost little; Python's own tracing more than doubles the time of the tests.
The walled readers and the typesetter are given an environment without our variables, and stay behind their walls.
"""

import atexit
import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/vaern"


def measure(folder: Path) -> None:
    """Begin before anything of Værn is imported, and write at the end."""
    import slipcover

    seen = slipcover.Slipcover(branch=True, exclude_lines=[])
    slipcover.ImportManager(seen, slipcover.FileMatcher(sources=[SOURCE])).__enter__()
    atexit.register(write, folder, seen)


def write(folder: Path, seen: Any) -> None:
    """One file for this process."""
    os.chdir(ROOT)
    (folder / f"{os.getpid()}.json").write_text(json.dumps(seen.get_coverage()))


if "REACH" in os.environ:
    measure(Path(os.environ["REACH"]))
