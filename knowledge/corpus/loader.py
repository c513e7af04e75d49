"""Read a corpus file into a `Document`, or say on which line it is malformed.

A file is TOML front matter between two lines `+++`, then sections:

    ## para:5 | Scope of the definition
    reported_by: https://example.org/page

    One or more paragraphs.

`confidence: background` or `confidence: official` may stand in place of `reported_by`.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge import pinpoints
from knowledge.documents import Confidence, Document, Provision
from knowledge.errors import CorpusError, PinpointError
from knowledge.text import clean
from knowledge.themes import THEMES
from knowledge.worded import worded

__all__ = ["CORPUS", "LICENCES", "corpus_files", "load_document", "parse_document"]

CORPUS = Path(__file__).parent
MAX_SECTION = 1_200  # characters: a longer one is no longer a single provision
LICENCES = ("CC-BY-4.0", "CC0-1.0", "CC-BY-SA-4.0", "public-domain", "as-published")

_URL = re.compile(r"https?://[^\s/]+\.[^\s]+")
_HEADING = re.compile(r"##\s+(?P<pinpoint>\S+)\s*\|\s*(?P<title>.*\S)\s*")
_SOURCE = re.compile(r"(?P<name>reported_by|confidence)\s*:\s*(?P<value>\S.*?)\s*")

_Line = Annotated[str, Field(min_length=1, max_length=300)]


class _FrontMatter(BaseModel):
    """The fields of the front matter; an unknown one is an error, not a note."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z0-9]+)+$")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    kind: Literal["official", "digest", "practice"]
    title: _Line
    short_title: Annotated[str, Field(min_length=1, max_length=48)]
    issuer: _Line
    body: str = ""
    symbol: str = ""
    date: datetime.date | None = None
    year: Annotated[int, Field(ge=1800, le=2100)] | None = None
    status: str = ""
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    licence: str
    aliases: list[_Line]
    themes: Annotated[list[str], Field(min_length=1)]
    country: Annotated[str, Field(pattern=r"^([A-Z]{2}(-[A-Z]{2})?)?$")] = ""


def corpus_files(root: Path = CORPUS) -> list[Path]:
    """Every document file below `root`, in a stable order."""
    return sorted(path for path in root.glob("*/*/*.md"))


def load_document(path: Path) -> Document:
    """Read one corpus file.

    Raises:
        CorpusError: with file, line and reason, when the file is not in the form above.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CorpusError(
            str(path), line, worded("this line is not UTF-8; save the file as UTF-8")
        ) from error
    except OSError as error:
        raise CorpusError(
            str(path), 0, worded("the file cannot be read: {strerror}", strerror=error.strerror)
        ) from error
    document = parse_document(text, str(path))
    if path.stem != document.language:
        raise CorpusError(
            str(path),
            1,
            worded(
                "the file is named '{name}' but its language is '{language}'",
                name=path.name,
                language=document.language,
            ),
        )
    if path.parent.name != document.id:
        raise CorpusError(
            str(path),
            1,
            worded("the folder is '{name}' but the id is '{id}'", name=path.parent.name, id=document.id),
        )
    return document


def parse_document(text: str, name: str) -> Document:
    """Parse a corpus file's text; `name` stands in errors. Raises CorpusError."""
    lines = clean(text).split("\n")
    if lines[0].strip() != "+++":
        raise CorpusError(name, 1, worded("the file must begin with a line '+++' (front matter)"))
    try:
        end = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "+++")
    except StopIteration:
        raise CorpusError(name, 1, worded("the front matter has no closing line '+++'")) from None
    front = _front_matter(lines[1:end], name)
    body, provisions = _sections(lines, end + 1, name, front.kind)
    return Document(
        id=front.id,
        language=front.language,
        kind=front.kind,
        title=front.title,
        short_title=front.short_title,
        issuer=front.issuer,
        url=front.url,
        licence=front.licence,
        body=body,
        provisions=provisions,
        issuing_body=front.body,
        symbol=front.symbol,
        date=front.date.isoformat() if front.date else "",
        year=front.date.year if front.date else front.year or 0,
        status=front.status,
        country=front.country,
        aliases=tuple(front.aliases),
        themes=tuple(front.themes),
    )


def _front_matter(lines: list[str], name: str) -> _FrontMatter:
    try:
        raw: dict[str, Any] = tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError) as error:  # numbers of 5,000 digits and lists 1,000 deep included
        # tomllib counts from the line after the first '+++'.
        where = re.search(r"at line (\d+)", str(error))
        line = int(where.group(1)) + 1 if where else len(lines) + 1
        reason = re.sub(r" \(at (?:line|end).*", "", str(error))  # tomllib's own line is one too low
        raise CorpusError(
            name, line, worded("the front matter is not TOML: {reason}", reason=reason)
        ) from error
    try:
        front = _FrontMatter.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise CorpusError(
            name,
            _line_of(field, lines),
            worded("{field}: {msg}{more}", field=field, msg=first["msg"], more=more),
        ) from error
    if (front.date is None) == (front.year is None):
        raise CorpusError(name, _line_of("date", lines), worded("give exactly one of 'date' and 'year'"))
    for theme in front.themes:
        if theme not in THEMES:
            reason = worded(
                "'{theme}' is no theme; the themes are {themes}", theme=theme, themes=", ".join(THEMES)
            )
            raise CorpusError(name, _line_of("themes", lines), reason)
    if front.licence not in LICENCES:
        reason = worded(
            "'{licence}' is not among the licences {licences}",
            licence=front.licence,
            licences=", ".join(LICENCES),
        )
        raise CorpusError(name, _line_of("licence", lines), reason)
    return front


def _line_of(field: str, lines: list[str]) -> int:
    pattern = re.compile(rf"\s*{re.escape(field)}\s*=")
    return next((number for number, line in enumerate(lines, 2) if pattern.match(line)), 1)


def _sections(lines: list[str], first: int, name: str, kind: str) -> tuple[str, tuple[Provision, ...]]:
    """The reader's body and the provisions, whose offsets point into it."""
    body = ""
    provisions: list[Provision] = []
    seen: Counter[str] = Counter()
    for number, title, pinpoint, confidence, reported_by, text in _raw_sections(lines, first, name):
        if kind == "digest" and confidence == "official":
            reason = "a digest is our summary: its confidence is 'background', or 'reported_by' a page"
            raise CorpusError(name, number, reason)
        if len(text) > MAX_SECTION:
            reason = f"the section has {len(text)} characters; split it ({MAX_SECTION} at most)"
            raise CorpusError(name, number, reason)
        body += f"{title}\n\n"
        start = len(body)
        body += text
        provision = Provision(pinpoint, seen[pinpoint], title, start, len(body), confidence, reported_by)
        seen[pinpoint] += 1
        provisions.append(provision)
        body += "\n\n"
    if not provisions:
        raise CorpusError(
            name, first + 1, worded("the file has no section; begin one with '## para:1 | Title'")
        )
    return body, tuple(provisions)


def _raw_sections(
    lines: list[str], first: int, name: str
) -> Iterator[tuple[int, str, str, Confidence, str, str]]:
    index = first
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            index += 1
            continue
        heading = _HEADING.fullmatch(line)
        if not heading:
            raise CorpusError(name, index + 1, worded("expected a section: '## pinpoint | Title'"))
        number = index + 1
        try:
            pinpoint = str(pinpoints.parse(heading["pinpoint"]))
        except PinpointError as error:
            raise CorpusError(name, number, str(error)) from error
        confidence, reported_by = _source(lines, index + 1, name)
        index += 2
        paragraphs: list[list[str]] = [[]]
        while index < len(lines) and not lines[index].startswith("##"):
            if lines[index].startswith("#") or _SOURCE.fullmatch(lines[index]):
                reason = (
                    "a heading begins with '##', and its one source line follows it; this line is neither"
                )
                raise CorpusError(name, index + 1, reason)
            if lines[index].strip():
                paragraphs[-1].append(lines[index].strip())
            elif paragraphs[-1]:
                paragraphs.append([])
            index += 1
        text = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)
        if not text:
            raise CorpusError(name, number, worded("the section '{pinpoint}' has no text", pinpoint=pinpoint))
        yield number, heading["title"], pinpoint, confidence, reported_by, text


def _source(lines: list[str], index: int, name: str) -> tuple[Confidence, str]:
    match = _SOURCE.fullmatch(lines[index]) if index < len(lines) else None
    if not match:
        reason = "after the heading comes 'reported_by: URL' or 'confidence: background'"
        raise CorpusError(name, index + 1, reason)
    value = match["value"]
    if match["name"] == "reported_by":
        if not _URL.fullmatch(value):
            raise CorpusError(name, index + 1, worded("'{value}' is not a URL", value=value))
        return "reported", value
    if value == "background":
        return "background", ""
    if value == "official":
        return "official", ""
    raise CorpusError(
        name, index + 1, worded("confidence is 'background' or 'official', not '{value}'", value=value)
    )
