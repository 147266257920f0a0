"""One answer to one fact, as a test gives it."""

from vaern.audit.actors import Actor
from vaern.cases import actions
from vaern.cases.models import Answer, Case, Incident


def answer_fact(
    *, case: Case, by: Actor, fact: str, value: str, incident: Incident | None = None, reason: str = ""
) -> Answer:
    """As `cases.actions.answer_facts`."""
    return actions.answer_facts(case=case, by=by, said=[actions.Said(fact, value, reason)], incident=incident)[0]
