"""What was done towards the police, and that the employee was told how it ended."""
