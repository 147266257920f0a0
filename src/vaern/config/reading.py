"""Reads one setting from the environment, or refuses it with the reason."""

import os
import secrets as random_secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-1000;"
    "PRAGMA temp_store=MEMORY;PRAGMA foreign_keys=ON;"
)
# Debian's Chromium; the one without windows begins in half the time, and not every release has it.
CHROMIUM, WITHOUT_WINDOWS = Path("/usr/bin/chromium"), Path("/usr/bin/chromium-headless-shell")


def settings_file(path: Path) -> None:
    """Take `NAME=value` lines from a file, where the environment does not already say."""
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str) -> str:
    """The variable, stripped, or the default."""
    return os.environ.get(name, default).strip()


def written_in(file: Path) -> str:
    """What a file of one line says; nothing where there is none."""
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


def chromium() -> str:
    """The Chromium that is installed here; the usual place, where there is none."""
    return str(WITHOUT_WINDOWS if WITHOUT_WINDOWS.exists() else CHROMIUM)


def texts(name: str, default: str) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def flag(name: str, default: bool) -> bool:  # noqa: FBT001 - reads like the variable it stands for
    """Yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return value == "yes"


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within its bounds."""
    value = text(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks with commas between, as 10.0.0.0/8 or 2001:db8::/32."""
    try:
        return tuple(ip_network(part) for part in texts(name, ""))
    except ValueError as bad:
        raise ImproperlyConfigured(f"{name} must be networks like 10.0.0.0/8 with commas between: {bad}.") from bad


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def secret(name: str, file: Path, *, generate: bool) -> str:
    """The variable, else what the file holds; a missing file is made once, readable by its owner only."""
    value = os.environ.get(name, "")
    if value:
        return value
    if not file.exists() and generate:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(random_secrets.token_urlsafe(48))
    return file.read_text().strip()


def database(name: str, default: Path) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name`, `sqlite:///path`, or the default SQLite file."""
    value = text(name, f"sqlite:///{default}")
    parts = urlsplit(value)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme == "postgresql":
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(f"{name} must begin with postgresql:// or sqlite:///.")


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }
