"""What a feature set is worth: five-fold cross-validation on real ZTF supernovae.

The objects are those of `ztf_supernovae` that are not held out for tests. Every recipe sees the same
objects in the same folds, so that two recipes are compared by a paired bootstrap.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedKFold

from .boosting import BoostingSettings, class_shares, train_boosting
from .calibration import Calibration
from .evaluate import Evaluation, evaluate
from .features import FeatureTable, compute_features
from .forest import ForestSettings, impute, train_forest
from .hierarchy import HierarchySettings, Node
from .light_curves import ended_after, to_light_curve
from .perceptrons import train_perceptrons
from .sources import SOURCES, read_source
from .split import is_held_out, read_same_objects
from .train import PRIOR_POWER

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
    model: str  # "forest", "boosting" or "mean" of boosting and perceptrons
    features: str  # "2021", "shape" or "both"
    # Learns from the light curves that end early too.
    truncated: bool = False


RECIPES = (
    Recipe("2021, balanced forest", "forest", "2021"),
    Recipe("2021 + shape, balanced forest", "forest", "both"),
    Recipe("2021, boosting", "boosting", "2021"),
    Recipe("shape, boosting", "boosting", "shape"),
    Recipe("2021 + shape, boosting", "boosting", "both"),
    Recipe("2021, boosting, truncated too", "boosting", "2021", truncated=True),
    Recipe("2021 + shape, boosting, truncated too", "boosting", "both", truncated=True),
    Recipe("2021 + shape, mean, truncated too", "mean", "both", truncated=True),
)


# Names of recipes; whole light curves.
COMPARISONS = (
    ("2021, balanced forest", "2021 + shape, balanced forest"),
    ("2021, boosting", "2021 + shape, boosting"),
    ("2021, boosting", "shape, boosting"),
    ("2021 + shape, boosting", "shape, boosting"),
    ("2021 + shape, boosting, truncated too", "2021 + shape, mean, truncated too"),
)


@dataclass(frozen=True)
class Rows:
    """Light curves of one length: whole, or as they were some days after the first detection."""

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
    (source,) = (each for each in SOURCES if each.name == SOURCE)
    same_objects = read_same_objects(data / "same_object_pairs.csv")
    objects = [
        each for each in read_source(data, source) if not is_held_out(each["objectId"], same_objects)
    ]
    labels = np.array([each["class"] for each in objects])
    light_curves = [to_light_curve(each) for each in objects]

    base = set(compute_features(light_curves[:10], work / "base", BASE_SET).names)
    tables = {None: compute_features(light_curves, work / "whole", FEATURE_SET)}
    for days in CUTS:
        cut = [ended_after(each, days) for each in light_curves]
        tables[days] = compute_features(cut, work / f"{days}d", FEATURE_SET)
    names = tables[None].names
    columns = {
        "2021": [name in base for name in names],
        "shape": [name not in base for name in names],
        "both": [True for _ in names],
    }
    rows = {days: rows_of(table) for days, table in tables.items()}
    whole = rows[None].object_index
    folds = np.full(len(objects), -1)
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for fold, (_, test) in enumerate(splitter.split(whole, labels[whole])):
        folds[whole[test]] = fold

    lines: list[str] = []

    def add(line: str) -> None:
        lines.append(line)
        print(line, file=sys.stderr, flush=True)

    counts = ", ".join(f"{name} {np.sum(labels[whole] == name)}" for name in source.classes)
    add(f"{len(whole)} objects, {FOLDS} folds: {counts}")
    add("")
    add("| recipe | light curves | objects | macro-F1 | ECE | log-loss |")
    add("|---|---|---|---|---|---|")
    answers = {}
    for recipe in RECIPES:
        predictions = predict(recipe, rows, columns[recipe.features], labels, folds, source.classes)
        for days, prediction in predictions.items():
            answers[recipe.name, days] = prediction
            evaluation = evaluation_of(source.classes, prediction)
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
        gains = bootstrap_gains(source.classes, answers[before, None], answers[after, None])
        of_f1, of_log_loss = (f"{each.mean:+.3f} [{each.low:+.3f}, {each.high:+.3f}]" for each in gains)
        add(f"| {before} | {after} | {of_f1} | {of_log_loss} |")
    add("")
    add("Changes on whole light curves, with 95 per cent of a paired bootstrap.")
    return "\n".join(lines)


def rows_of(table: FeatureTable) -> Rows:
    return Rows(np.array(table.answered), table.inputs(table.names))


def predict(
    recipe: Recipe,
    rows: Mapping[int | None, Rows],
    columns: Sequence[bool],
    labels: np.ndarray,
    folds: np.ndarray,
    classes: Sequence[str],
) -> dict[int | None, Prediction]:
    """Of each length of light curves, every object by the model that has not seen it."""
    probabilities = {
        days: np.full((len(each.object_index), len(classes)), np.nan) for days, each in rows.items()
    }
    learnt = list(rows) if recipe.truncated else [None]
    for fold in range(FOLDS):
        train = [
            (rows[days].values[chosen][:, columns], labels[rows[days].object_index[chosen]])
            for days in learnt
            for chosen in [is_training(folds[rows[days].object_index], fold)]
        ]
        model = train_model(
            recipe.model,
            np.vstack([values for values, _ in train]),
            np.concatenate([of_rows for _, of_rows in train]),
            tuple(classes),
        )
        for days, each in rows.items():
            chosen = folds[each.object_index] == fold
            probabilities[days][chosen] = model(each.values[chosen][:, columns])
    return {
        days: Prediction(labels[each.object_index[known]], probabilities[days][known])
        for days, each in rows.items()
        for known in [~np.isnan(probabilities[days]).any(axis=1)]
    }


def is_training(folds: np.ndarray, fold: int) -> np.ndarray:
    return (folds != fold) & (folds >= 0)


def train_model(
    kind: str, values: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]
) -> Callable[[np.ndarray], np.ndarray]:
    """From [N, F] with NaN where missing; a function from the like to [N, classes]."""
    columns = np.arange(values.shape[1])
    if kind == "forest":
        forest = train_forest(
            impute(values),
            labels,
            np.ones(len(labels)),
            classes,
            columns,
            ForestSettings(trees=300),
            np.random.SeedSequence(SEED),
        )
        return forest.probabilities
    values = values.astype(np.float32)
    targets = np.array([classes.index(label) for label in labels])
    weights = inverse_frequencies(targets)
    if kind == "boosting":
        boosting = train_boosting(values, targets, weights, len(classes), columns, BOOSTING)
        return lambda inputs: boosting.probabilities(inputs.astype(np.float32))
    # As the supernova node of the classifiers, but for re-observed supernovae and calibration.
    learnt = values, targets, np.sqrt(weights), len(classes), columns
    node = Node(
        classes,
        boosting=train_boosting(*learnt, BoostingSettings()),
        perceptrons=train_perceptrons(*learnt, HierarchySettings().supernova_perceptrons),
        calibration=Calibration(1.0, PRIOR_POWER * np.log(class_shares(targets, np.ones(len(targets))))),
    )
    return lambda inputs: node.probabilities(inputs.astype(np.float32))


def inverse_frequencies(targets: np.ndarray) -> np.ndarray:
    """A weight for each row: that of every class sums to the same, and the mean is 1."""
    counts = np.bincount(targets)
    return len(targets) / (len(counts) * counts[targets])


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
