from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.errors import Encrypted, KnowledgeError, ReaderError, TooLarge, UnknownFormat, UnreadableFile
from knowledge.readers import files
from knowledge.readers.blocks import Source
from knowledge.readers.files import read_bytes, read_file, walk


def first(source: Source) -> str:
    return source.blocks[0].text


class TestFormats:
    def test_the_content_decides_not_the_suffix(
        self, tmp_path: Path, pdf: Callable[..., FPDF], word: Any
    ) -> None:
        document = pdf()
        document.cell(text="From a PDF")
        word.document.add_paragraph("From Word")
        contents = {
            "pdf": bytes(document.output()),
            "docx": word.data(),
            "html": b"<!-- saved --><!DOCTYPE html><p>From a page",
            "text": b"From a text",
        }
        for kind, content in contents.items():
            path = tmp_path / f"{kind}.html"
            path.write_bytes(content)
            source = read_file(path)
            assert source.format == kind
            assert first(source).startswith("From")

    @pytest.mark.parametrize(
        "text",
        [
            "<p>Text</p>",
            "<?xml version='1.0'?>\n<html><p>Text</html>",
            "\ufeff  <HTML><p>Text",
            "<div>Text</div>",
        ],
    )
    def test_pages_without_a_doctype(self, text: str) -> None:
        assert read_bytes(text.encode(), "a.txt").format == "html"

    def test_text_that_begins_with_an_angle_bracket_is_text(self) -> None:
        assert read_bytes(b"<note> this is text\n", "a.txt").format == "text"

    def test_markdown_by_its_suffix(self) -> None:
        assert read_bytes(b"*Text*", "a.MD").format == "markdown"
        assert read_bytes(b"*Text*", "a.txt").format == "text"

    @pytest.mark.parametrize(
        ("member", "what"),
        [("xl/workbook.xml", "spreadsheet"), ("ppt/a.xml", "presentation"), ("a.txt", "archive")],
    )
    def test_other_zip_files_are_named(self, member: str, what: str) -> None:
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(UnknownFormat, match=what):
            read_bytes(buffer.getvalue(), "a.docx")

    def test_old_and_protected_office_files(self) -> None:
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        with pytest.raises(UnknownFormat, match=r"\.docx"):
            read_bytes(ole, "a.doc")
        with pytest.raises(Encrypted, match="password"):
            read_bytes(ole + "EncryptedPackage".encode("utf-16-le"), "a.docx")
        with pytest.raises(UnknownFormat, match="RTF"):
            read_bytes(b"{\\rtf1 text}", "a.rtf")

    @pytest.mark.parametrize(
        "data", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + b"\0\x01\x02" * 50, b"GIF89a\0\x01\0\x02"]
    )
    def test_binary_junk_is_refused(self, data: bytes) -> None:
        with pytest.raises(UnknownFormat, match="neither text"):
            read_bytes(data, "a.txt")

    @pytest.mark.parametrize(
        "data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0\0", "\u200b\n".encode()]
    )
    def test_an_empty_file_is_an_error(self, data: bytes) -> None:
        with pytest.raises(UnreadableFile, match=r"empty|no text"):
            read_bytes(data, "a.txt")

    def test_a_word_file_that_breaks_off(self, word: Any) -> None:
        word.document.add_paragraph("Text")
        data = word.data()
        with pytest.raises(UnreadableFile, match="breaks off"):
            read_bytes(data[: len(data) // 2], "a.docx")


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_the_usual_ones(self, encoding: str) -> None:
        text = "L’économie sociale – « coopératives »"
        assert first(read_bytes(text.encode(encoding), "a.txt")) == text

    def test_big_endian_with_its_mark(self) -> None:
        assert first(read_bytes(b"\xfe\xff" + "Économie".encode("utf-16-be"), "a.txt")) == "Économie"

    def test_latin_1_where_windows_has_no_such_byte(self) -> None:
        text = "Une économie sociale et solidaire, " * 10
        assert "économie" in first(read_bytes(text.encode("latin-1") + b"\x81", "a.txt"))

    def test_what_a_page_declares(self) -> None:
        page = '<html><head><meta charset="iso-8859-2"></head><p>Spółdzielnia źródło</p></html>'
        assert first(read_bytes(page.encode("iso-8859-2"), "a.html")) == "Spółdzielnia źródło"

    @pytest.mark.parametrize("charset", ["zip", "rot13", "nonsense", "utf-8", "undefined"])
    def test_a_declaration_that_makes_no_sense_is_ignored(self, charset: str) -> None:
        page = f'<html><meta charset="{charset}"><p>économie</p></html>'
        assert first(read_bytes(page.encode("cp1252"), "a.html")) == "économie"

    def test_one_broken_byte_does_not_change_the_alphabet(self) -> None:
        text = "L’économie sociale à venir, où l’été coûte déjà. ".encode()
        assert "L’économie" in first(read_bytes(text + b"\xff" + text, "a.txt"))


class TestLimits:
    def test_a_large_file_fails_before_it_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        with path.open("wb") as file:
            file.truncate(500_000_000)
        with pytest.raises(TooLarge, match=r"500 MB; at most 100 MB"):
            read_file(path)

    def test_too_many_characters(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "MAX_CHARACTERS", 10)
        with pytest.raises(TooLarge, match="characters"):
            read_bytes(b"some text that is longer", "a.txt")

    def test_what_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="no such file"):
            read_file(tmp_path / "none.pdf")
        with pytest.raises(UnreadableFile, match="folder"):
            read_file(tmp_path)
        with pytest.raises(UnreadableFile):
            read_file(Path("a\0b"))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
    def test_a_pipe_does_not_wait(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.txt")
        with pytest.raises(UnreadableFile, match="not an ordinary file"):
            read_file(tmp_path / "pipe.txt")

    def test_errors_name_the_file_and_are_of_one_tree(self) -> None:
        with pytest.raises(KnowledgeError, match=r"^some/a\.txt: ") as caught:
            read_bytes(b"", "some/a.txt")
        assert isinstance(caught.value, ReaderError)
        assert caught.value.name == "some/a.txt"


class TestArbitraryBytes:
    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.pdf"]))
    @example(b"%PDF-1.4\n%%EOF", "a.pdf")
    @example(b"PK\x03\x04", "a.docx")
    @example(b"PK\x05\x06" + b"\0" * 18, "a.docx")
    @example(b"<html>\xff\xfe", "a.html")
    def test_a_source_or_an_error_of_ours(self, data: bytes, name: str) -> None:
        try:
            source = read_bytes(data, name)
        except ReaderError:
            return
        self.check(source)

    @settings(max_examples=100, deadline=None)
    @given(
        st.text("<>/![]()*_#`|-\\\n\f a1.pdivtrolh=\"'&;§é\u00ad", max_size=200),
        st.sampled_from(["<html>", "", "# x\n\n## y\n\n", "<table>"]),
    )
    def test_a_source_of_any_markup(self, text: str, start: str) -> None:
        try:
            source = read_bytes((start + text).encode(), "a.txt")
        except ReaderError:
            return
        self.check(source)

    @settings(max_examples=25, deadline=None)
    @given(st.data())
    def test_damaged_files(self, data: st.DataObject) -> None:
        whole = bytearray(data.draw(st.sampled_from([_a_pdf(), _a_word_file()])))
        for _ in range(data.draw(st.integers(1, 8))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        try:
            source = read_bytes(bytes(whole), "a")
        except ReaderError:
            return
        self.check(source)

    def check(self, source: Source) -> None:
        assert source.blocks
        for block in source.blocks:
            assert block.text == " ".join(block.text.split()) != ""
            assert 0 <= block.level <= 6


def _a_pdf() -> bytes:
    document = FPDF()
    document.set_compression(False)
    document.set_font("Helvetica", size=11)
    for _ in range(2):
        document.add_page()
        document.multi_cell(0, 5, "Some text of a page that is wrapped once or twice at its end. " * 3)
    return bytes(document.output())


def _a_word_file() -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("Text", style="List Number")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class TestWalk:
    def names(self, *paths: Path) -> list[str]:
        return [
            f"! {found.reason}" if isinstance(found, ReaderError) else found.name for found in walk(paths)
        ]

    def test_documents_sorted_and_hidden_ones_left_out(self, tmp_path: Path) -> None:
        for name in ("b.pdf", "a.TXT", "c.png", ".hidden.txt", "sub/d.md", ".git/e.txt", "noext"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("x")
        assert self.names(tmp_path) == ["a.TXT", "b.pdf", "d.md"]

    def test_a_named_file_is_always_taken_and_none_twice(self, tmp_path: Path) -> None:
        for name in ("a.png", "b.txt"):
            (tmp_path / name).write_text("x")
        assert self.names(tmp_path / "a.png", tmp_path / "b.txt", tmp_path) == ["a.png", "b.txt"]

    def test_a_link_that_leads_back_is_reported_and_the_rest_read(self, tmp_path: Path) -> None:
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "loop").symlink_to(tmp_path)
        (tmp_path / "sub" / "z.txt").write_text("x")
        found = self.names(tmp_path)
        assert "leads back" in found[0]
        assert found[1:] == ["z.txt"]

    def test_links_to_elsewhere_are_followed_and_broken_ones_reported(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "real" / "a.txt").write_text("x")
        (tmp_path / "top").mkdir()
        (tmp_path / "top" / "link").symlink_to(tmp_path / "real")
        (tmp_path / "top" / "lost.txt").symlink_to(tmp_path / "nowhere")
        found = self.names(tmp_path / "top")
        assert found[0] == "a.txt"
        assert "cannot be read" in found[1]

    def test_a_path_that_is_not_there(self, tmp_path: Path) -> None:
        assert "nothing that can be read" in self.names(tmp_path / "none")[0]

    @pytest.mark.skipif(
        os.name == "nt" or os.geteuid() == 0, reason="the administrator may enter every folder"
    )
    def test_a_folder_that_may_not_be_entered(self, tmp_path: Path) -> None:
        (tmp_path / "shut").mkdir(mode=0)
        (tmp_path / "z.txt").write_text("x")
        found = self.names(tmp_path)
        (tmp_path / "shut").chmod(0o700)
        assert "permission" in found[0]
        assert found[1] == "z.txt"
