"""What is measured of a classifier: on real light curves of every length, and of its outlier scores."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from sklearn.metrics import roc_auc_score

from .evaluate import Evaluation, central_95, evaluate, resampled_scores
from .hierarchy import Hierarchy
from .lengths import COUNTS, CUTS
from .material import ALERT_PACKETS
from .observe import TOTAL
from .onnx_check import onnx_answers
from .rows import OfRows, TrainingSet
from .split import fold_of
from .taxonomy import BRANCH_OF, SUPERNOVAE, TAXONOMY

# Into which real objects are divided that all but one fold of are learnt from.
FOLDS = 5

# Of what is worse the card warns: of probabilities, and of strange objects among those of their branch.
MOST_CALIBRATION_ERROR, LEAST_AUROC = 0.05, 0.6


@dataclass(frozen=True)
class Judged(OfRows):
    """What a model says of light curves."""

    classes: tuple[str, ...]
    branches: tuple[str, ...]
    probabilities: np.ndarray  # [N, classes]
    branch_probabilities: np.ndarray  # [N, branches]
    outlier_scores: np.ndarray  # [N]

    @property
    def labels(self) -> np.ndarray:
        return self.of("label")

    @property
    def true_branches(self) -> np.ndarray:
        return np.array([BRANCH_OF[row.label] for row in self.rows])

    def where(self, rows: np.ndarray) -> "Judged":
        """The chosen rows, by index or by mask."""
        chosen = self.indices(rows)
        return Judged(
            tuple(self.rows[row] for row in chosen),
            self.classes,
            self.branches,
            self.probabilities[chosen],
            self.branch_probabilities[chosen],
            self.outlier_scores[chosen],
        )

    def whole(self) -> "Judged":
        return self.where(self.of("is_whole"))

    def cut_to(self, field: Literal["cut", "detections"], length: int) -> "Judged":
        """Light curves cut to so many days, or detections."""
        return self.where(self.of(field) == length)

    def alerts(self) -> "Judged":
        """One alert of each object that came as alerts, with its history alone."""
        return self.where(np.array([row.history is not None for row in self.rows]))

    def with_classes(self, classes: Sequence[str]) -> "Judged":
        """Objects of the classes, called within all."""
        return self.where(np.isin(self.labels, classes))

    def in_branch(self, branch: str) -> "Judged":
        """Objects of a branch, called within all classes."""
        return self.where(self.true_branches == branch)

    def with_branch_known(self, branch: str) -> "Judged":
        """Objects of a branch, called within its classes."""
        here = self.in_branch(branch)
        classes = tuple(name for name in self.classes if name in TAXONOMY[branch])
        within = here.probabilities[:, [self.classes.index(name) for name in classes]]
        return Judged(
            here.rows,
            classes,
            here.branches,
            within / np.maximum(within.sum(axis=1, keepdims=True), np.finfo(float).tiny),
            here.branch_probabilities,
            here.outlier_scores,
        )

    def reweighted(self, weights: Mapping[str, float]) -> "Judged":
        """As if so many times the objects of each class were in the mix that it assumes."""
        weighed = self.probabilities * [weights[name] for name in self.classes]
        weighed /= np.maximum(weighed.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        of_branch = [[BRANCH_OF[name] == branch for branch in self.branches] for name in self.classes]
        return replace(self, probabilities=weighed, branch_probabilities=weighed @ of_branch)

    def from_one_pipeline(self) -> "Judged":
        """Sent as difference alerts, of whatever class, so that nothing but the sky differs."""
        alerts = np.isin(self.of("origin"), (ALERT_PACKETS, "ztf_sne_alerts"))
        stars = (self.of("origin") == "ztf_periodic") & (self.of("channel") != TOTAL.name)
        return self.where(alerts | stars)

    def evaluate(self) -> Evaluation | None:
        """Of the classes; None without objects."""
        return evaluate(self.classes, self.labels, self.probabilities) if self.rows else None

    def evaluate_branches(self) -> Evaluation | None:
        if not self.rows:
            return None
        return evaluate(self.branches, self.true_branches, self.branch_probabilities)

    def resampled_scores(self) -> dict[str, np.ndarray]:
        """By name of the score, [resamples, classes]."""
        return resampled_scores(self.classes, self.labels, self.probabilities, self.of("group"))

    def macro_f1_interval(self) -> tuple[float, float]:
        """Of means over the classes that occur, in each sample over those that it has."""
        occurring = np.isin(self.classes, self.labels)
        return central_95(np.nanmean(self.resampled_scores()["f1"][:, occurring], axis=1))


@dataclass(frozen=True)
class HeldOutAuroc:
    """Probability that an object of a class has a higher outlier score than one of other classes."""

    of_all: float | None
    of_branch: float | None  # than one of the other classes of its branch


def judge(hierarchy: Hierarchy, training_set: TrainingSet) -> Judged:
    """Features as in training; outlier scores are NaN of a hierarchy that gives none."""
    values = training_set.values
    probabilities, branch_probabilities = hierarchy.probabilities(values)
    outlier_scores = hierarchy.outlier_scores(values, probabilities)
    return judged_as(hierarchy, training_set, probabilities, branch_probabilities, outlier_scores)


def judge_file(graph: bytes, hierarchy: Hierarchy, training_set: TrainingSet) -> Judged:
    """As `judge`, by the exported file of a hierarchy with outlier scores: what the service asks."""
    probabilities, branch_probabilities, outlier_scores = (
        answers.astype(float) for answers in onnx_answers(graph, training_set.values)
    )
    return judged_as(
        hierarchy, training_set, probabilities, branch_probabilities, outlier_scores[:, 0]
    )


def judged_as(
    hierarchy: Hierarchy,
    training_set: TrainingSet,
    probabilities: np.ndarray,
    branch_probabilities: np.ndarray,
    outlier_scores: np.ndarray,
) -> Judged:
    """What was answered [N, classes], [N, branches] and [N] about the rows of a set."""
    return Judged(
        training_set.rows,
        hierarchy.classes,
        tuple(hierarchy.branches),
        probabilities,
        branch_probabilities,
        outlier_scores,
    )


def judge_in_folds(
    learn: Callable[[TrainingSet], Hierarchy], rows: TrainingSet, objects: TrainingSet
) -> Judged:
    """
    Each of `objects` by what `learn` makes of those `rows` that are of stars in other folds; no classes
    may be missing there.
    """
    of_rows, of_objects = (
        np.array([fold_of(group, FOLDS) for group in each.of("group")]) for each in (rows, objects)
    )
    folds = [
        judge(learn(rows.where(of_rows != fold)), objects.where(of_objects == fold))
        for fold in range(FOLDS)
    ]
    return Judged(
        tuple(row for each in folds for row in each.rows),
        folds[0].classes,
        folds[0].branches,
        np.vstack([each.probabilities for each in folds]),
        np.vstack([each.branch_probabilities for each in folds]),
        np.concatenate([each.outlier_scores for each in folds]),
    )


def limits_of_scores(test: Judged, outlier_aurocs: Mapping[str, HeldOutAuroc]) -> list[str]:
    """What follows for the use of the model from how it does on whole real light curves."""
    whole = test.whole()
    errors = {
        branch: whole.in_branch(branch).evaluate().expected_calibration_error
        for branch in whole.branches
        if branch in whole.true_branches
    }
    badly_calibrated = [
        f"{error:.2f} for {branch.lower()} objects"
        for branch, error in errors.items()
        if error > MOST_CALIBRATION_ERROR
    ]
    hardly_strange = [
        name
        for name, auroc in outlier_aurocs.items()
        if auroc.of_branch is not None and auroc.of_branch < LEAST_AUROC
    ]
    limits = []
    if badly_calibrated:
        limits.append(
            "The probability of the class called differs from how often it is right (expected "
            f"calibration error): {', '.join(badly_calibrated)}."
        )
    if hardly_strange:
        limits.append(
            "outlierScore hardly finds objects of an unknown kind among others of the branch where they "
            f"are like these (with the class held out an AUROC below {LEAST_AUROC}): "
            f"{', '.join(hardly_strange)}."
        )
    return limits


def manifest_metrics(
    test: Judged, outlier_aurocs: Mapping[str, HeldOutAuroc], in_folds: Judged | None = None
) -> dict[str, Any]:
    """`metrics` of model.json: `test` and `in_folds` have real light curves, whole and cut."""
    whole = test.whole()
    metrics = {
        **with_interval(whole),
        "perClass": per_class(whole),
        "branches": summary(whole.evaluate_branches()),
        "supernovae": with_interval(whole.with_classes(SUPERNOVAE)),
        "byDetections": [
            {"detections": count, **of_length(test.cut_to("detections", count))}
            for count in COUNTS
        ],
        "byDays": [{"days": days, **of_length(test.cut_to("cut", days))} for days in CUTS],
        "alerts": of_length(test.alerts()),
        "alertPipeline": of_pipeline(whole.from_one_pipeline()),
        "outlierAuroc": {name: rounded(each.of_all) for name, each in outlier_aurocs.items()},
    }
    if in_folds is not None:
        metrics["supernovaeInFolds"] = in_folds_of(in_folds.with_classes(SUPERNOVAE))
    return metrics


def in_folds_of(supernovae: Judged) -> dict[str, Any]:
    return {
        **with_interval(supernovae.whole()),
        "byDays": [
            {"days": days, **summary(supernovae.cut_to("cut", days).evaluate())} for days in CUTS
        ],
        "alerts": summary(supernovae.alerts().evaluate()),
    }


def of_length(judged: Judged) -> dict[str, Any]:
    """Of light curves of one length: of all, and of supernovae, called within all classes."""
    return {
        **summary(judged.evaluate()),
        "supernovae": summary(judged.with_classes(SUPERNOVAE).evaluate()),
    }


def of_pipeline(judged: Judged) -> dict[str, Any]:
    """Of objects that all came as difference alerts: their classes, and their branches."""
    return {**with_interval(judged), "branches": summary(judged.evaluate_branches())}


def with_interval(judged: Judged) -> dict[str, Any]:
    scores = summary(judged.evaluate())
    if judged.rows:
        scores["macroF1Interval"] = [rounded(end) for end in judged.macro_f1_interval()]
    return scores


def summary(evaluation: Evaluation | None) -> dict[str, float | None]:
    if evaluation is None:
        return {
            "testObjects": 0,
            "accuracy": None,
            "macroF1": None,
            "expectedCalibrationError": None,
            "logLoss": None,
        }
    return {
        "testObjects": evaluation.objects,
        "accuracy": rounded(evaluation.accuracy),
        "macroF1": rounded(evaluation.macro_f1),
        "expectedCalibrationError": rounded(evaluation.expected_calibration_error),
        "logLoss": rounded(evaluation.log_loss),
    }


def per_class(whole: Judged) -> dict[str, dict[str, Any]]:
    """By class: precision, recall and F1 with their intervals, and how many there are."""
    evaluation = whole.evaluate()
    samples = whole.resampled_scores()
    result = {}
    for index, name in enumerate(whole.classes):
        score = evaluation.score(name)
        result[name] = {"testObjects": score.objects}
        for each, of_samples in samples.items():
            result[name][each] = rounded(getattr(score, each))
            if score.objects and getattr(score, each) is not None:
                result[name][f"{each}Interval"] = interval(of_samples[:, index])
    return result


def interval(samples: np.ndarray) -> list[float]:
    return [rounded(end) for end in central_95(samples)]


def rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def held_out_aurocs(
    without: Mapping[str, Hierarchy], judged: TrainingSet
) -> dict[str, HeldOutAuroc]:
    """
    Of each class, by the hierarchy that has seen no object of it. None where `judged` has no object
    of the class or none to compare with.
    """
    labels = judged.of("label")
    branches = np.array([BRANCH_OF[label] for label in labels])
    result = {}
    for name, hierarchy in without.items():
        is_held_out = labels == name
        if not is_held_out.any():
            result[name] = HeldOutAuroc(None, None)
            continue
        scores = hierarchy.outlier_scores(
            judged.values, hierarchy.probabilities(judged.values)[0]
        )
        of_branch = branches == BRANCH_OF[name]
        result[name] = HeldOutAuroc(
            auroc(is_held_out, scores), auroc(is_held_out[of_branch], scores[of_branch])
        )
    return result


def auroc(is_strange: np.ndarray, scores: np.ndarray) -> float | None:
    return None if is_strange.all() else float(roc_auc_score(is_strange, scores))
