"""Captures a public page in a real browser that can reach nothing inward: picture, PDF, MHTML, DOM and archive."""
