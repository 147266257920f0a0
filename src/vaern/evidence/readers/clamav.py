"""ClamAV's daemon on this machine or in this house: the bytes are streamed to it, and it names what it finds."""

from pathlib import Path

import clamd

SECONDS = 120.0
DOWN = "ClamAV svarer ikke. Filen er kun undersøgt for prøvefilen. Sig det til den, der driver systemet."
TOO_LONG = "Filen er større, end ClamAV er sat til at undersøge. Den er ikke undersøgt."


class Unavailable(Exception):
    """The daemon cannot answer. `says` is a Danish sentence."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


def ask(path: Path, daemon: str) -> str:
    """The name of what is found in the file; "" for nothing. Raises Unavailable when there is no answer."""
    try:
        with path.open("rb") as file:
            answer = _client(daemon).instream(file)
    except clamd.BufferTooLongError as error:
        raise Unavailable(TOO_LONG) from error
    except (clamd.ClamdError, OSError, ValueError) as error:
        raise Unavailable(DOWN) from error
    state, name = (answer or {}).get("stream", ("ERROR", ""))
    if state == "FOUND":
        return str(name)
    if state != "OK":
        raise Unavailable(DOWN)
    return ""


def _client(daemon: str) -> clamd.ClamdNetworkSocket:
    """`unix:/path` or `tcp:host:port`. Raises ValueError for anything else."""
    kind, _, where = daemon.partition(":")
    if kind == "unix" and where:
        return clamd.ClamdUnixSocket(where, timeout=SECONDS)
    host, _, port = where.rpartition(":")
    if kind != "tcp" or not host:
        raise ValueError("the address of ClamAV is unix:/path or tcp:host:port")
    return clamd.ClamdNetworkSocket(host, int(port), timeout=SECONDS)
