"""The organisation and the running of the system: for the system owner, who sees no case."""
