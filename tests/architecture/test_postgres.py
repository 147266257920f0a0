"""The tests' server is of the newest PostgreSQL on the machine, whichever that is."""

from pathlib import Path

from tests.postgres import newest


def test_newest_version_with_a_server_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
    for version in ("9.6", "15"):  # of 17 only the client programs are here
        (tmp_path / version / "bin" / "initdb").touch()
    assert newest(tmp_path) == tmp_path / "15" / "bin"
