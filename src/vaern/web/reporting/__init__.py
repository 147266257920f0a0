"""Telling what happened, the receipt, and following one's own case."""
