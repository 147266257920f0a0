"""A letter as PDF, once warm."""

from bench.figures import heading, show, size, timed

LETTER_MS = 100


def main() -> bool:
    """Twenty letters after the first five."""
    from tests.typeset.samples import letter

    from vaern.typeset import compile_pdf

    with heading("documents"):
        data = letter()
        for _ in range(size(5, 1)):
            compile_pdf("letter", data)
        return show(
            "a two-page letter as PDF, warm",
            [timed(lambda: compile_pdf("letter", data)) for _ in range(size(20, 1))],
            limit_ms=LETTER_MS,
        )
