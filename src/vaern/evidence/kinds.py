"""What a file is, by its first bytes: a name can say anything."""

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
)
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
MAIL_HEADERS = (b"received:", b"return-path:", b"from:", b"message-id:", b"delivered-to:", b"mime-version:")
UNKNOWN = "application/octet-stream"


def media_type(head: bytes) -> str:
    """The kind of file; `application/octet-stream` where the first bytes do not tell. Markup counts as plain text."""
    for place, signature, kind in SIGNATURES:
        if head[place : place + len(signature)] == signature:
            return kind
    if head.lower().startswith(MAIL_HEADERS):
        return "message/rfc822"
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The head may end in the middle of a character.
        return error.start > len(head) - 4
    return True
