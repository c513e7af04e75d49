"""Where a member keeps what belongs to its federation: one folder, with one name for each thing."""

from __future__ import annotations

from pathlib import Path

from federation.errors import MembershipError
from knowledge.paths import data_folder
from knowledge.worded import worded

__all__ = ["Home"]


class Home:
    """The member's folder: `federation/` in its data folder.

    Args:
        folder: another one, for tests and for members who share a machine.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else data_folder() / "federation"

    @property
    def key(self) -> Path:
        """The member's private key (0600)."""
        return self.folder / "member.key"

    @property
    def invitation(self) -> Path:
        """The invitation that the member accepted."""
        return self.folder / "invitation.json"

    @property
    def metadata(self) -> Path:
        """The trusted metadata of releases; the newest of its roots holds the roster."""
        return self.folder / "metadata"

    @property
    def votes(self) -> Path:
        """What this member signed of proposals, by what they propose."""
        return self.folder / "votes"

    @property
    def releases(self) -> Path:
        """The files of the release in use and of earlier ones, as they were verified."""
        return self.folder / "releases"

    @property
    def rounds(self) -> Path:
        """What this member did in each round: a folder a round, by number."""
        return self.folder / "rounds"

    def round(self, number: int) -> Path:
        """The folder of one round."""
        return self.rounds / str(number)

    @property
    def practices(self) -> Path:
        """Cards that this member wrote."""
        return self.folder / "practices"

    @property
    def repository(self) -> Path:
        """At the coordinator: the releases that it serves, and their metadata."""
        return self.folder / "repository"

    @property
    def workbench(self) -> Path:
        """At the coordinator: what is not published yet."""
        return self.folder / "workbench"

    def require_key(self) -> Path:
        """The path of the private key.

        Raises:
            MembershipError: this machine has none.
        """
        if not self.key.exists():
            raise MembershipError(
                worded(
                    "This machine is no member of a federation: there is no key in {key}. Join one with: sse "
                    "federation join INVITATION",
                    key=self.key,
                )
            )
        return self.key
