"""Add a GGUF file that is on a disk already, choose the model in use, and remove one again."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.errors import ModelDamaged, ModelError
from assistant.models.catalogue import Model, default_model, read_catalogue
from assistant.models.gguf import Header, read_header
from assistant.models.hashes import remember, sha256_of
from assistant.models.installed import Installed, Record, check_name, models_folder
from assistant.models.memory import require_memory
from knowledge.paths import data_folder, make_private
from knowledge.settings import change, load
from knowledge.worded import worded

__all__ = ["add", "removable", "remove", "use"]


def add(
    path: Path, name: str = "", *, copy: bool = False, anyway: bool = False, folder: Path | None = None
) -> tuple[Record, Header]:
    """Note a GGUF file as one of the models, or copy it among them.

    Args:
        name: to call it by; the file's where not given. A name of the catalogue says that the
            file was made from that model.
        copy: keep a copy of our own; without, the file stays the user's and where it is.
        anyway: also where it needs more memory than is free.

    Raises:
        ModelMissing, ModelDamaged: as `read_header`.
        ModelTooLarge: it does not fit into memory.
        ModelError: the name is taken or cannot be used, or the file cannot be copied.
    """
    folder = folder or data_folder()
    path = path.expanduser().resolve()
    header = read_header(path)
    name = check_name(name or path.stem)
    _refuse_packaged(name)
    if not anyway:
        require_memory(Model(name, path), header)
    installed = Installed(folder)
    known = installed.find(name)
    if known is not None and Path(known.path) != path:
        raise ModelError(
            worded(
                "A model is called {name} already: {path}. Choose another --name, or remove it: sse "
                "models remove {name}",
                name=name,
                path=known.path,
            )
        )
    sha256 = sha256_of(path, folder)
    ours = known.ours if known is not None else False
    if copy and not ours:
        path, ours = _copied(path, models_folder(folder) / f"{name}.gguf", sha256), True
        remember(path, sha256, folder)
    url = known.url if known is not None and known.sha256 == sha256 else ""
    return installed.put(Record(name, str(path), sha256, header.size_bytes, "", url, ours)), header


def use(setting: str, *, anyway: bool = False, folder: Path | None = None) -> tuple[Model, Header]:
    """Verify a model and make it the one in use: the setting `model`.

    Args:
        setting: a name, or the path of a GGUF file.
        anyway: also where it needs more memory than is free.

    Raises:
        ModelMissing, ModelDamaged, ModelError: it is not there, not what it was, or no chat model.
        ModelTooLarge: it does not fit into memory.
    """
    model = default_model(setting)
    header = read_header(model.path)
    if not header.chat_template:
        raise ModelError(
            worded(
                "{name} has no chat template, so it cannot be asked: it is a base model. Choose its "
                "instruct or chat version.",
                name=model.name,
            )
        )
    model.verify(folder or data_folder())
    if not anyway:
        require_memory(model, header)
    named = model.entry is not None or model.record is not None
    change("model", model.name if named else str(model.path.resolve()))
    return model, header


def removable(name: str, folder: Path | None = None) -> Record:
    """The record of a model that may be removed.

    Raises:
        ModelError: it is packaged, the user's own without a record, or not there.
    """
    _refuse_packaged(name)
    record = Installed(folder).find(name)
    if record is not None:
        return record
    entry = next((one for one in read_catalogue() if one.name.casefold() == name.casefold()), None)
    where = (
        worded(" A file that you placed in {folder} yourself, delete there.", folder=models_folder(folder))
        if entry
        else ""
    )
    raise ModelError(
        worded(
            "No model that you pulled or added is called '{name}'.{where} See: sse models list",
            name=name,
            where=where,
        )
    )


def remove(name: str, folder: Path | None = None) -> tuple[Record, bool]:
    """Remove a model that was pulled or copied, or forget one that was added in its place.

    The file of the user is never touched. If the model was in use, the packaged one is again.

    Returns:
        The record, and whether its file was deleted.

    Raises:
        ModelError: as `removable`, or the file cannot be deleted.
    """
    record = removable(name, folder)
    path = Path(record.path)
    # The list could have been edited: whatever it says, nothing outside our folder is deleted.
    ours = record.ours and path.parent.resolve() == models_folder(folder).resolve() and not path.is_symlink()
    if ours:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ModelError(
                worded("{path} cannot be deleted: {strerror}.", path=path, strerror=error.strerror or error)
            ) from error
    Installed(folder).drop(record.name)
    if load(environment=False).model.casefold() in (record.name.casefold(), record.path.casefold()):
        change("model", "")
    return record, ours


def _refuse_packaged(name: str) -> None:
    for entry in read_catalogue():
        if entry.package and entry.name.casefold() == name.casefold():
            package = entry.package.replace("_", "-")
            raise ModelError(
                worded(
                    "{name} comes with the Python package {package} and is not ours to change. Choose "
                    "another name, or remove the package itself: pip uninstall {package}",
                    name=entry.name,
                    package=package,
                )
            )


def _copied(path: Path, target: Path, sha256: str) -> Path:
    """A copy of `path` at `target`, whole and of this sha256, or an error and nothing."""
    if target.exists():
        raise ModelError(worded("{target} is there already. Choose another --name.", target=target))
    make_private(target.parent)
    part = target.with_name(f"{target.name}.copy")
    try:
        shutil.copyfile(path, part)
        if sha256_of(part) != sha256:
            raise ModelDamaged(worded("{path} changed while it was copied. Add it again.", path=path))
        part.replace(target)
    except OSError as error:
        raise ModelError(
            worded(
                "{path} cannot be copied to {target}: {strerror}. Free some space, or add it without --copy.",
                path=path,
                target=target,
                strerror=error.strerror or error,
            )
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return target
