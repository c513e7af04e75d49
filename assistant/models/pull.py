"""Pull a model: one GGUF file over https, pinned by its sha256 and verified ever after.

The first pull from an address notes the sha256 of what came (unless one was given); every
later one from there must bring the same bytes. The header is checked before the file takes
its place, so nothing that is no GGUF is ever among the models.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from assistant.errors import ModelDamaged, ModelError
from assistant.models.catalogue import Entry
from assistant.models.gguf import read_header
from assistant.models.hashes import remember, sha256_of
from assistant.models.installed import Installed, Record, check_name, models_folder
from knowledge.download import Progress, Sort, download
from knowledge.network import require_encrypted
from knowledge.paths import data_folder, make_private
from knowledge.worded import worded

__all__ = ["MAX_BYTES", "address_of", "hub_url", "pull"]

MAX_BYTES = 20_000_000_000
_HUB = "https://huggingface.co"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,199}\.gguf", re.IGNORECASE)
_SPLIT = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_GGUF = Sort(
    name="gguf",
    accept="application/octet-stream",
    magic=(b"GGUF",),
    agent="sse-assistant (a person pulls one model)",
    instead=worded("Download the file with a browser and use: sse models add PATH"),
    moved=worded("Look for the file where it is published, then use: sse models pull --url URL"),
    encrypted=True,
    skip=b"",
)


def hub_url(repository: str, file: str, revision: str = "main") -> str:
    """The address of a file of the hub; `HF_ENDPOINT` names a mirror.

    Raises:
        ModelError: it is no repository (`owner/name`) or no GGUF file.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise ModelError(
            worded(
                "'{repository}' is no repository. Write it as OWNER/NAME, as its page does.",
                repository=repository,
            )
        )
    if not file.lower().endswith(".gguf"):
        raise ModelError(worded("'{file}' is no GGUF file. Choose one whose name ends in .gguf.", file=file))
    return f"{_hub()}/{repository}/resolve/{quote(revision, safe='')}/{quote(file)}"


def address_of(entry: Entry, repository: str = "", file: str = "", revision: str = "main") -> str:
    """Where the GGUF of a catalogue entry is pulled from; `repository` and `file` win over the entry's.

    Raises:
        ModelError: it comes with a package, or no address is known.
    """
    if entry.package and not repository:
        raise ModelError(
            f"{entry.name} comes with the Python package {entry.package.replace('_', '-')}, and nothing has to be "
            "pulled. Use it with: sse models use " + entry.name
        )
    where, what = repository or entry.gguf_repository, file or entry.gguf_file
    if not where or not what:
        raise ModelError(
            worded(
                "No address of a GGUF file is known for {name}, made from {repository}. Name one: sse "
                "models pull {name} --repo OWNER/NAME --file FILE.gguf, or --url URL.",
                name=entry.name,
                repository=entry.repository,
            )
        )
    return hub_url(where, what, revision)


def pull(
    url: str,
    name: str = "",
    *,
    file: str = "",
    sha256: str = "",
    max_bytes: int = MAX_BYTES,
    progress: Progress | None = None,
    folder: Path | None = None,
    pause: float = 1.0,
    timeout: float = 30.0,
) -> Record:
    """Fetch a GGUF file into the folder of models, or find that it is there.

    Args:
        name: to call it by; the file's where not given.
        file: to save it as; the address's last part where not given.
        sha256: what it must be; without, the catalogue's or the one of the first pull from `url`.
        folder: the data folder where not given.

    Raises:
        FetchError, LibraryError: as `knowledge.download.download`; what arrived is kept.
        ModelDamaged: it is no GGUF, cut short, or another file than the one pinned.
        ModelError: the name, the file's name or the sha256 cannot be used, or are taken.
    """
    require_encrypted(url)
    sha256 = sha256.strip().lower().removeprefix("sha256:")
    if sha256 and not _SHA256.fullmatch(sha256):
        raise ModelError(
            worded("'{sha256}' is no sha256. Give its 64 hex digits, or leave --sha256 out.", sha256=sha256)
        )
    folder = folder or data_folder()
    installed = Installed(folder)
    target = models_folder(folder) / _file_name(url, file)
    name = check_name(name or target.stem)
    expected = sha256 or installed.pins.get(url, "")
    here = _already(installed, name, url, target)
    if here is not None and target.is_file():
        if sha256_of(target) == (expected or here.sha256):
            return here
    elif target.exists():
        raise ModelError(
            worded(
                "{target} is there already and was not pulled. Use it with: sse models add {target}, or "
                "choose another name with --file.",
                target=target,
            )
        )

    def check(part: Path, found: str) -> None:
        if expected and found != expected:
            since = worded("as --sha256 says") if sha256 else worded("as it was when it was first pulled")
            raise ModelDamaged(
                worded(
                    "{url} brings another file: its sha256 is {found}, and not {expected}, {since}. It was "
                    "thrown away. If its publisher announced a new file, pull it with --sha256 {found}",
                    url=url,
                    found=found,
                    expected=expected,
                    since=since,
                )
            )
        read_header(part)

    make_private(target.parent)
    got = download(
        url, target, _GGUF, max_bytes=max_bytes, progress=progress, check=check, headers=_token(url),
        pause=pause, timeout=timeout,
    )  # fmt: skip
    remember(got.path, got.sha256, folder)
    return Installed(folder).put(Record(name, str(got.path), got.sha256, got.bytes, "", url, ours=True))


def _already(installed: Installed, name: str, url: str, target: Path) -> Record | None:
    """The record of what is pulled again; ModelError where name or file belong to another model."""
    for record in installed.records:
        same_name = record.name.casefold() == name.casefold()
        same_file = Path(record.path) == target
        if same_name and same_file and record.url == url:
            return record
        if same_name or same_file:
            what = (
                worded("The name {name}", name=name)
                if same_name
                else worded("The file {name}", name=target.name)
            )
            raise ModelError(
                worded(
                    "{what} belongs to the model {name}, {path}. Remove that one with: sse models remove "
                    "{name}, or choose another {value}.",
                    what=what,
                    name=record.name,
                    path=record.path,
                    value=worded("name") if same_name else worded("file name with --file"),
                )
            )
    return None


def _file_name(url: str, given: str) -> str:
    name = given or unquote(urlsplit(url).path).rpartition("/")[2]
    if not _FILE.fullmatch(name):
        raise ModelError(worded("'{name}' is no name for a GGUF file. Give one: --file NAME.gguf", name=name))
    if _SPLIT.search(name):
        raise ModelError(
            worded(
                "{name} is one part of a model that is split into several files, which are not put "
                "together here. Choose a file that holds the whole model.",
                name=name,
            )
        )
    return name


def _hub() -> str:
    return (os.environ.get("HF_ENDPOINT") or _HUB).rstrip("/")


def _token(url: str) -> dict[str, str]:
    """The hub's token, for the hub alone: models with a licence to accept ask for one."""
    token = os.environ.get("HF_TOKEN", "").strip()
    return {"Authorization": f"Bearer {token}"} if token and url.startswith(f"{_hub()}/") else {}
