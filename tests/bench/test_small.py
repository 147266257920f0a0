"""Every bench still runs, and says its figures; what they are is not looked at here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bench.__main__ import BENCHES

import bench

pytestmark = [pytest.mark.outside, pytest.mark.once]

ROOT = Path(bench.__file__).parents[1]
FIGURE = re.compile(r" \d[\d,.]* (ms|of|MB)")
BESIDE = {"__init__", "__main__", "figures", "many_cases"}


@pytest.mark.parametrize("name", BENCHES)
def test_bench_runs(name: str) -> None:
    env = {**os.environ, "VAERN_BENCH_SMALL": "1", "PYTHONPATH": f"{ROOT}/src{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-m", "bench", name],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert (done.returncode in {0, 1}, "Traceback" in done.stderr) == (True, False), done.stderr
    assert FIGURE.search(done.stdout), done.stdout


def test_no_bench_is_left_out() -> None:
    assert {path.stem for path in (ROOT / "bench").glob("*.py")} == {*BENCHES, *BESIDE}
