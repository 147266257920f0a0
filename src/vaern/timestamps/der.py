"""As much of DER as foreign time-stamps need: where a value starts and ends, and the order of a set."""

from dataclasses import dataclass

SEQUENCE, OBJECT_ID, CERTIFICATES = 0x30, 0x06, 0xA0
LONG_FORM = 0x80
GRANTED = bytes.fromhex("3003020100")


@dataclass(frozen=True)
class Value:
    """One value in `data`: its tag, and where its head, its content and its end stand."""

    data: bytes
    tag: int
    start: int
    inside: int
    end: int

    def children(self) -> list["Value"]:
        found, at = [], self.inside
        while at < self.end:
            child = value_at(self.data, at)
            found.append(child)
            at = child.end
        return found

    def encoded(self) -> bytes:
        return self.data[self.start : self.end]


def value_at(data: bytes, at: int) -> Value:
    """The value that starts at `at`. ValueError when it does not end within the data."""
    head = data[at : at + 2]
    if len(head) < len(b"TL"):
        raise ValueError("the data ends in the middle of a value")
    size, inside = head[1], at + 2
    if size >= LONG_FORM:  # so many bytes of length follow
        inside += size - LONG_FORM
        size = int.from_bytes(data[at + 2 : inside], "big")
    if inside + size > len(data):
        raise ValueError("a value is longer than the data")
    return Value(data, head[0], at, inside, inside + size)


def as_response(data: bytes) -> bytes:
    """A whole response; a bare token is put into one that says granted."""
    first = value_at(data, value_at(data, 0).inside)
    if first.tag != OBJECT_ID:
        return data
    body = GRANTED + data
    return bytes([SEQUENCE]) + _length(len(body)) + body


def _length(size: int) -> bytes:
    """A length as DER writes it: one byte where that is enough, else as few as hold it."""
    if size < LONG_FORM:
        return bytes([size])
    number = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([LONG_FORM + len(number)]) + number


def with_sorted_certificates(response: bytes) -> bytes:
    """The response with its certificates in the order that DER asks for.

    They are not part of what is signed, and some authorities send them in the order of the chain.
    """
    token = value_at(response, 0).children()[1]
    _, content = token.children()
    signed_data = content.children()[0]
    for part in signed_data.children():
        if part.tag == CERTIFICATES:
            ordered = b"".join(sorted(certificate.encoded() for certificate in part.children()))
            return response[: part.inside] + ordered + response[part.end :]
    return response
