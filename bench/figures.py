"""Medians, p95 and memory, printed alike by every bench.

With `VAERN_BENCH_SMALL=1` each bench does next to nothing: that shows that it still runs, and its figures mean nothing.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SMALL = os.environ.get("VAERN_BENCH_SMALL") == "1"


def size(whole: int, small: int) -> int:
    """How much to measure over."""
    return small if SMALL else whole


def timed(run: Callable[[], object]) -> float:
    """Seconds that one run took."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def p95(seconds: Sequence[float]) -> float:
    """The value that 95 of 100 are at or under."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def show(name: str, seconds: Sequence[float], *, limit_ms: float | None = None) -> bool:
    """Print one line; whether the p95 is within the limit."""
    median_ms, p95_ms = statistics.median(seconds) * 1000, p95(seconds) * 1000
    holds = limit_ms is None or p95_ms <= limit_ms
    goal = "" if limit_ms is None else f"  goal p95 < {limit_ms:g} ms: {'reached' if holds else 'NOT REACHED'}"
    print(f"{name:<44} n={len(seconds):<5} median {median_ms:8.1f} ms  p95 {p95_ms:8.1f} ms{goal}", flush=True)
    return holds


def ratio(name: str, ours: float, limit: float, *, least: float) -> bool:
    """Print how near we are to a limit that was measured in the same run (both as speed: more is better)."""
    part = ours / limit
    verdict = "reached" if part >= least else "NOT REACHED"
    print(f"{name:<44} {ours:,.0f} of {limit:,.0f} = {part:.2f}  goal >= {least}: {verdict}", flush=True)
    return part >= least


def resident_mb(pid: int) -> float:
    """Memory that a process holds now, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def heading(title: str) -> Iterator[None]:
    """A title above a group of figures."""
    print(f"\n== {title}", flush=True)
    yield
