"""The pages of oversight and of the data protection officer."""
