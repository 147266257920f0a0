"""The account of a case for an ombudsman: six questions, answered from data."""
