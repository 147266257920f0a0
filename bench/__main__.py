"""Runs every bench, or those named: `python -m bench vault audit`."""

import importlib
import sys

BENCHES = ("audit", "vault", "readers", "capture", "bundle", "documents", "rulebook", "replay", "pages")


def main(names: list[str]) -> int:
    """0 when every goal was reached."""
    reached = [importlib.import_module(f"bench.{name}").main() for name in names or BENCHES]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
