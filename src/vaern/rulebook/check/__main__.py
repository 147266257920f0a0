"""`python -m vaern.rulebook.check [FOLDER]`."""

import sys

from vaern.rulebook.check import main

sys.exit(main(sys.argv[1:]))
