"""The steps of a case: the one place where several rooms change together."""
