"""Knows who is looking, and lets the access table decide before any view runs."""
