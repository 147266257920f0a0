"""Works the case of the letter from a report on a phone to the account, through the same steps as the pages do."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.places import Place, acting_from
from vaern.care import actions as care
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole, SenderKind
from vaern.cases.models import Case, Incident
from vaern.cases.senders import Sender
from vaern.decisions.models import Consultation, Proposal
from vaern.demo import letter_case as told
from vaern.demo.filing import file_report
from vaern.letters.models import Letter
from vaern.letters.queries import values_of
from vaern.measures.models import PoliceReport
from vaern.people.models import Person
from vaern.plans.queries import open_tasks
from vaern.process import act, assess, close_case, decide, follow_up, questions
from vaern.process.opening import open_case
from vaern.process.report import Receipt
from vaern.process.situation import book

PHONE, HOURS = "12 34 56 21", "mandag til fredag kl. 9 til 12"


class Story:
    """One case as it goes on, day by day from `start`; each part is one of the numbered steps of the main job."""

    def __init__(self, people: Mapping[str, Person], start: datetime) -> None:
        self.start = start
        self.maja, self.henrik, self.farid = people["Maja Lindvig"], people["Henrik Solbjerg"], people["Farid Nassar"]
        self.birthe, self.kirstine, self.sofie = (
            people["Birthe Kramhøft"],
            people["Kirstine Brohus"],
            people["Sofie Damsbo"],
        )
        self.lone = people["Lone Egeskov"]
        self.case: Case
        self.letter: Letter
        self.proposal: Proposal
        self.report: PoliceReport

    def day(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """A time on a day of the story, on the clock in Copenhagen."""
        local = clock.local(self.start + timedelta(days=days))
        return local.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def as_(self, person: Person, role: CaseRole) -> Actor:
        """The person in a role of the case."""
        return Actor(person.id, role.value)

    @property
    def leader(self) -> Actor:
        """Henrik, who owns the case."""
        return self.as_(self.henrik, CaseRole.CASE_OWNER)

    @property
    def jurist(self) -> Actor:
        """Farid."""
        return self.as_(self.farid, CaseRole.JURIST)

    @acting_from(Place.BROWSER)
    def tell(self) -> Case:
        """The whole story."""
        for part in (self.reported, self.first_days, self.guided, self.again, self.assessed, self.decided,
                     self.reported_to_police, self.followed_up, self.closed):  # fmt: skip
            part()
        return self.case

    def reported(self) -> Receipt:
        """1, 2 and 3: Maja tells it on her phone, with a screenshot; Henrik gets it."""
        with clock.travel(self.day(0, 8, 12)):
            receipt = file_report(self.maja, told.FIRST_PICTURE, **told.FIRST_REPORT)
        self.case = receipt.case
        return receipt

    def first_days(self) -> None:
        """4 and 5: the first talk, the people who are needed, what is known."""
        with clock.travel(self.day(0, 9, 5)):
            self._look(self.leader, "status", "evidence")
            talk = self.case.talks.get(kind="first")
            care.hold_talk(
                talk=talk,
                by=self.leader,
                note_text="Vi er enige om, at jeg ringer igen om et par dage, og at en anden taler med borgeren.",
            )
            self._let_in(self.farid, CaseRole.JURIST, "Vurdering af reglerne")
            self._let_in(self.sofie, CaseRole.HR, "Arbejdsskadesporet")
            self._let_in(self.birthe, CaseRole.APPROVER, "Kan beslutte, fordi hun ikke behandler klagen")
        with clock.travel(self.day(0, 10, 20)):
            questions.record_complaint(self.case, self.leader, self.day(-3).date(), about=None,
                                       handled_by=self.kirstine)  # fmt: skip
            cases.add_sender(case=self.case, by=self.leader, sender=Sender(SenderKind.CITIZEN, identity=told.SENDER["identity"], address=told.SENDER["address"], how_known=told.SENDER["how_known"]))  # fmt: skip
            follow_up.record_police_contact(
                self.case, self.leader, contacted_at=self.day(0, 9, 25), station="vagten på 114", said=told.POLICE_SAID
            )
            care.disclose(case=self.case, by=self.leader, told_to="Borgerens nye rådgiver", why="Borgerens sag skal køre videre",
                          what="Kun, at sagen er flyttet.")  # fmt: skip
        with clock.travel(self.day(1, 10)):
            self._look(self.leader, "facts")
            self._answer_case()
            self._answer_incident(self.case.incidents.get(number=1), told.VISIT_ANSWERS)

    def guided(self) -> None:
        """7: a letter that asks and guides, approved by another, as PDF."""
        with clock.travel(self.day(2, 9)):
            letter = act.draft_letter(self.case, self.jurist, "vejledning_til_borger")
            values = values_of(letter) | told.LETTER_VALUES | {"contact_phone": PHONE, "contact_hours": HOURS}
            ticks = [point["id"] for point in act.template_of(letter.kind).checklist]
            act.save_letter(letter, self.jurist, letter.revision, values, ticks)
        with clock.travel(self.day(2, 13)):
            self._look(self.as_(self.birthe, CaseRole.APPROVER), "letters")
            letter.refresh_from_db()
            act.approve_letter(letter, self.as_(self.birthe, CaseRole.APPROVER), letter.revision, ticks)
            letter.refresh_from_db()
            act.send_letter(letter, self.jurist)
        self.letter = letter

    def again(self) -> None:
        """It happens again after the letter, and Maja adds it to her case."""
        with clock.travel(self.day(16, 8, 5)):
            receipt = file_report(self.maja, told.SECOND_PICTURE, case=self.case, **told.SECOND_REPORT)
            incident = receipt.case.incidents.order_by("-number").first()
        with clock.travel(self.day(16, 10)):
            self._answer_incident(incident, told.MESSAGE_ANSWERS)

    def assessed(self) -> None:
        """5: three assessments; the jurist gives reasons for the open norms."""
        with clock.travel(self.day(16, 11)):
            self._look(self.jurist, "status", "evidence", "law")
            for incident in self.case.incidents.all():
                for norm, (value, reason) in told.NORM_REASONS.items():
                    questions.judge_norm(self.case, self.jurist, norm, value, reason, incident)
            assess.lock(self.case, "law", self.jurist)
            assess.lock(self.case, "environment", self.leader)
        with clock.travel(self.day(16, 11, 30)):
            hr = self.as_(self.sofie, CaseRole.HR)
            self._look(hr, "injury")
            assess.lock(self.case, "injury", hr)
            follow_up.record_injury_notice(
                self.case, hr, notified=False, ground="no_absence_no_claim", reason=told.NO_INJURY
            )

    def decided(self) -> None:
        """6: the jurist's assessment, Maja's yes, the proposal, and another person's decision."""
        with clock.travel(self.day(16, 12)):
            asked = decide.ask_jurist(self.case, self.leader, told.QUESTION)
            consultation: Consultation = decide.give_legal_opinion(asked, self.jurist, told.OPINION, "report")
        with clock.travel(self.day(16, 13)):
            affected = self.as_(self.maja, CaseRole.AFFECTED_EMPLOYEE)
            care.give_accept(case=self.case, by=affected, subject="police_report", value="yes", words="")
        with clock.travel(self.day(16, 14)):
            self.proposal = decide.propose_police_report(
                self.case, self.leader, consultation=consultation, purposes=["prosecution"],
                items=self.case.items.values_list("id", flat=True), reason=told.RELEVANCE, alternatives=told.ALTERNATIVES,
            )  # fmt: skip
        with clock.travel(self.day(16, 15)):
            approver = self.as_(self.birthe, CaseRole.APPROVER)
            self._look(approver, "status", "decision")
            decide.decide_proposal(self.proposal, approver, "approved", told.DECISION_REASON)

    def reported_to_police(self) -> None:
        """6: the act; the gate is evaluated once more in its own transaction."""
        with clock.travel(self.day(16, 15, 30)):
            self.report = act.report_to_police(self.proposal, self.leader, "5100-OPDIGTET-0042")

    def followed_up(self) -> None:
        """Talks, prevention, the complaint's answer, and the police after three months."""
        with clock.travel(self.day(23, 10)):
            self._finish("talk_after_1_week", "Maja sover bedre. Hun vil gerne beholde Henrik som kontakt.")
        with clock.travel(self.day(46, 10)):
            self._finish("talk_after_6_weeks", "Det går godt. Ingen nye besøg.")
            for complaint in self.case.complaints.all():
                cases.settle_complaint(complaint=complaint, by=self.leader, settled_on=self.day(44).date())
        with clock.travel(self.day(107, 10)):
            follow_up.record_police_status(self.report, self.leader, told.POLICE_STATUS, told.POLICE_STATUS_NOTE)
            follow_up.tell_employee(self.case, self.leader, told.OUTCOME_TOLD)
            for task in open_tasks(self.case):
                follow_up.finish_task(task, self.leader, "Gjort undervejs.")

    def closed(self) -> None:
        """8: the closing gate lets it close."""
        with clock.travel(self.day(108, 10)):
            self._look(self.leader, "status")
            close_case.close(self.case, self.leader)
            self.case.refresh_from_db()

    def _look(self, who: Actor, *parts: str) -> None:
        """Nobody works on a case without opening it, and Maja can see who did."""
        for part in parts:
            open_case(self.case, who, part)

    def _let_in(self, person: Person, role: CaseRole, why: str) -> None:
        cases.add_participant(
            case=self.case, by=self.leader, person=person, role=role, reason_code="asked_to_help", reason=why
        )

    def _answer_case(self) -> None:
        self._answer([(fact, value, reason) for fact, (value, reason) in told.CASE_ANSWERS.items()], None)

    def _answer_incident(self, incident: Incident | None, answers: Mapping[str, str]) -> None:
        self._answer([(fact, value, "") for fact, value in answers.items()], incident)

    def _answer(self, answers: list[questions.Given], incident: Incident | None) -> None:
        whose: dict[Actor, list[questions.Given]] = {}
        for given in answers:
            whose.setdefault(self._answerer(given[0]), []).append(given)
        for actor, theirs in whose.items():
            questions.answer_many(self.case, actor, theirs, incident)

    def _answerer(self, fact: str) -> Actor:
        """Each question is answered by one whose it is: the leader where possible, else jurist, HR, the employee."""
        allowed = book().facts[fact].answered_by
        actors = {
            "leader": self.leader,
            "jurist": self.jurist,
            "hr": self.as_(self.sofie, CaseRole.HR),
            "affected_employee": self.as_(self.maja, CaseRole.AFFECTED_EMPLOYEE),
        }
        return next(actor for role, actor in actors.items() if role in allowed)

    def _finish(self, step: str, words: str) -> None:
        task = open_tasks(self.case).filter(step=step).first()
        if task is not None:
            follow_up.finish_task(task, self.leader, words)
