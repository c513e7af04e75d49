"""What was measured of the assistant: `docs/measured.json`, the numbers that its system card shows.

The file is kept by hand. Each measurement names the command that made it, its day, the
machine, and the page of docs/ in which it is explained; a test compares the two, so that
neither can change without the other.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import WorkError
from knowledge.worded import worded

__all__ = ["Measured", "Measurement", "Row", "Value", "read_measured"]

# A number; a number with its interval, lowest and highest; or nothing, where it was not measured.
Value = int | float | tuple[float, float, float] | None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(_Part):
    """One row of a table. `places` are decimals, those of the measurement where not given."""

    name: str
    values: list[Value]
    places: Annotated[int, Field(ge=0, le=6)] | None = None


class Measurement(_Part):
    """One table of numbers.

    Attributes:
        id: what the text of the card calls it by.
        doc: the page of docs/ that explains it, "" where only the card shows it.
        date: the day on which the numbers were measured, or taken over from `doc`.
        commands: what makes the numbers again.
        machine: a name of `Measured.machines`.
        places: decimals of its numbers; whole numbers are shown as they are.
    """

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: str
    doc: str
    date: datetime.date
    commands: Annotated[list[str], Field(min_length=1)]
    machine: str
    places: Annotated[int, Field(ge=0, le=6)]
    columns: list[str]
    rows: list[Row]
    note: str = ""

    def value(self, row: str, column: str) -> tuple[Value, int]:
        """One number and its decimals. Raises KeyError where there is no such row or column."""
        if column not in self.columns:
            raise KeyError(f"{self.id}: no column '{column}'")
        found = next((one for one in self.rows if one.name == row), None)
        if found is None:
            raise KeyError(f"{self.id}: no row '{row}'")
        return found.values[self.columns.index(column)], self.places_of(found)

    def places_of(self, row: Row) -> int:
        """The decimals of a row."""
        return self.places if row.places is None else row.places

    @model_validator(mode="after")
    def _rows_fit(self) -> Self:
        for row in self.rows:
            if len(row.values) != len(self.columns):
                raise ValueError(
                    f"{self.id}, {row.name}: {len(row.values)} values for {len(self.columns)} columns"
                )
            for value in row.values:
                if isinstance(value, tuple) and not value[1] <= value[0] <= value[2]:
                    raise ValueError(f"{self.id}, {row.name}: {value[0]} is not within its interval")
        return self


class Measured(_Part):
    """The whole file. `machines` describes each machine by name; "" where the numbers do not depend on it."""

    version: Literal[1]
    machines: dict[str, str]
    measurements: list[Measurement]

    def of(self, name: str) -> Measurement:
        """The measurement with this id. Raises KeyError."""
        found = next((one for one in self.measurements if one.id == name), None)
        if found is None:
            raise KeyError(f"no measurement '{name}'")
        return found

    @property
    def _ids(self) -> set[str]:
        return {one.id for one in self.measurements}

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        if len(self._ids) != len(self.measurements):
            raise ValueError("two measurements have one id")
        unknown = {one.machine for one in self.measurements} - set(self.machines)
        if unknown:
            raise ValueError(f"machines that are not described: {', '.join(sorted(unknown))}")
        return self


def read_measured(path: Path | None = None) -> Measured:
    """The numbers; `path` overrides the shipped file.

    Raises:
        WorkError: the file is missing or malformed.
    """
    path = path or _shipped()
    try:
        return Measured.model_validate_json(path.read_bytes())
    except OSError as error:
        raise WorkError(
            worded(
                "The file of measured numbers {path} cannot be read: {strerror}. Reinstall the package.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise WorkError(
            worded(
                "The file of measured numbers {path} is malformed at {where}: {msg}. Mend it, or "
                "reinstall the package.",
                path=path,
                where=where,
                msg=first["msg"],
            )
        ) from error


def _shipped() -> Path:
    """`assistant/_docs` in an installed package, `docs` beside the packages in a checkout."""
    package = Path(__file__).parent
    installed = package / "_docs" / "measured.json"
    return installed if installed.is_file() else package.parent / "docs" / "measured.json"
