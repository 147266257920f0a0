"""The case: reports and drafts, incidents, parties, who takes part or is excluded, answers and judgements."""
