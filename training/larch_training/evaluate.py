"""How well a classifier did on objects it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CALIBRATION_BINS = 15


@dataclass(frozen=True)
class ClassScore:
    precision: float | None
    recall: float | None
    f1: float | None
    objects: int


@dataclass(frozen=True)
class Evaluation:
    classes: tuple[str, ...]
    # [true class, most probable class], objects.
    confusion: np.ndarray
    # Of the most probable class, equal bins of probability.
    expected_calibration_error: float

    @property
    def objects(self) -> int:
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        return float(np.trace(self.confusion) / self.confusion.sum())

    def score(self, name: str) -> ClassScore:
        """A score is None where it divides by no object."""
        index = self.classes.index(name)
        right = int(self.confusion[index, index])
        there = int(self.confusion[index].sum())
        called = int(self.confusion[:, index].sum())
        return ClassScore(
            precision=right / called if called else None,
            recall=right / there if there else None,
            f1=2 * right / (called + there) if there else None,
            objects=there,
        )

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the classes that occur."""
        scores = [self.score(name).f1 for name in self.classes]
        return float(np.mean([f1 for f1 in scores if f1 is not None]))


def evaluate(
    classes: Sequence[str], labels: Sequence[str], probabilities: np.ndarray
) -> Evaluation:
    """[N] true classes and [N, classes] probabilities."""
    order = {name: index for index, name in enumerate(classes)}
    true = np.array([order[label] for label in labels])
    called = probabilities.argmax(axis=1)
    confusion = np.zeros((len(classes), len(classes)), dtype=int)
    np.add.at(confusion, (true, called), 1)
    error = calibration_error(probabilities.max(axis=1), called == true)
    return Evaluation(tuple(classes), confusion, error)


def calibration_error(confidence: np.ndarray, is_right: np.ndarray) -> float:
    """Mean over objects of |mean confidence - share of right answers| of their bin."""
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    error = 0.0
    for index in np.unique(bins):
        here = bins == index
        error += here.mean() * abs(confidence[here].mean() - is_right[here].mean())
    return float(error)
