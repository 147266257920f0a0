"""A jurist's opinion, proposals, approvals, conditions that were set aside, and gates as they stood."""
