"""Settings for every test: its own folder, its own keys, and the two databases side by side."""

import gc
import json
import os
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
FOLDER = tempfile.mkdtemp(prefix="vaern-test-")
os.environ["VAERN_MODE"] = "test"
os.environ["VAERN_VAR"] = FOLDER
os.environ.setdefault("VAERN_SECRET_KEY", "only-for-tests-" + "x" * 40)

import django  # noqa: E402 - the settings above must stand before Django reads them
import hypothesis  # noqa: E402 - the same
import pytest  # noqa: E402 - the same
from django.conf import settings  # noqa: E402 - the same
from django.test import TransactionTestCase, client  # noqa: E402 - the same

from tests.orders import reverse_what_has_no_order  # noqa: E402 - the same
from tests.postgres import Server  # noqa: E402 - the same

SERVERS: list[Server] = []
# A machine with much to do is slow, and no property is false for that. The examples are the same every day, so that a
# change is what turns a test red; VAERN_EXPLORE=1 looks for new ones.
hypothesis.settings.register_profile("untimed", deadline=None, derandomize="VAERN_EXPLORE" not in os.environ)
hypothesis.settings.load_profile("untimed")


def use_postgres() -> None:
    """VAERN_TEST_PG=1: run on PostgreSQL. The first process starts it, its workers find it in the environment."""
    if os.environ.get("VAERN_TEST_PG") and "VAERN_DATABASE" not in os.environ:
        SERVERS.append(Server())
        os.environ["VAERN_DATABASE"] = SERVERS[0].url("vaern")
        os.environ["VAERN_KEYS_DATABASE"] = SERVERS[0].url("vaern_keys")


def read_settings() -> None:
    """Now, after the lines above, and before any other conftest imports a model.

    The variable is not left in the environment: the worker processes of xdist would inherit it, and read the settings
    before each has a folder of its own.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "vaern.config.settings"
    django.setup()
    assert settings.MODE == "test"
    settings.PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]
    del os.environ["DJANGO_SETTINGS_MODULE"]


def measure_what_runs_here() -> None:
    """A command that a test starts is measured where the test asks for it (`installation.measured`).

    To put the probes in takes it four seconds, and nearly all it reaches is reached by tests in their own process.
    """
    if "PYTEST_XDIST_WORKER" in os.environ and "REACH" in os.environ:
        os.environ["REACH_WHERE_ASKED"] = os.environ.pop("REACH")


def pytest_unconfigure() -> None:
    """Take down the server that this process started."""
    while SERVERS:
        SERVERS.pop().stop()


def let_tests_empty_their_tables(case: Any) -> None:
    """Tests with real transactions empty every table afterwards, which the append-only triggers would refuse."""
    empty = case._fixture_teardown

    def without_triggers(self: Any) -> None:
        from django.db import connections

        from vaern.audit import triggers

        aliases = self._databases_names(include_mirrors=False)
        for alias in aliases:
            triggers.remove(connections[alias])
        empty(self)
        for alias in aliases:
            triggers.install(connections[alias])

    case._fixture_teardown = without_triggers


def keep_what_a_page_is_given_once() -> None:
    """Django's test client copies all that every part of a page is given; what the page itself is given is enough."""
    every = client.store_rendered_templates

    def first(store: dict[str, Any], *signal: Any, **more: Any) -> None:
        if "context" not in store:
            every(store, *signal, **more)

    client.store_rendered_templates = first


@pytest.fixture(scope="session", autouse=True)
def nothing_imported_is_collected(django_test_environment: None) -> None:
    """What is imported stays to the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


measure_what_runs_here()
use_postgres()
read_settings()
keep_what_a_page_is_given_once()
let_tests_empty_their_tables(TransactionTestCase)
reverse_what_has_no_order()


# These look at the whole from outside. That a line is run there says little: what the parts do is reached by the tests
# of the parts, and only those are measured.
FROM_OUTSIDE = ("architecture", "bad_input", "content", "verifier")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A part of the run that wants only these, or none of them, does not read the files of the others first."""
    asked: str = config.option.markexpr
    parts = collection_path.relative_to(HERE).parts if collection_path.is_relative_to(HERE) else ()
    if len(parts) != 1 or not collection_path.is_dir():
        return None
    outside = parts[0] in FROM_OUTSIDE
    return (outside and "not outside" in asked) or (not outside and asked.startswith("outside")) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test that uses a database uses both: content and keys. Only those are run on PostgreSQL too."""
    for item in items:
        if item.path.relative_to(HERE).parts[0] in FROM_OUTSIDE:
            item.add_marker(pytest.mark.outside)
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            item.add_marker(pytest.mark.django_db(databases=["default", "keys"], **marker.kwargs), append=False)
    if os.environ.get("VAERN_TEST_PG"):
        seen_once = [item for item in items if item.get_closest_marker("once") or not uses_a_database(item)]
        config.hook.pytest_deselected(items=seen_once)
        items[:] = [item for item in items if item not in set(seen_once)]


def uses_a_database(item: pytest.Item) -> bool:
    """By its mark, or by something that it is given."""
    given: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or bool({"db", "transactional_db"} & set(given))


def known_rows() -> dict[str, str]:
    """The rows of the mission by id."""
    return tomllib.loads((HERE / "rows.toml").read_text())


def unknown_rows(marked: list[tuple[str, str]], known: dict[str, str]) -> list[str]:
    """Tests that claim a row that does not exist, as sentences."""
    return [
        f"{test} claims the row {row!r}, which tests/rows.toml does not have"
        for test, row in marked
        if row not in known
    ]


def pytest_collection_finish(session: pytest.Session) -> None:
    """An unknown row stops the run; what is claimed can be written to a file for docs/en/rows.md."""
    marked = [(item.nodeid, row) for item in session.items for mark in item.iter_markers("row") for row in mark.args]
    faults = unknown_rows(marked, known_rows())
    if faults:
        raise pytest.UsageError("\n".join(faults))
    target = os.environ.get("VAERN_ROWS_FILE")
    if target:
        Path(target).write_text(json.dumps(marked))


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """In CI, where the sample files are, a sample test must not skip."""
    skipped = call.excinfo is not None and call.excinfo.errisinstance(pytest.skip.Exception)
    if skipped and os.environ.get("VAERN_SAMPLES_REQUIRED") and item.get_closest_marker("samples"):
        pytest.exit(f"{item.nodeid} skipped although the samples are there", returncode=1)


@pytest.fixture(scope="session", autouse=True)
def vault_keys() -> None:
    """A master key and a public escrow key of the tests' own."""
    from vaern.vault.setup import make_keys_if_missing

    make_keys_if_missing()


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """WhiteNoise warns where there is no folder of static files; tests of views collect none."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests: a process can hold no more than one at a time."""
    from tests.web.browser import chromium

    with chromium() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread; our tests are not async
        yield running
