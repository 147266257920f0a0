"""A PostgreSQL server for one test run: made in a temporary folder, on loopback, and gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.ports import free_port

# Where Debian keeps each version; of several, the newest.
BINS = Path("/usr/lib/postgresql")
# Nothing here outlives the run.
IN_A_HURRY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off"


def newest(versions: Path = BINS) -> Path:
    """The programs of the newest PostgreSQL that is installed."""
    found = [path for path in versions.glob("*/bin") if (path / "initdb").exists()]
    return max(found, key=lambda path: float(path.parent.name))


class Server:
    """Starts when made; `stop` takes it down and removes its folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vaern-pg-"))
        self.port = free_port()
        self._bin = newest()
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        listen = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", f"{listen} {IN_A_HURRY}", "start")

    def url(self, name: str) -> str:
        """Where a database of this server is, as VAERN_DATABASE says it."""
        return f"postgresql://app@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Take the server down."""
        self._run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *args: str) -> None:
        command = [*self._as, str(self._bin / program), "-D", str(self.folder / "data"), *args]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
