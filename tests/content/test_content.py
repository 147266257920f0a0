"""The real content: it reads, it holds together, and every scenario beside it comes out as it says."""

from vaern.rulebook.check import check
from vaern.rulebook.load import content_files, content_root, is_scenarios


def test_the_content_has_no_problem() -> None:
    """Forms, names, dates, labels, and that every scenario comes out as it says; each check has its own test."""
    assert [str(problem) for problem in check(content_root())] == []


def test_there_are_scenarios_to_try() -> None:
    assert sum(is_scenarios(path.name) for path in content_files(content_root())) >= 4
