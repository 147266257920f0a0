# ruff: noqa: S608 - the statements are put together from our own table names
"""The database refuses by itself, without our code."""

import uuid
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import IntegrityError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from vaern.audit import triggers
from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.audit.management.commands import migrate
from vaern.audit.models import Event

pytestmark = pytest.mark.django_db
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="INSERT OR REPLACE is SQLite's")
ON_POSTGRES = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")
SAMPLES: dict[str, Any] = {
    "BigAutoField": 1,
    "BigIntegerField": 1,
    "PositiveIntegerField": 1,
    "BinaryField": b"x",
    "SealedTextField": b"x",
    "CharField": "x",
    "TextField": "x",
    "JSONField": {},
    "DateField": date(2026, 11, 21),
    "DateTimeField": datetime(2026, 11, 21, tzinfo=UTC),
}


def database_of(table: str) -> BaseDatabaseWrapper:
    """Where the table stands."""
    return connections["keys" if table == "vault_forgotten" else "default"]


def model_of(table: str) -> type[models.Model]:
    """The model of a table."""
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def sample_row(table: str, **values: Any) -> models.Model:
    """A row of the table that points at nothing real: the keys are checked only at the end of a transaction."""
    model = model_of(table)
    for field in model._meta.concrete_fields:
        kind = field.get_internal_type() if field.remote_field is None else "key"
        fresh = uuid.uuid4() if kind in ("key", "UUIDField", "OneToOneField") else SAMPLES[kind]
        if field.remote_field is not None and field.target_field.get_internal_type() == "BigAutoField":
            fresh = 1
        values.setdefault(field.attname, fresh)
    return model(**values)


def refused(database: BaseDatabaseWrapper, statement: str, row: models.Model) -> str:
    """What the database says to a statement after the row was added; nothing of it stays."""
    said = ""
    with transaction.atomic(using=database.alias):
        row.save(using=database.alias, force_insert=True)
        try:
            with transaction.atomic(using=database.alias), database.cursor() as cursor:
                cursor.execute(statement)
        except IntegrityError as error:
            said = str(error).splitlines()[0]
        transaction.set_rollback(True, using=database.alias)
    return said


@pytest.mark.parametrize("table", [*triggers.APPEND_ONLY, *triggers.NEVER_CHANGED])
def test_append_only_table_refuses_update(table: str) -> None:
    row = sample_row(table)
    column = row._meta.concrete_fields[-1].column
    said = refused(database_of(table), f"UPDATE {table} SET {column} = {column}", row)
    assert said == f"{table} may only be added to"


@pytest.mark.parametrize("table", triggers.APPEND_ONLY)
def test_append_only_table_refuses_delete(table: str) -> None:
    assert refused(database_of(table), f"DELETE FROM {table}", sample_row(table)) == f"{table} may only be added to"


@ON_SQLITE
@pytest.mark.parametrize("table", triggers.GUARDED)
def test_append_only_table_refuses_insert_or_replace(table: str) -> None:
    statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    assert refused(database_of(table), statement, sample_row(table)) == f"{table} may only be added to"


@ON_SQLITE
def test_event_refuses_replacement_by_its_place_in_the_stream() -> None:
    columns = [field.column for field in Event._meta.concrete_fields if field.column != "id"]
    statement = f"INSERT OR REPLACE INTO audit_event ({','.join(columns)}) SELECT {','.join(columns)} FROM audit_event"
    assert refused(connection, statement, sample_row("audit_event")) == "audit_event may only be added to"


@ON_POSTGRES
@pytest.mark.parametrize("table", triggers.GUARDED)
def test_append_only_table_refuses_truncate(table: str) -> None:
    with (
        pytest.raises(IntegrityError, match="may only be added to"),
        transaction.atomic(using=database_of(table).alias),
        database_of(table).cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


@ON_POSTGRES
def test_a_trigger_switched_off_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_kept")
    assert triggers.missing(connection) == ["audit_event_kept"]


def test_excluded_person_cannot_decide() -> None:
    person, proposal = uuid.uuid4(), uuid.uuid4()
    excluded = sample_row("decisions_excludedperson", person_id=person, proposal_id=proposal)
    approval = sample_row("decisions_approval", decided_by_id=person, proposal_id=proposal)
    with pytest.raises(IntegrityError, match=triggers.EXCLUDED_SAYS), transaction.atomic():  # noqa: PT012 - both rows, one transaction
        excluded.save(force_insert=True)
        approval.save(force_insert=True)


def test_person_excluded_from_another_proposal_can_decide() -> None:
    person = uuid.uuid4()
    with transaction.atomic():
        sample_row("decisions_excludedperson", person_id=person).save(force_insert=True)
        sample_row("decisions_approval", decided_by_id=person).save(force_insert=True)
        assert model_of("decisions_approval").objects.count() == 1
        transaction.set_rollback(True)


def test_missing_triggers_are_found_and_put_back() -> None:
    triggers.remove(connection)
    assert [name for name in triggers.missing(connection) if name.startswith("audit_anchortoken")] != []
    triggers.install_all()
    assert triggers.missing(connection) == []
    assert triggers.missing(connections["keys"]) == []


def test_triggers_survive_a_second_installation() -> None:
    triggers.install_all()
    with transaction.atomic():
        record("case.opened", stream=Stream.CASE, stream_id="a", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(name="case.closed")


@pytest.mark.django_db(transaction=True)
def test_tables_can_be_emptied_between_tests() -> None:
    with transaction.atomic():
        record("case.opened", stream=Stream.CASE, stream_id="a", by=SYSTEM)
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_triggers_are_back_after_tables_were_emptied() -> None:
    assert Event.objects.count() == 0
    assert triggers.missing(connection) == []


def test_postgresql_guards_every_way_to_change_a_row() -> None:
    make = triggers.DIALECTS["postgresql"].make
    tables = ("audit_event", "decisions_approval", "cases_exclusion")
    named = [trigger.name for table in tables for trigger in make(connection, table)]
    assert named == [
        "audit_event_kept",
        "audit_event_not_emptied",
        "decisions_approval_kept",
        "decisions_approval_not_emptied",
        "decisions_approval_stays",
        "decisions_approval_not_by_the_excluded",
        "cases_exclusion_kept",
        "cases_exclusion_not_emptied",
        "cases_exclusion_stays",
    ]


@ON_SQLITE
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["cases_exclusion", "cases_case", "decisions_proposal", "decisions_excludedperson"])
def test_migration_can_make_a_table_anew_that_a_trigger_asks_about(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def change_the_table(*_args: Any, **_options: Any) -> None:
        with connection.schema_editor() as editor:
            editor._remake_table(model_of(table))

    monkeypatch.setattr(Migrate, "handle", change_the_table)
    call_command("migrate", verbosity=0, skip_checks=False)
    assert triggers.missing(connection) == []


@pytest.mark.parametrize(("vendor", "first"), [("postgresql", []), ("sqlite", ["remove"])])
def test_triggers_are_taken_away_during_a_migration_only_where_they_stand_in_its_way(
    vendor: str, first: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = list[str]()
    monkeypatch.setattr(migrate, "connections", {"default": SimpleNamespace(vendor=vendor)})
    monkeypatch.setattr(migrate, "remove", lambda _database: done.append("remove"))
    monkeypatch.setattr(migrate, "install", lambda _database: done.append("install"))
    monkeypatch.setattr(Migrate, "handle", lambda *_args, **_options: done.append("migrate"))
    migrate.Command().handle(database="default", app_label=None)
    assert done == [*first, "migrate", "install"]


def test_migrate_puts_back_what_a_remade_table_has_lost() -> None:
    triggers.remove(connection)
    call_command("migrate", verbosity=0, skip_checks=False)
    assert triggers.missing(connection) == []
