"""Talks with the employee, what she says yes or no to, and who was told what."""
