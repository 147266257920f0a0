"""A forgotten case: nothing in clear, no key, no way back, and a log that still holds."""

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.factories.answers import answer_fact
from tests.factories.cases import attached, draft, picture, workplace
from tests.factories.casework import START, answer_everything, casework
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.audit.events import events_of
from vaern.audit.verify import verify_all
from vaern.cases import readers, states
from vaern.cases.enums import CaseState
from vaern.cases.models import Case
from vaern.cli.main import main
from vaern.errors import IntegrityBroken, NotNow
from vaern.evidence.models import Item
from vaern.people.models import Notice
from vaern.people.notices import notify
from vaern.process import assess, decide, forget, plan_start
from vaern.process import report as process
from vaern.rulebook.shapes import Situation, Value
from vaern.vault import keys, storage, text
from vaern.vault.models import Forgotten

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Any, settings: Any) -> None:
    """A vault and a ledger of the test's own."""
    settings.VAULT_FOLDER, settings.FORGOTTEN_LEDGER_FILE = tmp_path / "vault", tmp_path / "forgotten.ledger"


SETTLED = {
    "retention_period_over": Value.YES,
    "case_held_back": Value.NO,
    "archive_delivered": Value.YES,
    "discard_is_of_documents": Value.NO,
    "record_filed": Value.YES,
    "affected_told_of_forgetting": Value.YES,
    "forgetting_approved": Value.YES,
}


def settled(**otherwise: Value) -> Situation:
    """Everything that must be so before a case is forgotten, but for what is said otherwise."""
    return Situation(clock.today(), {**SETTLED, **otherwise})


def closed() -> tuple[Any, Case]:
    """A worked case that is closed."""
    cast = casework()
    answer_everything(cast)
    plan_start.start_plan_for(cast.case, cast.as_("leader"))
    assess.lock(cast.case, "environment", by=cast.as_("leader"))
    notify(cast.leader, "task_due", cast.case.tasks.all()[0].id)
    notify(cast.leader, "case_new", cast.case.id)
    states.close(case=cast.case, by=SYSTEM)
    return cast, cast.case


def closed_with_file() -> tuple[Case, Item]:
    """A closed case in which a picture was told with."""
    place = workplace()
    report = draft(place.maja)
    attached(report, place.maja, picture())
    process.send_report(report, by=place.maja)
    case = Case.objects.get(pk=report.case_id)
    states.close(case=case, by=SYSTEM)
    return case, Item.objects.get(case=case)


def rows_in_clear(case: Case) -> dict[str, int]:
    """How many rows of each table lead to the case, by any foreign key, but for what is kept."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is Case and model not in forget.KEPT:
                count = model._base_manager.filter(**{field.name: case}).count()
                found[f"{model._meta.label}.{field.name}"] = count
    return {name: count for name, count in found.items() if count}


def test_nothing_in_clear_is_left_of_a_forgotten_case():
    cast, case = closed()
    assert rows_in_clear(case) != {}
    forget.forget_case(case, by=cast.as_("leader"), situation=settled())
    assert rows_in_clear(case) == {}
    assert Case.objects.get(pk=case.pk).state == CaseState.FORGOTTEN
    assert Notice.objects.count() == 0


def test_every_table_of_a_case_is_cleared_or_kept_on_purpose():
    known = {model for model, _way in forget.tables_of_a_case()} | set(forget.KEPT) | {Case}
    linked = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model in known and model not in known
    }
    assert linked == set()


def test_keys_are_destroyed_and_the_ledger_says_from_when_no_copy_can_be_read():
    cast, case = closed()
    sender = case.parties.get(person=None)
    scopes = forget.scopes_of(case)
    entries = forget.forget_case(case, by=cast.as_("leader"), situation=settled())
    last = clock.today() + timedelta(days=settings.BACKUP_DAYS)
    assert {(entry.scope, entry.unreadable_from) for entry in entries} == {(scope, last) for scope in scopes}
    with pytest.raises(IntegrityBroken):
        keys.find(case.vault_scope)
    with pytest.raises(IntegrityBroken):
        text.read(sender, "identity")


def test_files_are_taken_away_and_the_shell_points_to_nobody():
    case, item = closed_with_file()
    assert storage.place_of(item.blob_id).exists()
    forget.forget_case(case, by=SYSTEM, situation=settled())
    item.refresh_from_db()
    assert (item.received_from, item.report, item.incident) == (None, None, None)
    assert not storage.place_of(item.blob_id).exists()
    assert item.custody.count() > 0


def test_the_log_still_holds_and_names_nobody():
    cast, case = closed()
    people = {str(person.id) for person in (cast.leader, cast.jurist, cast.employee)}
    forget.forget_case(case, by=cast.as_("leader"), situation=settled())
    found = list(events_of("case", case.id))
    assert [event.name for event in found][-1] == "case.forgotten"
    assert [event.id for event in found if event.actor_id in people or any(one in event.data for one in people)] == []
    assert verify_all().holds
    with pytest.raises(IntegrityBroken):
        readers.names_behind(case.id, {event.actor_id for event in found})


def test_a_reader_id_tells_who_it_was_only_with_the_cases_key():
    cast, case = closed()
    other = Case(id=uuid.uuid4())
    keys.make(other.vault_scope)
    own = str(readers.readers_of(case.id).of(cast.leader.id))
    assert readers.names_behind(case.id, {own, ""}) == {own: cast.leader.name}
    assert readers.names_behind(other.id, {own}) == {}
    assert own != str(cast.leader.id)


def test_open_case_is_not_forgotten():
    cast = casework()
    with pytest.raises(NotNow, match="Sagen er ikke lukket"):
        forget.forget_case(cast.case, by=cast.as_("leader"), situation=settled())
    assert keys.find(cast.case.vault_scope)


ASKED_INSTEAD = {
    "archive_delivered": "discard_authority_named",
    "discard_is_of_documents": "council_approved_discarding",
}


@pytest.mark.parametrize("fact", list(SETTLED))
def test_case_is_not_forgotten_before_every_condition_is_met(fact):
    cast, case = closed()
    other = {Value.YES: Value.NO, Value.NO: Value.YES}[SETTLED[fact]]
    for answer in (Value.UNKNOWN, other):
        with pytest.raises(NotNow, match=ASKED_INSTEAD.get(fact, fact)):
            forget.forget_case(case, by=cast.as_("leader"), situation=settled(**{fact: answer}))
    assert Case.objects.get(pk=case.pk).state == CaseState.CLOSED
    assert keys.find(case.vault_scope)


def test_only_a_condition_that_may_be_is_set_aside_and_the_log_says_so():
    _cast, case = closed()
    told = settled(affected_told_of_forgetting=Value.NO)
    untold = settled(affected_told_of_forgetting=Value.NO, retention_period_over=Value.NO)
    with pytest.raises(NotNow, match="retention_period_over"):
        forget.forget_case(case, by=SYSTEM, situation=untold, aside=["affected_told", "period_over"])
    forget.forget_case(case, by=SYSTEM, situation=told, aside=["affected_told"])
    *_, event = events_of("system", "system")
    stood = json.loads(event.data)["conditions"]
    assert ("affected_told.set_aside" in stood, "period_over.met" in stood) == (True, True)


def test_what_a_crash_left_is_finished_by_the_worker():
    _cast, case = closed()
    forget.clear_rows(case)
    assert keys.find(case.vault_scope)
    assert forget.finish_forgetting() == 1
    assert Forgotten.objects.filter(scope_id=case.id, kind="case").count() == 1
    assert forget.finish_forgetting() == 0


def test_rows_that_a_restore_brought_back_are_cleared_again():
    _cast, case = closed()
    keys.destroy(case.vault_scope)
    assert forget.forget_again([case.vault_scope]) == 1
    assert rows_in_clear(case) == {}
    assert forget.forget_again([case.vault_scope]) == 0


def test_case_that_was_still_open_in_the_backup_is_cleared_again_with_its_decisions_and_exclusions():
    with clock.travel(START):
        cast = casework()
        opinion = decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
        opinion = decide.give_legal_opinion(opinion, cast.as_("jurist"), "Det kan anmeldes.", "report")
        proposal = decide.propose_police_report(
            cast.case, cast.as_("leader"), consultation=opinion, purposes=["prosecution"], reason="Det fortsatte.",
            alternatives="Et brev.",
        )  # fmt: skip
        decide.decide_proposal(proposal, cast.as_("approver"), "rejected", "Vi taler med borgeren.")
    keys.destroy(cast.case.vault_scope)
    assert (cast.case.state, cast.case.exclusions.count() > 0, proposal.excluded.count() > 0) == ("open", True, True)
    assert forget.forget_again([cast.case.vault_scope]) == 1
    assert rows_in_clear(cast.case) == {}


def test_nobody_can_write_in_a_forgotten_case():
    cast, case = closed()
    forget.forget_case(case, by=cast.as_("leader"), situation=settled())
    with pytest.raises(NotNow):
        answer_fact(case=case, by=cast.as_("jurist"), fact="because_of_work", value="yes")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The answers as the one who keeps the system writes them."""
    path = tmp_path / "svar.json"
    path.write_text(json.dumps({"answers": SETTLED}), encoding="utf-8")
    return path


def test_command_forgets_a_case_and_says_from_which_day_it_cannot_be_read(file, capsys):
    _cast, case = closed()
    assert main(["forget", case.number.lower(), str(file)]) == 0
    last = clock.today() + timedelta(days=settings.BACKUP_DAYS)
    said = capsys.readouterr().out
    assert (case.number in said, str(last) in said, "journal" in said) == (True, True, False)
    assert Case.objects.get(pk=case.pk).state == CaseState.FORGOTTEN


def test_command_says_what_is_missing_and_what_to_do(file, capsys):
    _cast, case = closed()
    untold = {**SETTLED, "affected_told_of_forgetting": "no"}
    file.write_text(json.dumps({"answers": untold}), encoding="utf-8")
    assert main(["forget", case.number, str(file)]) == 3
    said = capsys.readouterr().err
    assert ("Den ramte ved det" in said, "Skriv til den ramte" in said) == (True, True)
    assert main(["forget", case.number, str(file), "--set-aside", "affected_told"]) == 0
    assert "Skriv i journalen" in capsys.readouterr().out


def test_command_refuses_a_number_that_no_case_has(file, capsys):
    assert main(["forget", "V-2026-0000", str(file)]) == 3
    assert "Der er ingen sag med det nummer" in capsys.readouterr().err
