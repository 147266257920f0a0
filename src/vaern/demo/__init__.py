"""Lindsø Kommune: an invented municipality with invented people and cases."""
