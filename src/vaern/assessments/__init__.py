"""The three assessments of a case as they were locked, each with its receipt."""
