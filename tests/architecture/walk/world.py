"""Two open cases at two workplaces, two drafts, and one person for each way of standing to them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.architecture.walk.evidence import hang_on_evidence, look_first
from tests.factories.answers import answer_fact
from tests.factories.people import Cast, make_account, make_cast, make_person, make_role
from vaern import clock
from vaern.assessments.actions import lock_assessment
from vaern.audit.actors import Actor
from vaern.care import actions as care
from vaern.care.models import Talk
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole, ExclusionGround, ExclusionKind, SenderKind, WhoIsHit
from vaern.cases.models import Case, Participation, Report
from vaern.cases.senders import Sender
from vaern.decisions import actions as decisions
from vaern.decisions.enums import DecisionKind, Moment, Outcome
from vaern.decisions.models import Proposal
from vaern.demo.pictures import screenshot
from vaern.injury import actions as injury
from vaern.letters import actions as letters
from vaern.measures import actions as measures
from vaern.measures.enums import PoliceStatus
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.queries import viewer_of
from vaern.process import report as reporting
from vaern.process.situation import book
from vaern.vault.blobs import Sealer

R = CaseRole
# Who stands how to the two cases, by the words of the brief. What each may see is worked out from the case roles alone.
EXPECTED: dict[str, dict[str, frozenset[CaseRole]]] = {
    "anonymous": {},
    "asta": {},  # uninvolved, at the same workplace
    "bodil": {},  # leader of a unit without cases
    "rikke": {"B": frozenset({R.CASE_OWNER})},  # leader of another unit, with a case of her own
    "lone": {"A": frozenset({R.AMR})},
    "ole": {"A": frozenset({R.TR})},
    "carla": {},  # jurist, not in any case
    "farid": {"A": frozenset({R.JURIST})},
    "sofie": {"A": frozenset({R.HR})},
    "birthe": {"A": frozenset({R.APPROVER})},
    "maja": {"A": frozenset({R.AFFECTED_EMPLOYEE})},
    "henrik": {"A": frozenset({R.CASE_OWNER})},
    "signe": {"B": frozenset({R.REPORTER})},  # on behalf of a colleague
    "pernille": {},  # has a draft that she has not sent
    "tove": {},  # system owner
    "nanna": {},  # oversight
    "jens": {},  # DPO
    "grethe": {},  # work-environment team
    "anders": {},  # director of the whole
    "kirstine": {},  # leader above, cannot see case A, although she was let in as a leader
    "mikkel": {},  # took part until today
}


@dataclass(eq=False)
class World:
    """The cast, the two cases, the drafts, and every file and sealed row."""

    cast: Cast
    people: dict[str, Person]
    cases: dict[str, Case] = field(default_factory=dict)
    drafts: dict[str, Report] = field(default_factory=dict)


def seat_people() -> World:
    """Everyone with an account, before anything has happened."""
    cast = make_cast()
    people = cast.people()
    people["asta"] = make_person("Asta Uindviet", cast.workplace)
    people["bodil"] = make_person("Bodil Udenfor", cast.department)
    people["carla"] = make_person("Carla Jurist", cast.root)
    people["rikke"] = make_person("Rikke Kanarieleder", cast.other_workplace)
    people["signe"] = make_person("Signe Kanarievidne", cast.other_workplace)
    make_role(people["carla"], OrgRole.JURIST, cast.root)
    make_role(people["rikke"], OrgRole.LEADER, cast.other_workplace)
    for person in people.values():
        make_account(person)
    return World(cast, people)


def fill(world: World) -> World:
    """Everything happens."""
    world.cases["A"] = file_report(world, "maja", recipients=["leader", "amr", "tr"], contact_wish="call")
    colleague = {"who_is_hit": WhoIsHit.COLLEAGUE, "colleague": "En kollega"}
    world.cases["B"] = file_report(world, "signe", recipients=["leader"], **colleague)
    world.drafts["D"] = draft(world, "pernille")
    world.drafts["M"] = draft(world, "maja", world.cases["A"])
    people = world.people
    for name, role in (("farid", R.JURIST), ("sofie", R.HR), ("birthe", R.APPROVER)):
        let_in(world, people[name], role)
    cases.end_participation(participation=let_in(world, people["mikkel"], R.LEADER), by=owner(world), reason_code="x")
    let_in(world, people["kirstine"], R.LEADER)
    shut_out = {"kind": ExclusionKind.CANNOT_SEE, "ground": ExclusionGround.CLOSE_TO_PARTY}
    cases.exclude(case=world.cases["A"], by=owner(world), person=people["kirstine"], **shut_out)
    for letter in ("A", "B"):
        fill_case(world, world.cases[letter], owner(world, letter))
        hang_on_evidence(world.cases[letter], owner(world, letter))
    look_first(world.cases["A"], owner(world), people["farid"])
    decide(world)
    return world


def owner(world: World, letter: str = "A") -> Actor:
    """The case owner as an actor."""
    return Actor(world.people["henrik" if letter == "A" else "rikke"].id, "case_owner")


def acting(world: World, name: str, role: str) -> Actor:
    """One of the people as an actor."""
    return Actor(world.people[name].id, role)


def let_in(world: World, person: Person, role: CaseRole) -> Participation:
    """One more takes part in case A."""
    return cases.add_participant(
        case=world.cases["A"], by=owner(world), person=person, role=role, reason_code="asked", reason="Grund"
    )


def draft(world: World, name: str, case: Case | None = None, **fields: object) -> Report:
    """What one of them has begun to tell, with a picture and a file."""
    viewer = viewer_of(world.people[name])
    begun = reporting.start_draft(by=viewer, case=case)
    texts = dict.fromkeys(("words", "links", "who_knows"), "Noget")
    when = {"day_typed": "i går", "clock_typed": "21.40", "when_words": "i går aftes"}
    typed = {**texts, **when, "media": ["private_message"], "types": ["following_observing"], **fields}
    saved = reporting.save_draft(begun, by=viewer, revision=begun.revision, fields=typed).report
    for file in ("billede.png", "note.txt"):
        sealer = Sealer(saved.case.vault_scope)
        sealer.write(file_bytes(saved, file))
        reporting.attach(saved, by=viewer, sealer=sealer, name=file)
    return saved


def file_bytes(report: Report, name: str) -> bytes:
    """Bytes that hold a canary of their own: a picture with words after its end, and a text."""
    body = screenshot("Ny besked", ["»Vi ses«"]) if name.endswith(".png") else b"Udskrift. "
    return body + file_canary(report).encode()


def file_canary(report: Report) -> str:
    """The word in the bytes of a report's files."""
    return f"kanariefil{report.id.hex}"


def file_report(world: World, name: str, **fields: object) -> Case:
    """A report from draft to receipt."""
    viewer = viewer_of(world.people[name])
    return reporting.send_report(draft(world, name, **fields), by=viewer).case


def fill_case(world: World, case: Case, by: Actor) -> None:
    """Answers, sender, complaint, talks and a letter."""
    incident = case.incidents.get()
    sender = cases.add_sender(
        case=case, by=by, sender=Sender(SenderKind.CITIZEN, identity="Navn", address="Adresse", how_known="Profilen")
    )
    kind, ground = ExclusionKind.CANNOT_DECIDE, ExclusionGround.DECLARED
    excluded = cases.exclude(case=case, by=by, person=world.people["ole"], kind=kind, ground=ground)
    cases.lift_exclusion(exclusion=excluded, by=by, reason=f"Kanarie{excluded.id.hex}")
    answer_fact(case=case, by=by, fact="aimed_at_employee", value="yes", reason="Hun er nævnt", incident=incident)
    cases.give_norm_reason(case=case, by=by, norm="violates_peace", value="yes", reason="Flere gange")
    cases.record_complaint(case=case, by=by, made_on=clock.today() - timedelta(days=9))
    care.disclose(case=case, by=by, told_to="Politiet", what="At der er en sag", why="Råd")
    for talk in Talk.objects.filter(case=case, held_at=None):
        care.hold_talk(talk=talk, by=by, note_text="Sov dårligt")
    kind, file = letter_content()
    letters.draft_letter(case=case, by=by, recipient=sender, kind=kind, content=file, values={"x": "y"}, body="Kære")
    letters.postpone_telling_sender(case=case, by=by, until=date(2027, 1, 1), reason="Bevis kan forsvinde")
    injury.record_injury_notice(case=case, by=by, notified=False, ground="other", reason="Ingen skade endnu")
    injury.record_first_absence(case=case, by=by, day=clock.today())
    lock_assessment(case=case, by=by, kind="environment", outcome="", receipt={"files": {}})


def letter_content() -> tuple[str, tuple[str, str]]:
    """A letter of the real content: its kind, file and hash."""
    kind = "vejledning_til_borger"
    name = next(name for name in book().files if name.startswith(f"letters/{kind}"))
    return kind, (name, book().files[name].sha256)


def decide(world: World) -> None:
    """The way to the police in case A, and what came of it."""
    case, jurist = world.cases["A"], acting(world, "farid", "jurist")
    care.give_accept(case=case, by=acting(world, "maja", "affected_employee"), subject="police_report", value="yes")
    asked = decisions.ask_jurist(case=case, by=owner(world), question="Kan vi?", jurist=world.people["farid"])
    decisions.answer_consultation(consultation=asked, by=jurist, answer="Ja, fordi", recommends="")
    measures.record_police_contact(
        case=case, by=owner(world), contacted_at=clock.now(), station="Lindsø", said="Skriv alt ned"
    )
    proposal = decisions.propose(
        case=case, by=owner(world), consultation=asked, purposes=["prosecution"], items=[], reason="Det skal høre op",
        alternatives="Et brev er prøvet", basis={},
    )  # fmt: skip
    assert proposal.kind == DecisionKind.POLICE_REPORT
    decisions.set_aside(
        case=case, by=owner(world), gate="police_report", condition="warned_first", state="unmet", rests_on="0" * 64,
        reason="Alvorligt",
    )  # fmt: skip
    decisions.keep_gate_check(
        case=case, gate="police_report", moment=Moment.PROPOSAL, states={}, open_to_act=True, receipt="{}"
    )
    approve(world, proposal)


def approve(world: World, proposal: Proposal) -> None:
    """Another person decides, it is reported, the police answer, the employee is told."""
    case, by = proposal.case, owner(world)
    outcome, approver = Outcome.APPROVED, acting(world, "birthe", "approver")
    decisions.decide(proposal=proposal, by=approver, outcome=outcome, reason="kanarieenigx", basis={})
    sealer = Sealer(case.vault_scope)
    sealer.write(b"%PDF-1.7 KANARIE politianmeldelse")
    reported = measures.mark_reported(
        proposal=proposal, by=by, journal_number="0700-KANARIE-1", text="Vi anmelder", pdf=sealer.finish()
    )
    measures.record_follow_up(report=reported, by=by, status=PoliceStatus.WAITING, note_text="Ingen nyt")
    measures.record_outcome_told(case=case, by=by, person=world.people["maja"], words="Vi ringer igen")
