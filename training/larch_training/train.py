"""From the labelled sets to the two classifiers that ship: all steps in order."""

import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .boosting import BoostingSettings
from .calibration import Calibration, fit_calibration
from .card import EARLY_DAYS, Findings, render_card
from .data_summary import limits_of_data, training_data
from .features import feature_names
from .forest import ForestSettings
from .hierarchy import (
    FORESTS,
    NODES,
    Hierarchy,
    Member,
    NodeSettings,
    equal_in_sum,
    everywhere,
    train_hierarchy,
)
from .importances import family_importances, feature_families
from .inputs import columns_of, node_inputs
from .material import JUDGE_SETS, Material, read_material
from .model_folder import ModelDescription, write_model
from .observe import FEWEST_DETECTIONS
from .onnx_check import CHECKED_ROWS, check_onnx
from .onnx_export import to_onnx
from .outliers import Outliers, train_outliers
from .perceptrons import PerceptronSettings
from .scores import (
    ROWS_WITHOUT_CLASS,
    Judged,
    held_out_aurocs,
    judge,
    judge_file,
    judge_in_folds,
    limits_of_scores,
    manifest_metrics,
)
from .split import Part, judge_part
from .taxonomy import BRANCH_OF, TAXONOMY, hierarchy_of
from .training_set import (
    SUPERNOVAE,
    Kind,
    Row,
    TrainingSet,
    build_training_set,
    development_rows,
    features_of,
    held_out_rows,
    joined,
    load,
    save,
)

VERSION = "1.0.0"

# What light curves made of supernovae weigh together, of each class, beside all real ones of it
# (EXPERIMENTS.md).
BESIDE_REAL: Mapping[Kind, float] = {"dimmed": 0.75, "re-observed": 0.3}

# The probabilities of supernova classes assume this power of the mix of the spectroscopic sample:
# between equal classes, which calls rare ones too often, and the mix itself, which hardly ever does.
# Macro-F1 is level between 0.3 and 0.7 (EXPERIMENTS.md).
PRIOR_POWER = 0.5

# Branches of which the mix of classes is known.
NATURAL = ("Transient",)


@dataclass(frozen=True)
class Size:
    """How much is drawn and grown."""

    per_class: int
    most_real: int | None  # of each set and class
    most_held_out: int | None  # of each set
    settings: Mapping[str, NodeSettings]
    # To compare with.
    forests: Mapping[str, ForestSettings]


FULL = Size(6400, None, None, NODES, FORESTS)
QUICK_BOOSTING = BoostingSettings(rounds=5)
QUICK_PERCEPTRONS = PerceptronSettings(networks=2, hidden=8, epochs=4, small_set_steps=100)
# Minutes instead of hours; its scores say nothing but that every step works.
QUICK = Size(
    24,
    30,
    30,
    {
        name: NodeSettings(
            boosting=QUICK_BOOSTING, perceptrons=of_node.perceptrons and QUICK_PERCEPTRONS
        )
        for name, of_node in NODES.items()
    },
    everywhere(ForestSettings(trees=5)),
)


@dataclass(frozen=True)
class Classifier:
    name: str
    feature_set: str

    @property
    def description(self) -> str:
        return (
            "Boosting in a hierarchy of branches, for classes of transient and stochastic objects its "
            f"mean with perceptrons, calibrated, on the light-curve features of {self.feature_set}@1"
        )


CLASSIFIERS = (Classifier("larch", "larch"), Classifier("larch-2021", "alerce-2021"))

LIMITS = (
    "QSO, Blazar and CV/Nova were learnt from simulated light curves nearly alone: there is next to no "
    "real two-band ZTF photometry of them to learn from or to be judged by.",
    "YSO are of one region of the sky and two seasons; most real AGN were observed in r alone.",
    "Without distances SNIa overlap SNIbc, and SLSN overlap SNII.",
    "Probabilities assume the priors given: an object of a rare class needs the priors of its survey "
    "(?priors=) before its probability is a frequency.",
    "It takes what it has never seen for one of the fifteen classes; look at outlierScore.",
)


def train(
    data: Path, models: Path, work: Path, quick: bool = False, reuse: bool = False
) -> list[Path]:
    """
    The model folders written; the same for the same data, whatever the number of processes. `reuse`
    takes the training set that an earlier run left in `work`.
    """
    size = QUICK if quick else FULL
    work.mkdir(parents=True, exist_ok=True)
    material = read_material(data)
    built, judged = work / "training-set.npz", work / "held-out.npz"
    in_folds = work / "development.npz"
    if not reuse:
        save(build_training_set(material, size.per_class, size.most_real, "larch", work), built)
        for path, rows in ((judged, held_out_rows), (in_folds, development_rows)):
            save(features_of(rows(material, size.most_held_out), "larch", work / path.stem), path)
    parts = divide(material, load(built), load(judged))
    development = load(in_folds)
    return [
        train_classifier(each, size, parts, development, models) for each in CLASSIFIERS
    ]


@dataclass(frozen=True)
class Parts:
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


def divide(material: Material, everything: TrainingSet, held_out: TrainingSet) -> Parts:
    part = np.array([material.part(row.group) for row in everything.rows])
    return Parts(
        everything.where(part == "training"),
        everything.where(part == "validation"),
        held_out.where(in_test_part(material, held_out.rows)),
    )


def in_test_part(material: Material, held_out: Sequence[Row]) -> np.ndarray:
    """[rows] Choices may look at half of the sets that only judge; the test part has the other."""
    sizes = Counter(
        (source, content["class"])
        for source in JUDGE_SETS
        for content in material.held_out[source]
    )
    return np.array(
        [
            row.origin not in JUDGE_SETS
            or judge_part(row.group, sizes[row.origin, row.label]) == "test"
            for row in held_out
        ]
    )


def train_classifier(
    classifier: Classifier,
    size: Size,
    parts: Parts,
    development: TrainingSet,
    models: Path,
) -> Path:
    """`development` are the real objects of the training and validation parts in every length."""
    said(f"{classifier.name}: training")
    names = feature_names(classifier.feature_set)
    parts = parts.with_features(names)
    priors = priors_of(parts.training)
    whole = parts.whole()
    shipped = {name: of_node.members for name, of_node in size.settings.items()}
    compared = {
        name: replace(of_node, forest=size.forests[name])
        for name, of_node in size.settings.items()
    }
    learnt, of_whole = (fit(rows, compared) for rows in (parts.training, whole.training))
    recipes = judge_recipes(learnt, of_whole, shipped, parts, priors)
    learnt = learnt.of(shipped)
    learnt = learnt.calibrated(calibrate(learnt, parts.to_choose_by(), priors))

    said(f"{classifier.name}: with each class held out")
    without = {
        label: fit_without(label, whole, priors, size.settings) for label in learnt.classes
    }

    said(f"{classifier.name}: with the validation part")
    both = parts.learnt_from()
    final = fit_again(learnt, both, parts.to_choose_by(), size.settings)

    said(f"{classifier.name}: in folds")
    in_folds = judge_in_folds(
        # A temperature of each node is all that it knows of objects it judges.
        lambda rows: fit(rows, size.settings).calibrated(learnt.calibrations),
        both,
        development.with_features(names),
    )

    said(f"{classifier.name}: scores")
    graph, difference = export(final, both, parts.test)
    judged = judge_file(graph, final, parts.test)
    aurocs = held_out_aurocs(without, whole.test)
    chosen_by = whole.to_choose_by()
    made_rows = chosen_by.where(chosen_by.of("kind") != "real")
    description = ModelDescription(
        name=classifier.name,
        version=VERSION,
        description=classifier.description,
        priors=priors,
        feature_set=f"{classifier.feature_set}@1",
        minimum_detections=FEWEST_DETECTIONS,
        training_data=training_data(parts.rows),
        metrics=manifest_metrics(judged, aurocs, in_folds),
        limits=[*LIMITS, *limits_of_data(parts.rows), *limits_of_scores(judged, aurocs)],
    )
    folder = write_model(models, final, graph, parts.test.names, description)
    findings = Findings(
        parts=parts.rows,
        test=judged,
        in_folds=in_folds,
        # Not of the model that ships, which has learnt from them.
        made=judge(learnt, made_rows),
        outlier_aurocs=aurocs,
        made_outlier_aurocs=held_out_aurocs(without, made_rows),
        features=len(parts.test.names),
        recipes=recipes,
        importances=family_importances(final, parts.test.names, feature_families()),
        onnx_difference=difference,
    )
    (folder / "README.md").write_text(render_card(description, findings, folder))
    macro_f1 = in_folds.whole().with_classes(SUPERNOVAE).evaluate().macro_f1
    said(f"{folder}: macro-F1 {macro_f1:.3f} of supernovae in folds")
    return folder


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


def fit(rows: TrainingSet, settings: Mapping[str, NodeSettings]) -> Hierarchy:
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


def judge_recipes(
    learnt: Hierarchy,
    of_whole: Hierarchy,
    shipped: Mapping[str, Sequence[Member]],
    parts: Parts,
    priors: Mapping[str, float],
) -> dict[str, Judged]:
    """Whole and early light curves of the test part, by every way of training it."""
    rows = parts.test.where(parts.test.of("is_whole") | (parts.test.of("cut") == EARLY_DAYS))
    recipes = {}
    chosen_by = parts.to_choose_by()
    for name, members in (
        ("balanced forest", everywhere(("forest",))),
        ("boosting", everywhere(("boosting",))),
        ("mean of forest and boosting", everywhere(("forest", "boosting"))),
        ("mean as it ships", shipped),
    ):
        for cuts, trained in (("whole light curves", of_whole), ("truncated ones too", learnt)):
            hierarchy = trained.of(members)
            calibrated = hierarchy.calibrated(calibrate(hierarchy, chosen_by, priors))
            recipes[f"{name}, {cuts}"] = judge(hierarchy, rows)
            recipes[f"{name}, {cuts}, calibrated"] = judge(calibrated, rows)
    return recipes


def said(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
