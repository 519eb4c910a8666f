"""From the labelled sets to the two classifiers that ship: all steps in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .boosting import BoostingSettings
from .card import EARLY_DAYS, Findings, render_card
from .data_summary import limits_of_data, training_data
from .features import feature_names
from .fitting import Parts, calibrate, export, fit, fit_again, fit_without, priors_of, said
from .forest import ForestSettings
from .hierarchy import FORESTS, NODES, Hierarchy, Member, NodeSettings, everywhere
from .importances import family_importances, feature_families
from .material import Material, in_test_part, read_material
from .model_folder import ModelDescription, write_model
from .observe import FEWEST_DETECTIONS
from .perceptrons import PerceptronSettings
from .rows import TrainingSet, load, save
from .scores import (
    Judged,
    held_out_aurocs,
    judge,
    judge_file,
    judge_in_folds,
    limits_of_scores,
    manifest_metrics,
)
from .taxonomy import SUPERNOVAE
from .training_set import build_training_set, development_rows, features_of, held_out_rows

VERSION = "1.0.0"


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


def divide(material: Material, everything: TrainingSet, held_out: TrainingSet) -> Parts:
    part = np.array([material.part(row.group) for row in everything.rows])
    return Parts(
        everything.where(part == "training"),
        everything.where(part == "validation"),
        held_out.where(in_test_part(material, held_out.rows)),
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
