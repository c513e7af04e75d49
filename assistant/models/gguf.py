"""What a GGUF file says of itself, read before llama.cpp ever sees it.

llama.cpp trusts its files: a damaged one can abort the process. This parser trusts nothing:
every length is held against the bytes that are left, nothing larger than a chat template is
ever read, and a file that is shorter than its tensors is refused.

The format is that of ggml's `docs/gguf.md` (versions 2 and 3, little-endian); sizes of tensor
types are those of ggml, compared with the installed library by a test.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assistant.errors import ModelDamaged, ModelMissing
from knowledge.text import clean
from knowledge.worded import worded

__all__ = ["Header", "read_header"]

Value = str | int | float | bool

MAX_TENSORS = 100_000
MAX_KEYS = 10_000
_MAX_NAME = 1_024
_MAX_TEXT = 1_048_576  # bytes of one text that is kept: chat templates are the longest, some tens of kB
_MAX_ITEMS = 8_000_000  # of all arrays: vocabularies have some hundred thousand tokens
_TEXT, _ARRAY = 8, 9
# Type of a value -> struct format; 8 is a text and 9 an array.
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
# Type of a tensor -> its name, weights a block, bytes a block (ggml_blck_size, ggml_type_size).
TENSOR_TYPES = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 36), 10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210),
    15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98),
    19: ("IQ1_S", 256, 50), 20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8),
    28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54),
    35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
}  # fmt: skip
# `general.file_type` -> the usual name of the mixture (llama.cpp's llama_ftype).
_MIXTURES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL",
    26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says. "" and 0 mean that it does not say.

    Attributes:
        parameters: weights counted over all tensors.
        quantisation: the mixture it names, else the type of most of its bytes.
        chat_template: whether it holds one; without, a model cannot be asked.
        metadata: its texts and numbers by key, arrays left out.
        unknown_types: tensor types that this parser does not know, whose size is not checked.
    """

    version: int
    size_bytes: int
    tensors: int
    parameters: int
    quantisation: str
    chat_template: bool
    metadata: dict[str, Value]
    unknown_types: tuple[int, ...] = ()

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")

    @property
    def name(self) -> str:
        return self.text("general.name")

    @property
    def licence(self) -> str:
        return self.text("general.license")

    @property
    def context_tokens(self) -> int:
        """Tokens that the model was trained to read at once."""
        return self._own("context_length")

    def text(self, key: str) -> str:
        """The text at `key` on one line, fit for a terminal; "" where there is none."""
        value = self.metadata.get(key, "")
        return " ".join(clean(value).split())[:200] if isinstance(value, str) else ""

    def cache_bytes(self, context_tokens: int) -> int:
        """Bytes of the key-value cache of a context, two a number (f16); 0 where that is not known.

        layers * tokens * key-value heads * (key length + value length) * 2, as llama.cpp
        allocates it for a transformer without a sliding window.
        """
        heads = self._own("attention.head_count")
        each = self._own("embedding_length") // heads if heads else 0
        keys = self._own("attention.key_length") or each
        values = self._own("attention.value_length") or each
        tokens = min(context_tokens, self.context_tokens or context_tokens)
        shared = self._own("attention.head_count_kv") or heads
        return self._own("block_count") * tokens * shared * (keys + values) * 2

    def _own(self, key: str) -> int:
        """A number that the file keeps under its architecture; 0 where it has none that is plausible."""
        value = self.metadata.get(f"{self.metadata.get('general.architecture', '')}.{key}", 0)
        return value if type(value) is int and 0 < value < 2**31 else 0


def read_header(path: Path) -> Header:
    """Read the header of a GGUF file and check that its tensors are all there.

    Reads the first megabytes, whatever the file's size: about 0.1 s for 49,000 tokens.

    Raises:
        ModelMissing: the file cannot be read.
        ModelDamaged: it is no GGUF, one of a version that is not read, damaged or cut short.
    """
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            return _header(_Reader(file, size, path))
    except OSError as error:
        raise ModelMissing(
            worded(
                "The model file {path} cannot be read: {strerror}. Name a GGUF file that you can read.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error


def _header(reader: _Reader) -> Header:
    if (magic := reader.take(min(4, reader.left))) != b"GGUF":
        page = magic[:1] in (b"<", b"\n", b"{")
        raise reader.damaged("it is a web page" if page else "its first bytes are not those of a GGUF")
    version = reader.number("I")
    if version in (2 << 24, 3 << 24):
        raise reader.damaged("it was made for big-endian machines")
    if version not in (2, 3):
        raise reader.damaged(f"it is of version {version}, and only 2 and 3 are read")
    tensors, keys = reader.number("Q"), reader.number("Q")
    # A key takes at least 13 bytes and a tensor 32: the counts are held against the file's size.
    if tensors > min(MAX_TENSORS, reader.left // 32) or keys > min(MAX_KEYS, reader.left // 13):
        raise reader.damaged(f"it claims {tensors} tensors and {keys} keys, which it has no room for")
    metadata: dict[str, Value] = {}
    for _ in range(keys):
        key = reader.text(_MAX_NAME)
        value = reader.value(reader.number("I"))
        if value is not None:
            metadata[key] = value
    counted = _Tensors(reader, tensors, metadata)
    file_type = metadata.get("general.file_type")
    named = _MIXTURES.get(file_type, "") if isinstance(file_type, int) else ""
    template = metadata.pop("tokenizer.chat_template", "")
    return Header(
        version, reader.size, tensors, counted.parameters, named or counted.mostly,
        isinstance(template, str) and bool(template.strip()), metadata, tuple(sorted(counted.unknown)),
    )  # fmt: skip


class _Tensors:
    """The table of tensors, held against the size of the file."""

    def __init__(self, reader: _Reader, count: int, metadata: dict[str, Value]) -> None:
        self.parameters = 0
        self.unknown: set[int] = set()
        bytes_by_type: dict[str, int] = {}
        end = 0
        for _ in range(count):
            name = reader.text(_MAX_NAME)
            dimensions = [reader.number("Q") for _ in range(reader.count(4, f"dimensions of {name!r}"))]
            kind, offset = reader.number("I"), reader.number("Q")
            weights = math.prod(dimensions)
            self.parameters += weights
            if kind not in TENSOR_TYPES:
                self.unknown.add(kind)
                end = max(end, offset)
                continue
            label, block, size = TENSOR_TYPES[kind]
            taken = -(-weights // block) * size
            bytes_by_type[label] = bytes_by_type.get(label, 0) + taken
            end = max(end, offset + taken)
        alignment = metadata.get("general.alignment", 32)
        if type(alignment) is not int or not 0 < alignment <= 65_536:
            raise reader.damaged(f"its alignment is {alignment!r}")
        start = -(-reader.position // alignment) * alignment
        if count and start + end > reader.size:
            raise reader.damaged(
                f"it is cut short: its tensors reach to byte {start + end:,}, and it has {reader.size:,}"
            )
        self.mostly = max(bytes_by_type, key=lambda label: bytes_by_type[label], default="")


class _Reader:
    """The bytes of a file in order; nothing is read that the file is too short to hold."""

    def __init__(self, file: BinaryIO, size: int, path: Path) -> None:
        self._file = file
        self.size = size
        self.position = 0
        self._items = 0
        self._path = path

    @property
    def left(self) -> int:
        return self.size - self.position

    def damaged(self, what: str) -> ModelDamaged:
        return ModelDamaged(
            worded(
                "{path} is no GGUF file that can be used: {what}. Download it again, or choose another file.",
                path=self._path,
                what=what,
            )
        )

    def take(self, count: int) -> bytes:
        self._room(count)
        content = self._file.read(count)
        if len(content) != count:  # it became shorter while it was read
            raise self.damaged("it ends in the middle of its header")
        self.position += count
        return content

    def skip(self, count: int) -> None:
        self._room(count)
        self._file.seek(count, 1)
        self.position += count

    def number(self, form: str) -> int:
        (value,) = struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))
        return int(value)

    def count(self, most: int, what: str) -> int:
        found = self.number("I")
        if found > most:
            raise self.damaged(f"{found} {what} are more than {most}")
        return found

    def text(self, most: int) -> str:
        length = self.number("Q")
        if length > most:
            raise self.damaged(f"a name of {length:,} bytes stands in its header")
        return self.take(length).decode("utf-8", "replace")

    def value(self, kind: int) -> Value | None:
        """The next value; None for an array or a text that is too long to be kept."""
        if kind in _SCALARS:
            form = f"<{_SCALARS[kind]}"
            (value,) = struct.unpack(form, self.take(struct.calcsize(form)))
            found: Value = value
            return found
        if kind == _TEXT:
            length = self.number("Q")
            if length <= _MAX_TEXT:
                return self.take(length).decode("utf-8", "replace")
            self.skip(length)
            return None
        if kind == _ARRAY:
            self._skip_array()
            return None
        raise self.damaged(f"a value of the unknown type {kind} stands in its header")

    def _skip_array(self) -> None:
        kind, items = self.number("I"), self.number("Q")
        self._items += items
        if self._items > _MAX_ITEMS:
            raise self.damaged(f"arrays of {self._items:,} items stand in its header")
        if kind in _SCALARS:
            self.skip(items * struct.calcsize(f"<{_SCALARS[kind]}"))
        elif kind == _TEXT:
            for _ in range(items):
                self.skip(self.number("Q"))
        else:
            raise self.damaged(f"an array of the type {kind} stands in its header")

    def _room(self, count: int) -> None:
        if count > self.left:
            raise self.damaged("it ends in the middle of its header")
