"""An installation in a folder of its own, for tests that run the command: brought up to date once and then copied."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

COMMAND = [sys.executable, "-m", "vaern.cli.main"]
SOURCE = Path(__file__).parents[1] / "src"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """What the command is started with: nothing of the test run's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VAERN_")}
    search = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH")]))
    own = {"VAERN_MODE": "test", "VAERN_VAR": str(folder), "VAERN_SECRET_KEY": "x" * 50, "PYTHONPATH": search}
    return {**kept, **own, **settings}


def measured() -> dict[str, str]:
    """With this a command is started whose reach counts: what it does, no test does in its own process."""
    return {"REACH": os.environ["REACH_WHERE_ASKED"]} if "REACH_WHERE_ASKED" in os.environ else {}


def install_in(folder: Path) -> Path:
    """An installation without anything in it, as `vaern migrate` leaves it."""
    shutil.copytree(_migrated(), folder, dirs_exist_ok=True)
    return folder


@cache
def _migrated() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="vaern-installed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = subprocess.run([*COMMAND, "migrate"], env=environment(folder), capture_output=True, check=False)
    assert (made.returncode, made.stderr) == (0, b"")
    return folder
