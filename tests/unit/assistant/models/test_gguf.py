from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ModelDamaged, ModelMissing
from assistant.models.catalogue import default_model
from assistant.models.gguf import TENSOR_TYPES, Header, read_header

Gguf = Callable[..., bytes]


def read(folder: Path, content: bytes) -> Header:
    path = folder / "m.gguf"
    path.write_bytes(content)
    return read_header(path)


def test_the_packaged_model_says_what_it_is() -> None:
    header = read_header(default_model().path)
    assert (header.architecture, header.quantisation, header.licence) == ("llama", "Q4_1", "apache-2.0")
    assert (header.parameters, header.context_tokens, header.tensors) == (134_515_008, 8_192, 272)
    assert header.chat_template
    # 30 layers, 4,096 tokens, 3 key-value heads of 64, keys and values, 2 bytes
    assert header.cache_bytes(4_096) == 30 * 4_096 * 3 * (64 + 64) * 2
    assert header.cache_bytes(100_000) == header.cache_bytes(8_192)


def test_the_sizes_of_tensor_types_are_those_of_the_installed_library() -> None:
    spec = importlib.util.find_spec("llama_cpp")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "lib"
    (library,) = [
        path for path in folder.iterdir() if path.stem == "libggml-base" and path.suffix in (".so", ".dylib")
    ]
    ggml = ctypes.CDLL(str(library))
    ggml.ggml_blck_size.restype, ggml.ggml_type_size.restype = ctypes.c_int64, ctypes.c_size_t
    ggml.ggml_type_name.restype = ctypes.c_char_p
    for number, (name, block, size) in TENSOR_TYPES.items():
        assert ggml.ggml_type_name(number).decode().upper() == name.upper()
        assert (ggml.ggml_blck_size(number), ggml.ggml_type_size(number)) == (block, size)


def test_a_small_file_reads(tmp_path: Path, gguf: Gguf) -> None:
    header = read(tmp_path, gguf(name="Invented 1B"))
    assert (header.name, header.architecture, header.parameters) == ("Invented 1B", "llama", 64)
    assert (header.quantisation, header.chat_template, header.unknown_types) == ("Q8_0", True, ())
    assert header.metadata["general.file_type"] == 7
    assert "tokenizer.ggml.tokens" not in header.metadata


def test_without_a_template_it_says_so(tmp_path: Path, gguf: Gguf) -> None:
    assert not read(tmp_path, gguf(template="")).chat_template


def test_what_it_says_of_itself_cannot_drive_a_terminal(tmp_path: Path, gguf: Gguf) -> None:
    header = read(tmp_path, gguf(name="Nice\x1b[2J\n name\u202e"))
    assert header.name == "Nice name"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "its first bytes are not those of a GGUF"),
        (b"GGU", "its first bytes"),
        (b"<!DOCTYPE html><html>404</html>", "it is a web page"),
        (b"GGUF", "ends in the middle of its header"),
        (b"GGUF" + struct.pack("<I", 1), "it is of version 1"),
        (b"GGUF" + struct.pack(">I", 3) + bytes(16), "big-endian"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**63, 0), "claims 9223372036854775808 tensors"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**40), "keys, which it has no room for"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**62) + bytes(20), "a name of"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IQ", 8, 2**50) + bytes(9), "middle of its header"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 8, 2**40), "arrays of"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 0, 2**20), "middle of its header"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 9, 1), "an array of the type 9"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<I", 99) + bytes(9), "the unknown type 99"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(ModelDamaged, match=message):
        read(tmp_path, content)


def test_a_file_that_is_cut_short_is_told_from_its_tensors(tmp_path: Path, gguf: Gguf) -> None:
    content = gguf()
    with pytest.raises(ModelDamaged, match="it is cut short: its tensors reach to byte"):
        read(tmp_path, content[:-1])


def test_a_tensor_of_a_type_nobody_knows_is_named(tmp_path: Path, gguf: Gguf) -> None:
    assert read(tmp_path, gguf(tensor_type=77)).unknown_types == (77,)


@pytest.mark.parametrize("alignment", [0, 2**31 - 1])
def test_an_alignment_that_cannot_be_is_named(tmp_path: Path, gguf: Gguf, alignment: int) -> None:
    with pytest.raises(ModelDamaged, match="its alignment is"):
        read(tmp_path, gguf(alignment=alignment))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.gguf", tmp_path):
        with pytest.raises(ModelMissing, match="cannot be read"):
            read_header(path)


def test_the_cache_of_a_file_that_does_not_say_is_not_guessed(tmp_path: Path) -> None:
    assert read(tmp_path, b"GGUF" + struct.pack("<IQQ", 3, 0, 0)).cache_bytes(4_096) == 0


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_bytes_are_changed_it_is_read_or_refused(
    tmp_path_factory: Any, gguf: Gguf, data: st.DataObject
) -> None:
    content = bytearray(gguf())
    flips = data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=6))
    for position, value in flips:
        content[position] = value
    length = data.draw(st.integers(0, len(content)))
    path = tmp_path_factory.getbasetemp() / "flipped.gguf"
    path.write_bytes(bytes(content[:length]))
    with contextlib.suppress(ModelDamaged):  # and no other error
        header = read_header(path)
        assert header.size_bytes == length
        assert header.cache_bytes(4_096) >= 0


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_after_the_magic_are_read_or_refused(tmp_path_factory: Any, rest: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00" + rest)
    with contextlib.suppress(ModelDamaged):
        assert read_header(path).version == 3


def test_a_huge_claim_costs_no_memory(tmp_path: Path, gguf: Gguf) -> None:
    import tracemalloc

    content = bytearray(gguf())
    position = content.index(b"tokenizer.ggml.tokens") + len(b"tokenizer.ggml.tokens") + 8
    content[position : position + 8] = struct.pack("<Q", 2**22)
    tracemalloc.start()
    try:
        with pytest.raises(ModelDamaged):
            read(tmp_path, bytes(content))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
