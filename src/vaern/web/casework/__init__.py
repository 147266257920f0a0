"""The pages of those who handle a case."""
