"""What a feature set is worth: five-fold cross-validation on real ZTF supernovae.

The objects are those of `ztf_supernovae` that are not held out for tests. Every recipe sees the same
objects in the same folds, so that two recipes are compared by a paired bootstrap.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from sklearn.model_selection import StratifiedKFold

from .boosting import BoostingSettings, train_boosting
from .calibration import Calibration
from .donors import Donors
from .evaluate import Evaluation, evaluate
from .features import FeatureTable, compute_features, feature_names
from .fitting import PRIOR_POWER, weights_of
from .forest import ForestSettings, impute, train_forest
from .hierarchy import NODES, equal_in_sum, train_node
from .lengths import generator
from .light_curves import ended_after, to_light_curve
from .material import Content, read_material
from .observe import DIFFERENCE
from .rows import Row
from .taxonomy import SUPERNOVAE
from .training_set import dimmed_copies

SOURCE = "ztf_supernovae"
BASE_SET, FEATURE_SET = "alerce-2021", "larch"
FOLDS = 5
SEED = 2021
# Days after the first detection at which a light curve ends.
CUTS = (16, 32, 64)
RESAMPLES = 1000
BOOSTING = BoostingSettings(rounds=150, learning_rate=0.06)


@dataclass(frozen=True)
class Recipe:
    name: str
    model: str  # "forest", "boosting" or "node": as the supernova node of the classifiers
    features: str  # "2021", "shape" or "both"
    # Learns from the light curves that end early too; and from those of dimmed copies.
    truncated: bool = False
    dimmed: bool = False


RECIPES = (
    Recipe("2021, balanced forest", "forest", "2021"),
    Recipe("2021 + shape, balanced forest", "forest", "both"),
    Recipe("2021, boosting", "boosting", "2021"),
    Recipe("shape, boosting", "boosting", "shape"),
    Recipe("2021 + shape, boosting", "boosting", "both"),
    Recipe("2021, boosting, truncated too", "boosting", "2021", truncated=True),
    Recipe("2021 + shape, boosting, truncated too", "boosting", "both", truncated=True),
    Recipe("2021 + shape, mean, truncated too", "node", "both", truncated=True),
    Recipe("2021 + shape, mean, truncated and dimmed too", "node", "both", True, dimmed=True),
)

# Names of recipes; whole light curves.
COMPARISONS = (
    ("2021, balanced forest", "2021 + shape, balanced forest"),
    ("2021, boosting", "2021 + shape, boosting"),
    ("2021, boosting", "shape, boosting"),
    ("2021 + shape, boosting", "shape, boosting"),
    ("2021 + shape, boosting, truncated too", "2021 + shape, mean, truncated too"),
    ("2021 + shape, mean, truncated too", "2021 + shape, mean, truncated and dimmed too"),
)


# Real light curves that end so many days after the first detection, None whole ones; or dimmed copies.
Sample = int | None | Literal["dimmed"]


@dataclass(frozen=True)
class Rows:
    """The light curves of a sample."""

    object_index: np.ndarray  # of the answered light curves
    values: np.ndarray  # [answered, features]


@dataclass(frozen=True)
class Prediction:
    labels: np.ndarray
    # NaN for an object without an answer.
    probabilities: np.ndarray


@dataclass(frozen=True)
class Gain:
    mean: float
    # The central 95 per cent over resamples.
    low: float
    high: float


def crossvalidate(data: Path, work: Path) -> str:
    """The table of recipes, in Markdown. Its lines go to stderr as they come, for it takes long."""
    classes = SUPERNOVAE
    material = read_material(data)
    objects = [each for name in classes for each in material.stars[SOURCE, name]]
    labels = np.array([each["class"] for each in objects])
    light_curves = [to_light_curve(each) for each in objects]

    base = set(feature_names(BASE_SET))
    tables = {None: compute_features(light_curves, work / "whole", FEATURE_SET)}
    for days in CUTS:
        cut = [ended_after(each, days) for each in light_curves]
        tables[days] = compute_features(cut, work / f"{days}d", FEATURE_SET)
    rows: dict[Sample, Rows] = {days: rows_of(table) for days, table in tables.items()}
    rows["dimmed"] = rows_of_copies(objects, light_curves, material.donors, work / "dimmed")
    names = tables[None].names
    columns = {
        "2021": [name in base for name in names],
        "shape": [name not in base for name in names],
        "both": [True for _ in names],
    }
    whole = rows[None].object_index
    folds = np.full(len(objects), -1)
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for fold, (_, test) in enumerate(splitter.split(whole, labels[whole])):
        folds[whole[test]] = fold

    lines: list[str] = []

    def add(line: str) -> None:
        lines.append(line)
        print(line, file=sys.stderr, flush=True)

    counts = ", ".join(f"{name} {np.sum(labels[whole] == name)}" for name in classes)
    add(f"{len(whole)} objects, {FOLDS} folds: {counts}")
    add("")
    add("| recipe | light curves | objects | macro-F1 | ECE | log-loss |")
    add("|---|---|---|---|---|---|")
    answers = {}
    for recipe in RECIPES:
        chosen = np.flatnonzero(columns[recipe.features])
        predictions = predict(recipe, rows, chosen, names, labels, folds, classes)
        for days, prediction in predictions.items():
            answers[recipe.name, days] = prediction
            evaluation = evaluation_of(classes, prediction)
            length = "whole" if days is None else f"{days} d"
            add(
                f"| {recipe.name} | {length} | {len(prediction.labels)} "
                f"| {evaluation.macro_f1:.3f} "
                f"| {evaluation.expected_calibration_error:.3f} "
                f"| {evaluation.log_loss:.3f} |"
            )
    add("")
    add("| from | to | macro-F1 | log-loss |")
    add("|---|---|---|---|")
    for before, after in COMPARISONS:
        gains = bootstrap_gains(classes, answers[before, None], answers[after, None])
        of_f1, of_log_loss = (f"{each.mean:+.3f} [{each.low:+.3f}, {each.high:+.3f}]" for each in gains)
        add(f"| {before} | {after} | {of_f1} | {of_log_loss} |")
    add("")
    add("Changes on whole light curves, with 95 per cent of a paired bootstrap.")
    return "\n".join(lines)


def rows_of(table: FeatureTable) -> Rows:
    return Rows(np.array(table.answered), table.inputs(table.names))


def rows_of_copies(
    objects: Sequence[Content],
    light_curves: Sequence[Mapping[str, Any]],
    donors: Donors,
    work: Path,
) -> Rows:
    """Dimmed, whole and cut, with all that is known of them."""
    copies = []
    for index, (content, light_curve) in enumerate(zip(objects, light_curves, strict=True)):
        name = content["objectId"]
        row = Row(content["class"], name, SOURCE, "real", DIFFERENCE.name, None)
        random = generator("dimmed", name)
        for _, copy in dimmed_copies(random, row, light_curve, donors):
            copies.append((index, copy))
    of_copies = rows_of(compute_features((copy for _, copy in copies), work, FEATURE_SET))
    owners = np.array([index for index, _ in copies])
    return Rows(owners[of_copies.object_index], of_copies.values)


def predict(
    recipe: Recipe,
    rows: Mapping[Sample, Rows],
    columns: np.ndarray,
    names: Sequence[str],
    labels: np.ndarray,
    folds: np.ndarray,
    classes: Sequence[str],
) -> dict[int | None, Prediction]:
    """Of each length of real light curves, every object by the model that has not seen it."""
    probabilities = {
        days: np.full((len(each.object_index), len(classes)), np.nan)
        for days, each in rows.items()
        if days != "dimmed"
    }
    learnt = [None, *(CUTS if recipe.truncated else ()), *(["dimmed"] if recipe.dimmed else [])]
    for fold in range(FOLDS):
        values, of_rows, kinds = [], [], []
        for sample in learnt:
            owners = rows[sample].object_index
            chosen = np.flatnonzero(is_training(folds[owners], fold))
            values.append(rows[sample].values[np.ix_(chosen, columns)])
            of_rows.append(labels[owners[chosen]])
            kinds.append(np.full(len(chosen), "dimmed" if sample == "dimmed" else "real"))
        model = train_model(
            recipe.model,
            np.vstack(values),
            np.concatenate(of_rows),
            np.concatenate(kinds),
            [names[column] for column in columns],
            tuple(classes),
        )
        for days, of_length in probabilities.items():
            chosen = folds[rows[days].object_index] == fold
            of_length[chosen] = model(rows[days].values[chosen][:, columns])
    return {
        days: Prediction(labels[rows[days].object_index[known]], of_length[known])
        for days, of_length in probabilities.items()
        for known in [~np.isnan(of_length).any(axis=1)]
    }


def is_training(folds: np.ndarray, fold: int) -> np.ndarray:
    return (folds != fold) & (folds >= 0)


def train_model(
    kind: str,
    values: np.ndarray,
    labels: np.ndarray,
    kinds: np.ndarray,
    names: Sequence[str],
    classes: tuple[str, ...],
) -> Callable[[np.ndarray], np.ndarray]:
    """
    From [N, F] with NaN where missing and, of each row, its class and whether it is "real" or
    "dimmed"; a function from the like to [N, classes].
    """
    columns = np.arange(values.shape[1])
    if kind == "forest":
        forest = train_forest(
            impute(values),
            labels,
            np.ones(len(labels)),
            classes,
            columns,
            ForestSettings(),
            np.random.SeedSequence(SEED),
        )
        return forest.probabilities
    values = values.astype(np.float32)
    targets = np.array([classes.index(label) for label in labels])
    if kind == "boosting":
        weights = equal_in_sum(targets, np.ones(len(targets)))
        boosting = train_boosting(values, targets, weights, len(classes), columns, BOOSTING)
        return lambda inputs: boosting.probabilities(inputs.astype(np.float32))
    node = train_node(
        "Transient",
        values,
        labels,
        weights_of(labels, kinds),
        classes,
        names,
        NODES["Transient"],
        np.random.SeedSequence(SEED),
    )
    # Of the classifiers' calibration the prior alone.
    mix = np.bincount(targets[kinds == "real"], minlength=len(classes))
    node = replace(node, calibration=Calibration(1.0, PRIOR_POWER * np.log(mix)))
    return lambda inputs: node.probabilities(inputs.astype(np.float32))


def evaluation_of(classes: Sequence[str], prediction: Prediction) -> Evaluation:
    return evaluate(classes, prediction.labels, prediction.probabilities)


def bootstrap_gains(
    classes: Sequence[str], before: Prediction, after: Prediction
) -> tuple[Gain, Gain]:
    """Of macro-F1 and of log-loss: that of `after` minus that of `before`."""
    random = np.random.default_rng(SEED)

    def gains(rows: np.ndarray) -> tuple[float, float]:
        gained, had = (evaluation_of(classes, taken(each, rows)) for each in (after, before))
        return gained.macro_f1 - had.macro_f1, gained.log_loss - had.log_loss

    every = np.arange(len(before.labels))
    resampled = [gains(random.choice(every, len(every))) for _ in range(RESAMPLES)]
    low, high = np.percentile(resampled, [2.5, 97.5], axis=0)
    of_f1, of_log_loss = (
        Gain(float(mean), float(least), float(most))
        for mean, least, most in zip(gains(every), low, high, strict=True)
    )
    return of_f1, of_log_loss


def taken(prediction: Prediction, rows: np.ndarray) -> Prediction:
    return Prediction(prediction.labels[rows], prediction.probabilities[rows])
