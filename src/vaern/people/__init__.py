"""Units, persons, accounts, roles, absences; who holds a role today; notices without content."""
