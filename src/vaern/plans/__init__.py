"""The plan of a case: its tasks, and its clocks as rows."""
