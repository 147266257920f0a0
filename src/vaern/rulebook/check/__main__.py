"""`python -m vaern.rulebook.check [FOLDER]`."""

import sys

from vaern import clock
from vaern.rulebook.check import main

sys.exit(main(sys.argv[1:], today=None if clock.is_set() else clock.today()))
