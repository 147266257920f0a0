import uuid

import pytest
from django.db import transaction

from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.vault import blobs, keys
from vaern.vault.scopes import Scope, ScopeKind


@pytest.mark.django_db
def test_smoke():
    s = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(s)
    z = blobs.Sealer(s)
    z.write(b"x" * 3_000_000)
    b = z.finish()
    assert blobs.read_whole(b) == b"x" * 3_000_000
    with transaction.atomic():
        record("case.opened", stream=Stream.CASE, stream_id=s.id, by=SYSTEM, data={"a": 1, "b": ["x", "y"]})
    assert keys.destroy(s)
    keys.replay_ledger()
