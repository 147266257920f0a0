"""Værn: prevent, identify, register, document and handle digital harassment of public employees."""

__version__ = "0.1.0"
