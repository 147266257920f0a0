"""The law book is made from the same files that decide, and is not stale."""

from pathlib import Path

from scripts.docs import LAW_BOOK, law_book_pages, main, stale

from vaern.rulebook.told.lawbook import law_book


def test_the_law_book_has_a_page_for_each_statute_and_kind(book):
    made = law_book(book)
    assert set(made) == {
        "README.md", "lov-loven.md", "spaerringer.md", "vurderinger.md", "planer.md", "tjeklister.md", "breve.md",
        "frister.md", "oplysninger.md", "skoen.md", "vejledning.md",
    }  # fmt: skip
    law = made["lov-loven.md"]
    assert law.index("Teksten gælder fra 1. januar 2020") < law.index("Teksten gælder fra 1. januar 2016")
    assert "## lovens § 1: Fred\n" in law
    assert "1 af 4 lovtekster er bekræftet af en jurist." in made["README.md"]
    assert "- **Et år uden tekst** (fra 1. januar 2019 til 31. december 2019). Teksten" in made["README.md"]
    assert "# Er wrote sket?" in made["oplysninger.md"]


def test_the_law_book_is_current() -> None:
    assert [path.name for path in stale(law_book_pages())] == []


def test_a_stale_page_and_a_page_of_what_is_gone_are_told_and_mended(tmp_path: Path, capsys) -> None:
    old, gone = tmp_path / "old.md", tmp_path / "gone.md"
    old.write_text("of yesterday\n")
    gone.write_text("of a law that is gone\n")
    made = {old: "of today\n", gone: ""}
    assert main(["--check"], lambda: made) == 1
    assert main([], lambda: made) == 0
    assert (old.read_text(), gone.exists(), stale(made)) == ("of today\n", False, [])


def test_the_law_book_is_the_same_every_time(book) -> None:
    assert law_book(book) == law_book(book)
    assert LAW_BOOK.name == "lovbog"
