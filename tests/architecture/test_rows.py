"""The rows of the mission and the page that is made from them."""

from scripts.docs import rows_page

from tests.conftest import known_rows, unknown_rows


def test_unknown_row_is_refused() -> None:
    assert unknown_rows([("tests/x.py::test_a", "G99")], known_rows()) == [
        "tests/x.py::test_a claims the row 'G99', which tests/rows.toml does not have"
    ]


def test_known_row_is_accepted() -> None:
    assert unknown_rows([("tests/x.py::test_a", "G03")], known_rows()) == []


def test_empty_row_is_seen() -> None:
    page = rows_page({"G03": "Never refused", "G99": "Nothing yet"}, [("tests/a.py::test_it_is_kept", "G03")])
    assert "| G03 | Never refused | tests/a.py::test_it_is_kept |" in page
    assert "| G99 | Nothing yet | **none yet** |" in page
