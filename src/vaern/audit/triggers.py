"""The database's own refusal to change or remove what may only be added to.

A trigger outlives a mistake in our code and a hand at the database's prompt. SQLite drops the triggers of a table that
a migration makes anew, so the command `migrate` puts all of them back, and a system check looks for missing ones.
The tables are named as text: the log stands below the rooms whose tables it guards.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = (
    "audit_event",
    "audit_anchor",
    "audit_anchorleaf",
    "audit_anchortoken",
    "evidence_custodyentry",
    "evidence_itemtoken",
    "vault_forgotten",
)
NEVER_CHANGED = ("decisions_approval", "decisions_excludedperson")
NOT_BY_THE_EXCLUDED = "decisions_approval"

# SQLite joins the words at parse time only when they are one literal, so each message is written whole.
# Written down with the proposal; who proposed it; excluded from the case since; and the one it happened to.
EXCLUDED_HOLDS = (
    "EXISTS (SELECT 1 FROM decisions_excludedperson x"
    " WHERE x.proposal_id = NEW.proposal_id AND x.person_id = NEW.decided_by_id)"
    " OR EXISTS (SELECT 1 FROM decisions_proposal p"
    " WHERE p.id = NEW.proposal_id AND (p.proposed_by_id = NEW.decided_by_id"
    " OR EXISTS (SELECT 1 FROM cases_exclusion e"
    " WHERE e.case_id = p.case_id AND e.person_id = NEW.decided_by_id AND e.until IS NULL)"
    " OR EXISTS (SELECT 1 FROM cases_party a"
    " WHERE a.case_id = p.case_id AND a.person_id = NEW.decided_by_id AND a.kind = 'affected_employee')))"
)
EXCLUDED_SAYS = "a person who is excluded from this proposal may not decide it"
# Forgetting takes them away with a case that is closed. While it is open they stand.
OPEN_HOLDS = (
    "EXISTS (SELECT 1 FROM decisions_proposal p JOIN cases_case c ON c.id = p.case_id"
    " WHERE p.id = OLD.proposal_id AND c.state = 'open')"
)
OPEN_SAYS = "what was decided in a case that is open is not removed"

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {holds} THEN
    RAISE EXCEPTION {says} USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {row};
END $$;
"""
POSTGRES_FUNCTIONS = "".join(
    POSTGRES_FUNCTION.format(name=name, holds=holds, says=says, row=row)
    for name, holds, says, row in (
        ("vaern_append_only", "TRUE", "'% may only be added to', TG_TABLE_NAME", "NULL"),
        ("vaern_not_by_the_excluded", EXCLUDED_HOLDS, f"'{EXCLUDED_SAYS}'", "NEW"),
        ("vaern_not_while_open", OPEN_HOLDS, f"'{OPEN_SAYS}'", "OLD"),
    )
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger of one table: its name, and the statement that makes it."""

    name: str
    table: str
    create: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one kind of database needs: its functions, its triggers, how to drop one, and where to see them."""

    functions: str
    make: Callable[[BaseDatabaseWrapper, str], Iterator[Trigger]]
    drop: str
    present: str


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place that this database should have; safe to repeat."""
    dialect = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(dialect.functions)
        for trigger in list(_expected(connection)):
            cursor.execute(dialect.drop.format(name=trigger.name, table=trigger.table))
            cursor.execute(trigger.create)


def install_all() -> None:
    """The same for every database of the installation."""
    for alias in connections:
        install(connections[alias])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: only for tests that empty their database."""
    drop = DIALECTS[connection.vendor].drop
    with connection.cursor() as cursor:
        for trigger in list(_expected(connection)):
            cursor.execute(drop.format(name=trigger.name, table=trigger.table))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should be there and are not, or that were switched off; tables not yet made do not count."""
    with connection.cursor() as cursor:
        cursor.execute(DIALECTS[connection.vendor].present)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(trigger.name for trigger in _expected(connection) if trigger.name not in present)


def _expected(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    tables = set(connection.introspection.table_names())
    for table in (*APPEND_ONLY, *NEVER_CHANGED):
        if table in tables:
            yield from DIALECTS[connection.vendor].make(connection, table)


def _postgres(_connection: BaseDatabaseWrapper, table: str) -> Iterator[Trigger]:
    acts = "UPDATE OR DELETE" if table in APPEND_ONLY else "UPDATE"
    yield _postgres_one(table, "kept", f"{acts} ON {table} FOR EACH ROW", "vaern_append_only")
    if table in APPEND_ONLY:
        yield _postgres_one(table, "not_emptied", f"TRUNCATE ON {table} FOR EACH STATEMENT", "vaern_append_only")
    if table in NEVER_CHANGED:
        yield _postgres_one(table, "not_while_open", f"DELETE ON {table} FOR EACH ROW", "vaern_not_while_open")
    if table == NOT_BY_THE_EXCLUDED:
        yield _postgres_one(
            table, "not_by_the_excluded", f"INSERT ON {table} FOR EACH ROW", "vaern_not_by_the_excluded"
        )


def _postgres_one(table: str, name: str, when: str, function: str) -> Trigger:
    create = f"CREATE TRIGGER {table}_{name} BEFORE {when} EXECUTE FUNCTION {function}()"
    return Trigger(f"{table}_{name}", table, create)


def _sqlite(connection: BaseDatabaseWrapper, table: str) -> Iterator[Trigger]:
    says = f"{table} may only be added to"
    yield _sqlite_one(table, "kept_from_update", "UPDATE", "1", says)
    if table in APPEND_ONLY:
        yield _sqlite_one(table, "kept_from_delete", "DELETE", "1", says)
    if table in NEVER_CHANGED:
        yield _sqlite_one(table, "not_while_open", "DELETE", OPEN_HOLDS, OPEN_SAYS)
    # INSERT OR REPLACE removes the row that stands in the way without firing the trigger on DELETE.
    yield _sqlite_one(table, "kept_from_replace", "INSERT", _stands_in_the_way(connection, table), says)
    if table == NOT_BY_THE_EXCLUDED:
        yield _sqlite_one(table, "not_by_the_excluded", "INSERT", EXCLUDED_HOLDS, EXCLUDED_SAYS)


def _sqlite_one(table: str, name: str, act: str, when: str, says: str) -> Trigger:
    create = (
        f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} FOR EACH ROW WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )
    return Trigger(f"{table}_{name}", table, create)


def _stands_in_the_way(connection: BaseDatabaseWrapper, table: str) -> str:
    """True when a row with one of the new row's unique keys is there already."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    keys = [made["columns"] for made in constraints.values() if made["unique"] or made["primary_key"]]
    matches = (" AND ".join(f'old."{column}" = NEW."{column}"' for column in columns) for columns in sorted(keys))
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} old WHERE {match})" for match in matches)  # noqa: S608 - our own names


DIALECTS = {
    "sqlite": Dialect(
        functions="SELECT 1",
        make=_sqlite,
        drop="DROP TRIGGER IF EXISTS {name}",
        present="SELECT name FROM sqlite_master WHERE type = 'trigger'",
    ),
    "postgresql": Dialect(
        functions=POSTGRES_FUNCTIONS,
        make=_postgres,
        drop="DROP TRIGGER IF EXISTS {name} ON {table}",
        present="SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    ),
}
