"""System checks: what must hold before the server starts, each with an id and a hint."""
