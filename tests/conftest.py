"""Settings for every test: its own folder, its own keys, and the two databases side by side."""

import os
import tempfile

FOLDER = tempfile.mkdtemp(prefix="vaern-test-")
os.environ["VAERN_MODE"] = "test"
os.environ["VAERN_VAR"] = FOLDER
os.environ.setdefault("VAERN_SECRET_KEY", "only-for-tests-" + "x" * 40)

import pytest  # noqa: E402 - the settings above must stand before Django reads them


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that uses a database uses both: content and keys."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            item.add_marker(pytest.mark.django_db(databases=["default", "keys"], **marker.kwargs), append=False)
