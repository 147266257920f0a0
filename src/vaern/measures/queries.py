"""What was done towards the police."""

from vaern.cases.models import Case
from vaern.measures.enums import OUTCOMES
from vaern.measures.models import PoliceFollowUp, PoliceReport


def police_report_of(case: Case) -> PoliceReport | None:
    """The newest report that was made."""
    return case.police_reports.order_by("-reported_at").first()


def police_outcome(case: Case) -> PoliceFollowUp | None:
    """The newest final answer."""
    return (
        PoliceFollowUp.objects.filter(report__case=case, status_code__in=[one.value for one in OUTCOMES])
        .order_by("-asked_at")
        .first()
    )


def latest_follow_up(report: PoliceReport) -> PoliceFollowUp | None:
    """When they last said that it was still under way; None where they have not been asked."""
    final = [one.value for one in OUTCOMES]
    return report.follow_ups.exclude(status_code__in=final).defer("note").order_by("-asked_at").first()
