"""What every training shares: the parts, what is fitted to them, and the ONNX file of it."""

import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .calibration import Calibration, fit_calibration
from .hierarchy import Hierarchy, NodeSettings, equal_in_sum, train_hierarchy
from .inputs import columns_of, node_inputs
from .onnx_check import CHECKED_ROWS, check_onnx
from .onnx_export import to_onnx
from .outliers import Outliers, train_outliers
from .rows import Kind, Row, TrainingSet, joined
from .split import Part
from .taxonomy import BRANCH_OF, SUPERNOVAE, TAXONOMY, hierarchy_of

# What light curves made of supernovae weigh together, of each class, beside all real ones of it
# (EXPERIMENTS.md).
BESIDE_REAL: Mapping[Kind, float] = {"dimmed": 0.75, "re-observed": 0.3}

# The probabilities of supernova classes assume this power of the mix of the spectroscopic sample:
# between equal classes, which calls rare ones too often, and the mix itself, which hardly ever does.
# Macro-F1 is level between 0.3 and 0.7 (EXPERIMENTS.md).
PRIOR_POWER = 0.5

# Branches of which the mix of classes is known.
NATURAL = ("Transient",)

# Of each class, where another one is held out: a classifier is trained for every one of them.
ROWS_WITHOUT_CLASS = 800


@dataclass(frozen=True)
class Parts:
    """What teaches, what settles choices and calibrates, and what judges: no star is in two of them."""

    training: TrainingSet
    validation: TrainingSet
    test: TrainingSet

    @property
    def rows(self) -> dict[Part, tuple[Row, ...]]:
        return {
            "training": self.training.rows,
            "validation": self.validation.rows,
            "test": self.test.rows,
        }

    def to_choose_by(self) -> TrainingSet:
        """Of the validation part: dimmed copies are to learn from, not to choose and calibrate by."""
        return self.validation.where(self.validation.of("kind") != "dimmed")

    def learnt_from(self) -> TrainingSet:
        """What ships has learnt from the validation part, too."""
        return joined(self.training, self.validation)

    def with_features(self, names: Sequence[str]) -> "Parts":
        return self.map(lambda part: part.with_features(names))

    def whole(self) -> "Parts":
        """Without light curves cut short."""
        return self.map(lambda part: part.where(part.of("is_whole")))

    def map(self, change: Callable[[TrainingSet], TrainingSet]) -> "Parts":
        return Parts(*(change(each) for each in (self.training, self.validation, self.test)))


def fit(rows: TrainingSet, settings: Mapping[str, NodeSettings]) -> Hierarchy:
    """Not calibrated, and without outlier scores; `settings` are those of "top" and of every branch."""
    labels = rows.of("label")
    branches = np.array([BRANCH_OF[label] for label in labels])
    weights = weights_of(labels, rows.of("kind"))
    # The kind of photometry must not tell the branch, nor how many there are of a class.
    channels = np.char.add(np.char.add(branches, " "), rows.of("channel"))
    top_weights = equal_in_sum(channels, equal_in_sum(labels, weights))
    return train_hierarchy(rows.values, labels, weights, top_weights, rows.names, settings)


def weights_of(labels: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """[rows] Beside the others of their class; classes of a node are weighed afterwards."""
    weights = np.ones(len(labels))
    for label in SUPERNOVAE:
        real = np.sum((labels == label) & (kinds == "real"))
        for kind, share in BESIDE_REAL.items():
            made = (labels == label) & (kinds == kind)
            if real and made.any():
                weights[made] = share * real / made.sum()
    return weights


def fit_again(
    learnt: Hierarchy,
    both: TrainingSet,
    validation: TrainingSet,
    settings: Mapping[str, NodeSettings],
) -> Hierarchy:
    """Of the validation part too, with what that part has told of `learnt`, which has not seen it."""
    again = fit(both, settings).calibrated(learnt.calibrations)
    return replace(again, outliers=fit_outliers(both, learnt, validation))


def fit_outliers(rows: TrainingSet, hierarchy: Hierarchy, unseen: TrainingSet) -> Outliers:
    """What the top node may read is what makes an object strange; `hierarchy` has not seen `unseen`."""
    branches = np.array([BRANCH_OF[label] for label in rows.of("label")])
    return train_outliers(
        {branch: rows.values[branches == branch] for branch in hierarchy.branches},
        columns_of(node_inputs("top", rows.names), rows.names),
        unseen.values,
        hierarchy.probabilities(unseen.values)[0],
    )


def fit_without(
    label: str,
    parts: Parts,
    priors: Mapping[str, float],
    settings: Mapping[str, NodeSettings],
    natural: Collection[str] = NATURAL,
) -> Hierarchy:
    """Calibrated and with outlier scores, as if the class were not known; of a part of the rows."""
    training = some_of_each(parts.training.where(parts.training.of("label") != label))
    validation = parts.to_choose_by()
    validation = validation.where(validation.of("label") != label)
    hierarchy = fit(training, settings)
    hierarchy = hierarchy.calibrated(calibrate(hierarchy, validation, priors, natural))
    return replace(hierarchy, outliers=fit_outliers(training, hierarchy, validation))


def some_of_each(rows: TrainingSet) -> TrainingSet:
    """At most ROWS_WITHOUT_CLASS of each class, none dimmed."""
    rows = rows.where(rows.of("kind") != "dimmed")
    labels = rows.of("label")
    order = np.random.default_rng(0).permutation(len(labels))
    chosen = [order[labels[order] == label][:ROWS_WITHOUT_CLASS] for label in np.unique(labels)]
    return rows.where(np.isin(np.arange(len(labels)), np.concatenate(chosen)))


def priors_of(training: TrainingSet) -> dict[str, float]:
    """Equal branches and equal classes, but of supernovae a power of the mix of the real ones."""
    real = Counter(
        row.label for row in training.rows if row.kind == "real" and row.is_whole
    )
    priors = {}
    for classes in hierarchy_of(set(training.of("label"))).values():
        shares = np.array(
            [real[name] ** PRIOR_POWER if name in SUPERNOVAE else 1.0 for name in classes]
        )
        priors |= dict(zip(classes, (shares / shares.sum()).tolist(), strict=True))
    branches = len(hierarchy_of(set(priors)))
    return {name: prior / branches for name, prior in priors.items()}


def calibrate(
    hierarchy: Hierarchy,
    validation: TrainingSet,
    priors: Mapping[str, float],
    natural: Collection[str] = NATURAL,
) -> dict[str, Calibration]:
    """
    By node, on objects it has not seen: in `natural` branches on real ones as many as they are,
    elsewhere every class counts the same.
    """
    labels = validation.of("label")
    branches = np.array([BRANCH_OF[label] for label in labels])
    is_real = validation.of("kind") == "real"
    calibrations = {}
    for name, node in hierarchy.nodes.items():
        of_node = branches if name == "top" else labels
        rows = np.isin(of_node, node.classes) & (is_real | (name not in natural))
        targets = np.array([node.classes.index(each) for each in of_node[rows]])
        weights = np.ones(len(targets))
        if name not in natural:
            weights = equal_in_sum(targets, weights)
        shares = np.array([share_of(each, priors) for each in node.classes])
        calibrations[name] = fit_calibration(
            node.uncalibrated(validation.values[rows]), targets, weights, shares / shares.sum()
        )
    return calibrations


def share_of(name: str, priors: Mapping[str, float]) -> float:
    """Of a class, or of the classes of a branch together."""
    return sum(priors.get(leaf, 0.0) for leaf in TAXONOMY.get(name, (name,)))


def export(
    hierarchy: Hierarchy, learnt_from: TrainingSet, test: TrainingSet
) -> tuple[bytes, float]:
    """The ONNX file, and the largest difference of its answers to those of the hierarchy."""
    graph = to_onnx(hierarchy, len(test.names))
    checked = np.vstack([test.values, evenly(learnt_from.values, CHECKED_ROWS)])
    return graph, check_onnx(graph, hierarchy, checked)


def evenly(values: np.ndarray, count: int) -> np.ndarray:
    """So many rows of all, or all where there are fewer."""
    return values[np.linspace(0, len(values) - 1, min(count, len(values))).astype(int)]


def said(text: str) -> None:
    """On stderr, at once."""
    print(text, file=sys.stderr, flush=True)
