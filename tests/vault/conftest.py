"""Each test has a vault folder, a ledger and key files of its own."""

import uuid
from pathlib import Path

import pytest

from vaern.vault import keys
from vaern.vault.scopes import Scope, ScopeKind


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: object) -> None:
    """A vault and a ledger of the test's own; the same keys."""
    settings.VAULT_FOLDER, settings.FORGOTTEN_LEDGER_FILE = tmp_path / "vault", tmp_path / "forgotten.ledger"


@pytest.fixture
def own_master(tmp_path: Path, settings: object) -> Path:
    """A copy of the master key file that the test may spoil."""
    copy = tmp_path / "own-master.key"
    copy.write_bytes(Path(settings.MASTER_KEY_FILE).read_bytes())
    copy.chmod(0o600)
    settings.MASTER_KEY_FILE = copy
    return copy


@pytest.fixture
def scope(db: None) -> Scope:
    """A case's scope with its key."""
    made = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(made)
    return made
