"""The table of work, and the worker that does it. What the jobs are stands in `process.schedule`."""
