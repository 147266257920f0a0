"""The notice of a work injury, and the first day of absence."""
