"""A case in Lindsø Kommune that casework can begin on: people in their roles, one sender, one incident."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.cases import actions as cases
from vaern.cases import states
from vaern.cases.enums import CaseRole, CaseState, Precision, SenderKind
from vaern.cases.models import Case, Incident
from vaern.cases.senders import Sender
from vaern.cases.times import When
from vaern.cases.writing import writing
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.models import Person, RoleAssignment, Unit
from vaern.vault import keys

START = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
LAW_ANSWERS = {
    "contacted_directly": "no",
    "followed_in_person": "no",
    "during_work": "no",
    "because_of_work": "yes",
    "aimed_at_employee": "yes",
    "profile_visited": "yes",
    "profile_visited_several_times": "yes",
    "profile_open_to_all": "yes",
    "after_clear_stop": "yes",
    "sender_blocked": "yes",
    "another_persons_profile_used": "yes",
    "repeated_acts": "yes",
    "many_acts": "no",
    "overwhelming_number": "no",
    "criticism_of_office": "no",
    "complaint_or_legal_request": "no",
    "told_own_circle_only": "no",
    "degrading_words": "no",
    "home_or_family_sought_out": "no",
    "employee_agreed_to_sharing": "no",
    "meant_as_figure_of_speech": "no",
    "only_lawful_steps_announced": "no",
    "threat_of_harm": "no",
    "shared_with_others": "no",
    "physical_violence": "no",
    "property_damaged": "no",
    "work_obstructed": "no",
    "because_of_testimony": "no",
    "system_disturbed": "no",
    "sexual_content": "no",
    "demand_made": "no",
    "gain_demanded": "no",
    "account_accessed": "no",
    "credentials_passed_on": "no",
    "talk_recorded_secretly": "no",
    "material_unlawfully_obtained": "no",
    "own_meeting_recorded": "no",
    "entered_without_leave": "no",
    "refused_to_leave": "no",
    "filmed_where_not_open": "no",
    "watched_by_device": "no",
    "filmed_at_work": "no",
    "profile_in_employees_name": "no",
    "acted_in_employees_name": "no",
    "picture_manipulated": "no",
    "fake_sexual_picture_made": "no",
    "posted_publicly": "no",
    "accusation_of_crime_or_dishonesty": "no",
    "camera_put_up": "no",
    "tracked_by_device": "no",
    "threat_of_violence": "no",
    "threat_of_detention": "no",
    "threat_to_accuse": "no",
    "threat_to_report_offence": "no",
}
CASE_ANSWERS = {
    "employee_public_service": "yes",
    "experienced_as_violating": "yes",
    "sender_is_colleague": "no",
    "sender_named": "yes",
    "sender_is_journalist": "no",
    "sender_under_15": "no",
    "identity_said_by_sender": "yes",
    "other_explanation_possible": "no",
    "report_needs_employees_request": "no",
    "sender_has_case_here": "yes",
    "own_errors_examined": "yes",
    "own_errors_examined_by_outsider": "yes",
    "own_errors_found": "no",
    "complaint_handled_by_other": "yes",
    "complaint_not_the_reason": "yes",
    "authority_needs_it": "yes",
    "authority_sensitive_included": "no",
    "absent_next_day": "no",
    "claim_likely": "no",
    "symptoms_need_treatment": "no",
    "within_five_days": "no",
    "prevention_considered": "yes",
}


@dataclass
class Cast:
    """The case and those who take part, each as an actor."""

    case: Case
    unit: Unit
    employee: Person
    leader: Person
    deputy: Person
    jurist: Person
    approver: Person
    other_approver: Person
    handler: Person
    incident: Incident

    def as_(self, name: str) -> Actor:
        """One of them as an actor in the role held in the case."""
        roles = {
            "employee": "affected_employee",
            "leader": "case_owner",
            "jurist": "jurist",
            "approver": "approver",
            "other_approver": "approver",
            "handler": "approver",
        }
        return Actor(getattr(self, name).id, roles[name])


def person(name: str, unit: Unit) -> Person:
    """Someone who works there."""
    return Person.objects.create(name=name, title="Medarbejder", unit=unit)


def unit() -> Unit:
    """A workplace of its own."""
    row = Unit(name="Familieafdelingen", kind=UnitKind.WORKPLACE)
    row.path = f"/{row.id}/"
    row.save()
    return row


def holds(person_: Person, role: OrgRole, unit_: Unit) -> None:
    """The person holds the role there from long ago."""
    held_by(person_, role, unit_).save()


def held_by(person_: Person, role: OrgRole, unit_: Unit) -> RoleAssignment:
    """The same, not yet stored."""
    return RoleAssignment(
        person=person_, role=role, unit=unit_, since=date(2020, 1, 1), made_at=START - timedelta(days=900)
    )


def casework() -> Cast:
    """An open case with one incident, a named sender and everybody in place. No plan yet."""
    home = unit()
    names = {
        "employee": "Maja Lindvig",
        "leader": "Henrik Solbjerg",
        "deputy": "Mikkel Lundager",
        "jurist": "Farid Nassar",
        "approver": "Birthe Kramhøft",
        "other_approver": "Anders Toftlund",
        "handler": "Kirstine Brohus",
    }
    people = {key: Person(name=name, title="Medarbejder", unit=home) for key, name in names.items()}
    Person.objects.bulk_create(people.values())
    held = (("leader", OrgRole.LEADER), ("deputy", OrgRole.DEPUTY), ("jurist", OrgRole.JURIST))
    RoleAssignment.objects.bulk_create(held_by(people[key], role, home) for key, role in held)
    case = Case(number=f"V-{uuid4().hex[:8].upper()}", unit=home, drafted_at=clock.now(), state=CaseState.DRAFT)
    keys.make(case.vault_scope)
    case.save()
    with writing(case):  # one transaction for all of it: thousands of tests begin here
        states.open_case(case=case, by=SYSTEM)
        take_part = {
            "leader": CaseRole.CASE_OWNER,
            "jurist": CaseRole.JURIST,
            "approver": CaseRole.APPROVER,
            "other_approver": CaseRole.APPROVER,
            "handler": CaseRole.APPROVER,
        }
        for key, case_role in take_part.items():
            cases.add_participant(case=case, by=SYSTEM, person=people[key], role=case_role, reason_code="test")
        cases.add_affected_employee(case=case, by=SYSTEM, person=people["employee"])
        leader = Actor(people["leader"].id, "case_owner")
        cases.add_sender(
            case=case, by=leader, sender=Sender(SenderKind.CITIZEN, identity="Rune Thybo", address="Lindsøvej 1")
        )
        happened = clock.now() - timedelta(hours=5)
        when = When(start=happened, until=happened, precision=Precision.EXACT)
        incident = cases.add_incident(case=case, by=leader, when=when, summary="Profilen blev besøgt igen.")
    return Cast(case=case, unit=home, incident=incident, **people)


def answer_everything(cast: Cast) -> None:
    """The facts of the letter's case, as leader and jurist answer them."""
    with writing(cast.case):
        by = cast.as_("jurist")
        for answers, incident in ((LAW_ANSWERS, cast.incident), (CASE_ANSWERS, None)):
            said = [cases.Said(fact, value) for fact, value in answers.items()]
            cases.answer_facts(case=cast.case, by=by, said=said, incident=incident)
        for norm in ("harasses_otherwise", "violates_peace"):
            cases.give_norm_reason(case=cast.case, by=by, norm=norm, value="yes", reason="Besøgene fortsatte.")
        cases.give_norm_reason(case=cast.case, by=by, norm="reasonable_occasion", value="no", reason="Ingen anledning.")
