"""A mail without the long runs of its attachments: parsed fast and in little memory, and they are put back."""

import binascii
import hashlib
import re
from email.message import Message as Mime

RUN = re.compile(rb"^(?:[A-Za-z0-9+/]{60,76}+\r?\n)++", re.MULTILINE)
CLEAN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
LEAST = 8_000  # bytes; shorter runs stay where they are


def bare_payload(entity: Mime) -> object:
    """What the parser kept of the entity: `get_payload` would try to decode it, and fail on what is broken."""
    return getattr(entity, "_payload", None)


class Thin:
    """The thin bytes, and what was taken out of them, by a mark that no mail can foresee: it follows from all of it."""

    def __init__(self, raw: bytes) -> None:
        self.held: list[bytes] = []
        self.mark = b"held-" + hashlib.sha256(raw).hexdigest()[:32].encode() + b"-"
        self.bytes = RUN.sub(self._hold, raw) if len(raw) > LEAST else raw
        self.back = re.compile(re.escape(self.mark) + rb"(\d+)\r?\n?")

    def full(self, data: bytes) -> bytes:
        """The bytes with everything put back."""
        return self.back.sub(lambda found: self.held[int(found[1])], data) if self.held else data

    def payload(self, entity: Mime) -> object:
        """As `entity.get_payload(decode=True)`, of the full entity; its flaws are noted on the thin one."""
        inside = bare_payload(entity) if self.held else None
        if not isinstance(inside, str) or self.mark.decode() not in inside:
            return entity.get_payload(decode=True)
        body = self.full(inside.encode("ascii", "surrogateescape"))
        packing = str(entity.get("content-transfer-encoding", "7bit")).strip().lower()
        if packing == "base64" and not body.translate(None, CLEAN):
            try:
                return binascii.a2b_base64(body)
            except binascii.Error:
                pass  # the slow way below says what is wrong with it
        whole = Mime()
        whole["Content-Transfer-Encoding"] = packing
        whole.set_payload(body.decode("ascii", "surrogateescape"))
        data = whole.get_payload(decode=True)
        entity.defects.extend(whole.defects)
        return data

    def _hold(self, run: re.Match[bytes]) -> bytes:
        if run.end() - run.start() < LEAST:
            return run[0]
        self.held.append(run[0])
        return self.mark + str(len(self.held) - 1).encode() + b"\n"
