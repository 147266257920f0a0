"""Items of evidence and their custody: received, read, shown, marked, hidden, moved, locked, stamped, given away."""
