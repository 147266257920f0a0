"""Commands that set up, serve and demonstrate."""

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import Any

MOST_PORTS, MOST_PROCESSES = 65_535, 64


def add_commands(commands: Any) -> None:
    """`migrate`, `serve`, `worker` and `demo`."""
    migrate = commands.add_parser("migrate", help="bring both databases up to date")
    migrate.set_defaults(run=run_migrate)

    serve = commands.add_parser("serve", help="serve the pages and work the jobs")
    serve.add_argument("--demo", action="store_true", help="seed the invented municipality first, if it is empty")
    serve.add_argument("--port", type=_port, default=os.environ.get("VAERN_PORT") or "8000")
    serve.add_argument("--processes", type=_processes, default=1, help="web processes (the worker is one more)")
    serve.set_defaults(run=run_serve)

    worker = commands.add_parser("worker", help="work the jobs until stopped")
    worker.set_defaults(run=run_worker)

    demo = commands.add_parser("demo", help="work one whole case without a browser and write its documents")
    demo.add_argument("--out", type=Path, required=True, metavar="DIR")
    demo.set_defaults(run=run_demo, needs_django=False)


def _port(text: str) -> int:
    return _between(text, MOST_PORTS)


def _processes(text: str) -> int:
    return _between(text, MOST_PROCESSES)


def _between(text: str, most: int) -> int:
    """A whole number from one; anything else is wrong use, before a database is touched."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"“{text[:20]}” kan ikke bruges. Skriv et tal fra 1 til {most}.")
    return int(text)


def run_migrate(_chosen: argparse.Namespace) -> int:
    """Migrate both databases and put every guard of the append-only tables in place."""
    from vaern.process.install import bring_up_to_date

    bring_up_to_date()
    return 0


def run_serve(chosen: argparse.Namespace) -> int:
    """Serve until stopped by Ctrl-C."""
    from vaern.cli.serving import serve

    return serve(port=chosen.port, processes=chosen.processes, demo=chosen.demo)


def run_worker(_chosen: argparse.Namespace) -> int:
    """Work until stopped by Ctrl-C."""
    from vaern.cli.serving import work

    return work()


def run_demo(chosen: argparse.Namespace) -> int:
    """A fresh embedded database in a folder of its own; one JSON object on standard output."""
    with tempfile.TemporaryDirectory(prefix="vaern-demo-") as folder:
        for name in (
            "VAERN_DATABASE",
            "VAERN_KEYS_DATABASE",
            "VAERN_VAULT_FOLDER",
            "VAERN_MASTER_KEY_FILE",
            "VAERN_ESCROW_KEY_FILE",
            "VAERN_TIMESTAMP_URL",
            "VAERN_SIGNING_KEY",
            "VAERN_SIGNING_CERTIFICATE",
            "VAERN_SMTP_HOST",
        ):
            os.environ.pop(name, None)
        os.environ.update(VAERN_VAR=folder, VAERN_MODE="demo")
        from vaern.cli.main import start_django

        start_django()
        from vaern.demo.command import run_whole_case

        print(json.dumps(run_whole_case(chosen.out), ensure_ascii=False))
    return 0
