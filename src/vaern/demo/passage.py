"""Takes any reported case some way on: talked, assessed, decided, closed. Used for the many cases of the town."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntEnum
from operator import itemgetter

from vaern import clock
from vaern.audit.actors import Actor
from vaern.care import actions as care
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case
from vaern.cases.queries import affected_employees, person_in_role
from vaern.cases.writing import writing
from vaern.demo.happenings import Happening
from vaern.demo.letter_case import NO_INJURY
from vaern.people.models import Person
from vaern.plans import actions as plans
from vaern.plans.queries import open_tasks
from vaern.process import assess, close_case, decide, follow_up, questions
from vaern.process.opening import open_case
from vaern.process.plan_start import recalculate
from vaern.process.situation import book
from vaern.rulebook.logic import fact_ids

LEADER_FACTS = ("contact_person_named", "help_offered", "employee_public_service", "experienced_as_violating")
NOT_SO = (
    "sender_named",
    "sender_is_colleague",
    "danger_now",
    "several_employees_hit",
    "earlier_violence_known",
    "other_explanation_possible",
)
NO_REPORT = "Svarene peger ikke klart på en bestemmelse. Vi taler med borgeren og følger op med medarbejderen."
LEFT_OPEN, BEFORE_TIME = timedelta(days=1), timedelta(hours=9)
PREVENTED = "Drøftet i arbejdsmiljøgruppen. Vi har aftalt, hvem der tager telefonen, når det spidser til."


class Stage(IntEnum):
    """How far a case has come."""

    TOLD = 0
    TALKED = 1
    ASSESSED = 2
    ASKED = 3
    PROPOSED = 4
    DECIDED = 5
    CLOSED = 6


class Passage:
    """One case on its way; each step some days after the one before, never later than `until`."""

    def __init__(self, case: Case, happening: Happening, jurist: Person, approver: Person, until: datetime) -> None:
        self.case, self.happening, self.until = case, happening, until
        self.at = case.opened_at or clock.now()
        owner = person_in_role(case, CaseRole.CASE_OWNER)
        self.leader = Actor(owner.id if owner else None, CaseRole.CASE_OWNER.value)
        self.jurist, self.approver = jurist, approver

    def go(self, stage: Stage) -> None:
        """As far as the stage, if there is time before `until`."""
        steps: list[tuple[Stage, float, Callable[[], None]]] = [
            (Stage.TALKED, 0.1, self.talked),
            (Stage.ASSESSED, 6, self.assessed),
            (Stage.ASKED, 3, self.asked),
            (Stage.PROPOSED, 4, self.proposed),
            (Stage.DECIDED, 2, self.decided),
            (Stage.CLOSED, 35, self.closed),
        ]
        for reached, days, step in steps:
            later = self.at + timedelta(days=days)
            if stage < reached or later >= self.until:
                break
            self._keep_up(later)
            self.at = later
            with clock.travel(self.at):
                step()
        if self._keep_up(self.until - LEFT_OPEN):
            recalculate(self.case, self.leader, cause="task_done")

    def _keep_up(self, to: datetime) -> bool:
        """What falls due on the way is done in time, if anything. Only the last days may leave something over."""
        waiting = [(task.due_at, task) for task in open_tasks(self.case) if task.due_at is not None]
        due = sorted(((at, task) for at, task in waiting if at < to), key=itemgetter(0))
        with writing(self.case):
            for at, task in due:
                with clock.travel(max(self.at, at - BEFORE_TIME)):
                    plans.finish_task(task=task, by=self.leader, words="Gjort.")
        return bool(due)

    def talked(self) -> None:
        """The first talk is held."""
        open_case(self.case, self.leader)
        talk = self.case.talks.filter(kind="first").first()
        if talk is not None:
            care.hold_talk(talk=talk, by=self.leader, note_text="Talt sammen. Aftalt, hvem der ringer i morgen.")
        for task in open_tasks(self.case).filter(step__in=("make_safe_and_listen", "name_contact_person")):
            follow_up.finish_task(task, self.leader)

    def assessed(self) -> None:
        """Facts, jurist, law and working environment."""
        self._let_in(self.jurist, CaseRole.JURIST)
        own = [(fact, "yes", "") for fact in LEADER_FACTS] + [(fact, "no", "") for fact in NOT_SO]
        questions.answer_many(self.case, self.leader, own)
        incident = self.case.incidents.get(number=1)
        jurist = self._as(self.jurist, CaseRole.JURIST)
        open_case(self.case, jurist, "law")
        said = dict.fromkeys((*self.happening.answers, "because_of_work", "aimed_at_employee"))
        questions.answer_many(self.case, jurist, [(fact, "yes", "") for fact in said], incident)
        questions.answer_many(self.case, jurist, [(fact, "no", "") for fact in self._left(set(said))], incident)
        questions.answer_many(self.case, jurist, [(fact, "no", "") for fact in self._against()])
        assess.lock(self.case, "law", jurist)
        assess.lock(self.case, "environment", self.leader)

    def _left(self, said: set[str]) -> list[str]:
        """What a jurist still asks about the incident: the other facts of the provisions that something speaks for."""
        texts = [
            text for found in assess.assess_case(self.case).in_play for text in book().provisions[found.provision_id]
        ]
        asked = dict.fromkeys(
            fact for text in texts for fact in (*fact_ids(text.requires), *text.speaks_against, *text.decides_against)
        )
        mine = [book().facts[fact] for fact in asked if fact not in said]
        return [one.id for one in mine if one.scope == "incident" and not one.derived and "jurist" in one.answered_by]

    def _against(self) -> list[str]:
        """What may speak for the citizen in the case as a whole, and is not answered."""
        found = dict.fromkeys(fact for one in assess.assess_case(self.case).in_play for fact in one.unanswered_counter)
        return [fact for fact in found if book().facts[fact].scope == "case" and not book().facts[fact].derived]

    def asked(self) -> None:
        """The jurist is asked."""
        question = "Skal vi gøre mere end at tale med borgeren?"
        self.consultation = decide.ask_jurist(self.case, self.leader, question)

    def proposed(self) -> None:
        """The jurist answers, and a proposal waits for another person."""
        self._let_in(self.approver, CaseRole.APPROVER)
        jurist = self._as(self.jurist, CaseRole.JURIST)
        opinion = decide.give_legal_opinion(self.consultation, jurist, NO_REPORT, "do_not_report")
        self.proposal = decide.propose_police_report(
            self.case, self.leader, consultation=opinion, purposes=["police_view"], reason=NO_REPORT,
            alternatives="Samtale og vejledning.",
        )  # fmt: skip

    def decided(self) -> None:
        """Another person decides not to report."""
        approver = self._as(self.approver, CaseRole.APPROVER)
        open_case(self.case, approver, "decision")
        decide.decide_proposal(self.proposal, approver, "rejected", NO_REPORT)

    def closed(self) -> None:
        """Followed up, told, learned from, and closed through the gate."""
        own = [
            ("absent_next_day", "no", ""),
            ("prevention_considered", "yes", PREVENTED),
            ("within_five_days", "yes", ""),
        ]
        questions.answer_many(self.case, self.leader, own)
        affected = Actor(affected_employees(self.case)[0].id, CaseRole.AFFECTED_EMPLOYEE.value)
        questions.answer_many(self.case, affected, [("claim_likely", "no", ""), ("symptoms_need_treatment", "no", "")])
        assess.lock(self.case, "injury", self.leader)
        follow_up.record_injury_notice(
            self.case, self.leader, notified=False, ground="no_absence_no_claim", reason=NO_INJURY
        )
        follow_up.tell_employee(
            self.case, self.leader, "Vi har talt om, hvad vi gjorde, og hvorfor sagen ikke blev anmeldt."
        )
        self._finish_all()
        close_case.close(self.case, self.leader)

    def _finish_all(self) -> None:
        """What is still open in the plan was done along the way; the plan is worked out again once."""
        with writing(self.case):
            for task in list(open_tasks(self.case)):
                plans.finish_task(task=task, by=self.leader, words="Gjort undervejs.")
            recalculate(self.case, self.leader, cause="task_done")

    def _as(self, person: Person, role: CaseRole) -> Actor:
        return Actor(person.id, role.value)

    def _let_in(self, person: Person, role: CaseRole) -> None:
        cases.add_participant(
            case=self.case,
            by=self.leader,
            person=person,
            role=role,
            reason_code="asked_to_help",
            reason="Hører til sagen",
        )
