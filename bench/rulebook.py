"""Loading all content, and one full assessment with explanation."""

from datetime import date

from bench.figures import heading, show, timed

LOAD_MS, ASSESS_MS = 300, 5


def main() -> bool:
    """Twenty loads, two hundred assessments."""
    from vaern.rulebook.assess import assess
    from vaern.rulebook.load import content_root, read
    from vaern.rulebook.shapes import IncidentFacts, Situation, Value

    with heading("rulebook"):
        loading = show(
            "loading all content", [timed(lambda: read(content_root())) for _ in range(20)], limit_ms=LOAD_MS
        )
        book = read(content_root())
        answers = {fact.id: Value.YES for fact in book.facts.values() if fact.scope == "incident"}
        situation = Situation(date(2026, 11, 17), {}, incidents=(IncidentFacts("1", date(2026, 11, 15), answers),))
        once = [timed(lambda: assess(book, situation)) for _ in range(200)]
        return show("one full assessment with explanation", once, limit_ms=ASSESS_MS) and loading
