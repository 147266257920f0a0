"""Rules and findings written out for people to read: the law book, papers, explanations."""
