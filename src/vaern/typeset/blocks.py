"""Blocks: the small alphabet that every document is written in, and the way there from Markdown."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from markdown_it import MarkdownIt
from markdown_it.token import Token

from vaern.typeset.shapes import Block, Run

Text = str | Sequence[Run]


def runs(text: Text) -> list[Run]:
    """A text as runs; runs as they are."""
    return [{"text": text}] if isinstance(text, str) else list(text)


def heading(text: Text, level: int = 1) -> Block:
    return {"kind": "heading", "level": level, "runs": runs(text)}


def paragraph(text: Text) -> Block:
    return {"kind": "paragraph", "runs": runs(text)}


def bullets(items: Sequence[Text]) -> Block:
    return _list([[paragraph(item)] for item in items], ordered=False, start=1)


def numbered(items: Sequence[Text], start: int = 1) -> Block:
    return _list([[paragraph(item)] for item in items], ordered=True, start=start)


def table(header: Sequence[Text], rows: Sequence[Sequence[Text]], caption: str = "") -> Block:
    body = [[runs(cell) for cell in row] for row in rows]
    return {"kind": "table", "header": [runs(cell) for cell in header], "rows": body, "caption": caption}


def quote(blocks: Sequence[Block]) -> Block:
    return {"kind": "quote", "blocks": cast("list[dict[str, Any]]", list(blocks))}


def rule() -> Block:
    return {"kind": "rule"}


def from_markdown(md: str) -> list[Block]:
    """The blocks of a text in Markdown (CommonMark and tables). HTML in it is text; a picture is its text."""
    return list(_blocks(iter(_parser().parse(md))))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _list(items: list[list[Block]], *, ordered: bool, start: int) -> Block:
    return {
        "kind": "list",
        "ordered": ordered,
        "start": start,
        "items": cast("list[list[dict[str, Any]]]", items),
    }


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    """The blocks up to the end of what is open; each kind takes its own tokens with it."""
    for token in tokens:
        if token.type.endswith("_close"):
            return
        yield _block(token, tokens)


def _block(token: Token, tokens: Iterator[Token]) -> Block:  # noqa: PLR0911  # one return for each kind of block
    match token.type:
        case "heading_open":
            return heading(_inline(tokens), int(token.tag[1:]))
        case "paragraph_open":
            return paragraph(_inline(tokens))
        case "bullet_list_open" | "ordered_list_open":
            ordered = token.type == "ordered_list_open"
            return _list(list(_items(tokens)), ordered=ordered, start=int(token.attrs.get("start", 1)))
        case "blockquote_open":
            return quote(list(_blocks(tokens)))
        case "table_open":
            header, *rows = list(_rows(tokens))
            return table(header, rows)
        case "hr":
            return rule()
        case _:  # code, fenced or indented: no letter needs another typeface for it
            return paragraph(token.content.rstrip("\n"))


def _items(tokens: Iterator[Token]) -> Iterator[list[Block]]:
    while next(tokens).type == "list_item_open":
        yield list(_blocks(tokens))


def _rows(tokens: Iterator[Token]) -> Iterator[list[list[Run]]]:
    """The rows of a table, the header first."""
    row: list[list[Run]] = []
    while (token := next(tokens)).type != "table_close":
        if token.type == "inline":
            row.append(_runs(token.children or []))
        elif token.type == "tr_close":
            yield row
            row = []


def _inline(tokens: Iterator[Token]) -> list[Run]:
    """The runs of a heading or paragraph, and past its end."""
    found = _runs(next(tokens).children or [])
    next(tokens)
    return found


def _runs(children: Sequence[Token]) -> list[Run]:
    found: list[Run] = []
    style: dict[str, Any] = {}
    for token in children:
        mark = {"strong": "strong", "em": "emphasis", "link": "link"}.get(token.type.rpartition("_")[0])
        if mark and token.nesting == 1:
            style[mark] = token.attrs.get("href", True)
        elif mark:
            style.pop(mark, None)
        else:
            found.append(cast("Run", {"text": _text(token), **style}))
    return [run for run in found if run["text"]]


def _text(token: Token) -> str:
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
