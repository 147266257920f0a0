"""What is measured, and how: each module prints figures, and ratios to a limit taken in the same run."""
