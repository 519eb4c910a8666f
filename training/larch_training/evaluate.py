"""How well a classifier did on objects it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CALIBRATION_BINS = 15
# A probability below it counts as it in the log-loss.
SMALLEST = 1e-15

RESAMPLES = 1000
SEED = 2021


@dataclass(frozen=True)
class ClassScore:
    precision: float | None
    recall: float | None
    f1: float | None
    objects: int


@dataclass(frozen=True)
class Reliability:
    """Of equal bins of probability: NaN where a bin is empty."""

    confidence: np.ndarray  # mean of the bin
    share_right: np.ndarray
    objects: np.ndarray

    @property
    def error(self) -> float:
        """Mean over objects of |mean confidence - share of right answers| of their bin."""
        gaps = np.abs(self.confidence - self.share_right)
        return float(np.nansum(gaps * self.objects) / self.objects.sum())


@dataclass(frozen=True)
class Evaluation:
    """How well the most probable class of each object is the true one."""

    classes: tuple[str, ...]
    # [true class, most probable class], objects.
    confusion: np.ndarray
    # Of the most probable class.
    reliability: Reliability
    # Mean of -ln of the probability of the true class.
    log_loss: float

    @property
    def objects(self) -> int:
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        return float(np.trace(self.confusion) / self.confusion.sum())

    @property
    def expected_calibration_error(self) -> float:
        return self.reliability.error

    def score(self, name: str) -> ClassScore:
        """None: precision where it is never called, recall and F1 where it does not occur."""
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
        return float(np.mean([each.f1 for each in self.scores_of(self.classes)]))

    def mean_recall(self, classes: Sequence[str]) -> float | None:
        """Over those of the classes that occur."""
        return mean([each.recall for each in self.scores_of(classes)])

    def mean_precision(self, classes: Sequence[str]) -> float | None:
        """Over those of the classes that occur; 0 of one that is never called."""
        return mean([each.precision or 0.0 for each in self.scores_of(classes)])

    def scores_of(self, classes: Sequence[str]) -> list[ClassScore]:
        """Of the classes that occur."""
        return [each for each in map(self.score, classes) if each.objects]


def mean(scores: Sequence[float]) -> float | None:
    return float(np.mean(scores)) if scores else None


def evaluate(
    classes: Sequence[str], labels: Sequence[str], probabilities: np.ndarray
) -> Evaluation:
    """[N] true classes and [N, classes] probabilities, N at least 1."""
    true = indices(classes, labels)
    called = probabilities.argmax(axis=1)
    confusion = np.zeros((len(classes), len(classes)), dtype=int)
    np.add.at(confusion, (true, called), 1)
    of_true = probabilities[np.arange(len(true)), true]
    return Evaluation(
        tuple(classes),
        confusion,
        reliability(probabilities.max(axis=1), called == true),
        float(-np.log(np.maximum(of_true, SMALLEST)).mean()),
    )


def indices(classes: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    order = {name: index for index, name in enumerate(classes)}
    return np.array([order[label] for label in labels], int)


def reliability(confidence: np.ndarray, is_right: np.ndarray) -> Reliability:
    """[N] probabilities and whether what they are of is the case."""
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    objects = np.bincount(bins, minlength=CALIBRATION_BINS)
    with np.errstate(invalid="ignore"):
        return Reliability(
            np.bincount(bins, confidence, CALIBRATION_BINS) / objects,
            np.bincount(bins, is_right, CALIBRATION_BINS) / objects,
            objects,
        )


def resampled_scores(
    classes: Sequence[str],
    labels: Sequence[str],
    probabilities: np.ndarray,
    groups: Sequence[str],
) -> dict[str, np.ndarray]:
    """
    "precision", "recall" and "f1" of every class over bootstrap samples of objects, [RESAMPLES,
    classes] each: NaN where `Evaluation.score` has None. Rows of one group are drawn together.
    """
    true = np.eye(len(classes))[indices(classes, labels)]
    called = np.eye(len(classes))[probabilities.argmax(axis=1)]
    _, object_of_row = np.unique(groups, return_inverse=True)
    objects = object_of_row.max() + 1
    random = np.random.default_rng(SEED)
    times_drawn = random.multinomial(objects, np.full(objects, 1 / objects), size=RESAMPLES)
    weights = times_drawn[:, object_of_row].astype(float)
    right, of_true, of_called = weights @ (true * called), weights @ true, weights @ called
    with np.errstate(invalid="ignore"):
        return {
            "precision": right / of_called,
            "recall": right / of_true,
            "f1": np.where(of_true > 0, 2 * right / (of_true + of_called), np.nan),
        }


def central_95(samples: np.ndarray) -> tuple[float, float]:
    """From and to, of what is not NaN."""
    low, high = np.nanpercentile(samples, [2.5, 97.5])
    return float(low), float(high)
