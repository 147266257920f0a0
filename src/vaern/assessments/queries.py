"""The locked assessments of a case."""

from vaern.assessments.models import Assessment, Finding
from vaern.cases.models import Case

TOLERANCE = "ytringsfrihed/tolerance"


def newest(case: Case, kind: str) -> Assessment | None:
    """The edition that holds now."""
    return case.assessments.filter(kind=kind).order_by("-edition").first()


def newest_findings(case: Case) -> list[Finding]:
    """What the newest locked assessment of the law found."""
    locked = newest(case, "law")
    return list(locked.findings.order_by("id")) if locked else []
