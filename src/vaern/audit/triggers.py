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
ENDED_ONCE = ("cases_exclusion",)
GUARDED = (*APPEND_ONLY, *NEVER_CHANGED, *ENDED_ONCE)
NOT_BY_THE_EXCLUDED = "decisions_approval"
# Of the unique keys of a table, those that count among the rows of which this is so; its primary key counts always.
UNIQUE_WHILE = {"cases_exclusion": "until IS NULL"}

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
# Forgetting takes them away, after it has written that the case is forgotten. A closed one may be opened again.
DECISION_STAYS = (
    "EXISTS (SELECT 1 FROM decisions_proposal p JOIN cases_case c ON c.id = p.case_id"
    " WHERE p.id = OLD.proposal_id AND c.state <> 'forgotten')"
)
EXCLUSION_STAYS = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = OLD.case_id AND c.state <> 'forgotten')"
STAYS_SAYS = "what was decided in a case, and who was kept from it, stays until the case is forgotten"
# The end and its reason are written once; whom it is about, from what, why and since when, never anew.
ENDED_HOLDS = (
    "OLD.until IS NOT NULL OR NEW.until IS NULL"
    " OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.person_id <> OLD.person_id"
    " OR NEW.kind <> OLD.kind OR NEW.ground <> OLD.ground OR NEW.since <> OLD.since"
    " OR COALESCE(CAST(NEW.added_by_id AS TEXT), '') <> COALESCE(CAST(OLD.added_by_id AS TEXT), '')"
)
ENDED_SAYS = "an exclusion is ended once, and otherwise never changed"

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
        ("vaern_decision_stays", DECISION_STAYS, f"'{STAYS_SAYS}'", "OLD"),
        ("vaern_exclusion_stays", EXCLUSION_STAYS, f"'{STAYS_SAYS}'", "OLD"),
        ("vaern_ended_once", ENDED_HOLDS, f"'{ENDED_SAYS}'", "NEW"),
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
    for table in GUARDED:
        if table in tables:
            yield from DIALECTS[connection.vendor].make(connection, table)


def _postgres(_connection: BaseDatabaseWrapper, table: str) -> Iterator[Trigger]:
    acts = "UPDATE OR DELETE" if table in APPEND_ONLY else "UPDATE"
    update = "vaern_ended_once" if table in ENDED_ONCE else "vaern_append_only"
    yield _postgres_one(table, "kept", f"{acts} ON {table} FOR EACH ROW", update)
    yield _postgres_one(table, "not_emptied", f"TRUNCATE ON {table} FOR EACH STATEMENT", "vaern_append_only")
    if table not in APPEND_ONLY:
        stays = "vaern_exclusion_stays" if table in ENDED_ONCE else "vaern_decision_stays"
        yield _postgres_one(table, "stays", f"DELETE ON {table} FOR EACH ROW", stays)
    if table == NOT_BY_THE_EXCLUDED:
        yield _postgres_one(
            table, "not_by_the_excluded", f"INSERT ON {table} FOR EACH ROW", "vaern_not_by_the_excluded"
        )


def _postgres_one(table: str, name: str, when: str, function: str) -> Trigger:
    create = f"CREATE TRIGGER {table}_{name} BEFORE {when} EXECUTE FUNCTION {function}()"
    return Trigger(f"{table}_{name}", table, create)


def _sqlite(connection: BaseDatabaseWrapper, table: str) -> Iterator[Trigger]:
    says = f"{table} may only be added to"
    changed = (ENDED_HOLDS, ENDED_SAYS) if table in ENDED_ONCE else ("1", says)
    yield _sqlite_one(table, "kept_from_update", "UPDATE", *changed)
    if table in APPEND_ONLY:
        yield _sqlite_one(table, "kept_from_delete", "DELETE", "1", says)
    else:
        stays = EXCLUSION_STAYS if table in ENDED_ONCE else DECISION_STAYS
        yield _sqlite_one(table, "stays", "DELETE", stays, STAYS_SAYS)
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
    keys = sorted(
        (made["columns"], table in UNIQUE_WHILE and not made["primary_key"])
        for made in constraints.values()
        if made["unique"] or made["primary_key"]
    )
    matches = (
        " AND ".join(
            [f'old."{column}" = NEW."{column}"' for column in columns]
            + [f"{row}.{UNIQUE_WHILE[table]}" for row in ("old", "NEW") if some]
        )
        for columns, some in keys
    )
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
