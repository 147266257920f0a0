"""The capture's own process: a request as JSON on standard input, what was made as JSON on standard output."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from vaern.evidence.capture.addresses import networks
from vaern.evidence.capture.browser import capture
from vaern.evidence.capture.gate import Rules


def main() -> int:
    """Capture what is asked for."""
    asked = json.load(sys.stdin)
    onward = (asked["onward"][0], int(asked["onward"][1])) if asked.get("onward") else None
    refuse = networks(asked.get("refuse", ()))
    rules = Rules(allowed=frozenset(asked.get("allowed", ())), refuse=refuse, onward=onward)
    made = capture(asked["url"], Path(asked["out"]), chromium=asked["chromium"], rules=rules)
    json.dump(asdict(made), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
