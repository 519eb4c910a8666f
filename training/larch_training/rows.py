"""What is known of each light curve, and the table of their features."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

# Dimmed: a real supernova further away. Re-observed: real light through the observing chain.
Kind = Literal["real", "dimmed", "re-observed", "simulated"]
KINDS: Sequence[Kind] = get_args(Kind)


@dataclass(frozen=True)
class Row:
    """What is known of a light curve beside what the service sees."""

    label: str
    # Of the star: part of the split and groups of copies follow from it.
    group: str
    origin: str
    kind: Kind
    channel: str
    cut: int | None  # days after the first detection
    detections: int | None = None  # that it was cut to
    history: float | None = None  # days before its newest alert, which carries no more

    @property
    def is_whole(self) -> bool:
        return self.cut is None and self.detections is None and self.history is None


# A light curve of the service with what is known of it.
Drawn = tuple[Row, dict[str, Any]]


@dataclass(frozen=True)
class OfRows:
    """What has one entry for each light curve."""

    rows: tuple[Row, ...]

    def of(self, field: str) -> np.ndarray:
        """A field of every row, as an array."""
        return np.array([getattr(row, field) for row in self.rows])

    def indices(self, chosen: np.ndarray) -> np.ndarray:
        """Of the rows that are chosen by index or by mask."""
        # What is compared of no rows is no mask.
        return np.arange(len(self.rows))[chosen if self.rows else []]


@dataclass(frozen=True)
class TrainingSet(OfRows):
    """Light curves as the classifier sees them, with what is known of each."""

    names: tuple[str, ...]
    # [rows, names] float32, NaN where missing.
    values: np.ndarray

    def where(self, rows: np.ndarray) -> "TrainingSet":
        """The chosen rows, by index or by mask."""
        chosen = self.indices(rows)
        return TrainingSet(tuple(self.rows[row] for row in chosen), self.names, self.values[chosen])

    def with_features(self, names: Sequence[str]) -> "TrainingSet":
        """With these features alone, in this order."""
        columns = [self.names.index(name) for name in names]
        return TrainingSet(self.rows, tuple(names), self.values[:, columns])


def joined(first: TrainingSet, second: TrainingSet) -> TrainingSet:
    """Both, which must have the same features."""
    return TrainingSet(
        first.rows + second.rows, first.names, np.vstack([first.values, second.values])
    )


def save(training_set: TrainingSet, path: Path) -> None:
    """As a .npz file, for `load`."""
    rows = json.dumps([asdict(row) for row in training_set.rows])
    np.savez(path, rows=rows, names=training_set.names, values=training_set.values)


def load(path: Path) -> TrainingSet:
    """What `save` wrote."""
    with np.load(path) as file:
        rows = tuple(Row(**row) for row in json.loads(str(file["rows"])))
        return TrainingSet(rows, tuple(file["names"].tolist()), file["values"])
