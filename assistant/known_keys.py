"""The keys whose owners this user knows: a list of fingerprints with a name each.

A signature shows that a file was not changed since the owner of a key signed it. Who that
is, only the user can say, having compared the fingerprint with its owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.errors import TraceError
from assistant.record_wording import Say, in_english
from knowledge.errors import SigningError
from knowledge.files import write_atomically
from knowledge.paths import make_private
from knowledge.signing import PublicKey, is_fingerprint
from knowledge.text import clean
from knowledge.worded import worded

__all__ = ["KnownKeys", "given_fingerprint"]

_FILE = "keys/known_keys"
_MINE = "keys/signing.pem"
_LONGEST = 60  # characters of a name
_SHORTEST = 16  # hex digits (64 bits) of a fingerprint that is given in part


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """Names by fingerprint; `mine` is the fingerprint of the user's own key, "" where there is none."""

    names: dict[str, str]
    mine: str = ""

    @classmethod
    def load(cls, folder: Path) -> KnownKeys:
        """What the data folder holds.

        Raises:
            TraceError: the list is damaged or cannot be read.
            SigningError: the user's own key is damaged or cannot be read.
        """
        from knowledge.signing import SigningKey

        own = folder / _MINE
        mine = SigningKey.load(own).public.fingerprint if own.exists() else ""
        path = folder / _FILE
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return cls({}, mine)
        except (OSError, UnicodeDecodeError) as error:
            raise TraceError(
                worded(
                    "The list of known keys {path} cannot be read: {error}. Mend it or move it away.",
                    path=path,
                    error=error,
                )
            ) from error
        names: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            fingerprint, _, name = line.partition(" ")
            if not line.strip() or line.startswith("#"):
                continue
            if not is_fingerprint(fingerprint) or not name.strip():
                raise TraceError(
                    worded(
                        "The list of known keys {path} is damaged in line {number}: a line is a fingerprint and "
                        "a name. Mend or delete that line.",
                        path=path,
                        number=number,
                    )
                )
            names[fingerprint] = clean(name).strip()
        return cls(names, mine)

    def who(self, fingerprint: str, say: Say = in_english) -> str:
        """Whose key it is, in words, or "" where that is not known."""
        if fingerprint and fingerprint == self.mine:
            return say("your own key")
        name = self.names.get(fingerprint)
        return say("the key that you keep as '{name}'", name=name) if name else ""

    def remember(self, folder: Path, fingerprint: str, name: str) -> KnownKeys:
        """The list with this key too, kept in the data folder.

        Raises:
            TraceError: the name is empty or too long, or another key has it.
            LibraryError: the list cannot be written.
        """
        name = " ".join(clean(name).split())
        if not name or len(name) > _LONGEST:
            raise TraceError(
                worded("A name of a key has 1 to {longest} characters. Give another one.", longest=_LONGEST)
            )
        if any(known == name and other != fingerprint for other, known in self.names.items()):
            raise TraceError(
                worded(
                    "Another key is kept as '{name}'. If its owner has a new key, compare the fingerprint "
                    "with them and delete the old line in {folder}; else give another name.",
                    name=name,
                    folder=folder / _FILE,
                )
            )
        names = {**self.names, fingerprint: name}
        lines = "".join(
            f"{known} {called}\n" for known, called in sorted(names.items(), key=lambda one: one[1])
        )
        make_private((folder / _FILE).parent)
        write_atomically(folder / _FILE, lines.encode("utf-8"))
        return KnownKeys(names, self.mine)


def given_fingerprint(text: str) -> str:
    """The fingerprint that `--key` gives: itself, the beginning of one (16 hex digits at least), or a key's file.

    Raises:
        SigningError: it is neither.
    """
    plain = text.strip().casefold().replace(":", "")
    if _SHORTEST <= len(plain) <= 64 and not set(plain) - set("0123456789abcdef"):
        return plain
    path = Path(text).expanduser()
    try:
        if path.stat().st_size > 10_000:
            raise SigningError(
                worded("{path} is too large for a public key. Give its file, in PEM form.", path=path)
            )
        return PublicKey.from_pem(path.read_bytes(), str(path)).fingerprint
    except OSError as error:
        raise SigningError(
            worded(
                "'{text}' is neither a fingerprint ({shortest} to 64 hex digits) nor a file that can be "
                "read: {strerror}.",
                text=text[:80],
                shortest=_SHORTEST,
                strerror=error.strerror or error,
            )
        ) from error
