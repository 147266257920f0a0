"""The process that sets type: reads requests on standard input, answers on standard output, ends with its input.

It is started as a plain file by a clean interpreter and imports nothing of Værn, so that the web process carries
neither Typst's memory nor its crashes. A message is four bytes of length (big end first) and then that many bytes. A
request is JSON {"template", "data", "at"}; an answer is one byte, `1` for a PDF or `0` for an error in UTF-8, then the
peak memory of this process in kilobytes in four bytes, then the PDF or the error.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

LENGTH = 4

Compile = Callable[[dict[str, Any]], bytes]


def read_message(stream: BinaryIO) -> bytes | None:
    """The next message, or None where the other side has closed or died."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    body = stream.read(int.from_bytes(head, "big"))
    return body if len(body) == int.from_bytes(head, "big") else None


def write_message(stream: BinaryIO, body: bytes) -> None:
    stream.write(len(body).to_bytes(LENGTH, "big") + body)
    stream.flush()


def requests(stream: BinaryIO) -> Iterator[bytes]:
    while (message := read_message(stream)) is not None:
        yield message


def typst_compiler(folder: Path) -> Compile:
    """A compiler that sees the templates and the vendored fonts, and nothing else of the machine."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder / "fonts")])
    compiler = typst.Compiler(
        root=str(folder / "templates"), font_paths=fonts, ignore_system_fonts=True, package_path="/nonexistent"
    )

    def compile_one(request: dict[str, Any]) -> bytes:
        pdf: Any = compiler.compile(
            str(folder / "templates" / f"{request['template']}.typ"),
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=request["at"],
            sys_inputs={"data": json.dumps(request["data"])},
        )
        return bytes(pdf)

    return compile_one


def answer(request: bytes, compile_one: Compile) -> bytes:
    """One answer. Every failure of a document is told, because the next document should still be made."""
    try:
        kind, body = b"1", compile_one(json.loads(request))
    except Exception as error:  # noqa: BLE001  # whatever it is, the asking process must hear of it
        kind, body = b"0", str(getattr(error, "message", error)).encode("utf-8", "replace")
    return kind + kilobytes_held().to_bytes(4, "big") + body


def kilobytes_held() -> int:
    """Memory that this process holds now. Not `ru_maxrss`: that begins with what our parent process once held."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1024


def serve(source: BinaryIO, target: BinaryIO, compile_one: Compile) -> None:
    for request in requests(source):
        write_message(target, answer(request, compile_one))


if __name__ == "__main__":  # pragma: no cover  # runs in the process of its own, which the tests start
    serve(sys.stdin.buffer, sys.stdout.buffer, typst_compiler(Path(__file__).parent))
