"""`python -m vaern.rulebook.check [FOLDER]`."""

import sys

from vaern.rulebook.check import main

if __name__ == "__main__":  # pragma: no cover - the tests call main
    sys.exit(main(sys.argv[1:]))
