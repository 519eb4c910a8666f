"""What gives away where a light curve came from: how real the one observing chain is.

Whole light curves of one class and one channel are told apart by boosting that sees what the node of
their branch may read, which is no less than what the top node may. An area under the curve of 0.5 means
that nobody can tell; below 0.7 is the aim.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from .boosting import BoostingSettings, train_boosting
from .hierarchy import equal_in_sum
from .inputs import columns_of, node_inputs, survey_inputs
from .material import Material, in_test_part, read_material
from .observe import CHANNELS, TOTAL
from .rows import Drawn, TrainingSet, joined, load
from .taxonomy import BRANCH_OF, SUPERNOVAE, TAXONOMY
from .training_set import build_training_set, features_of, held_out_rows

FEATURE_SET = "larch"
FOLDS = 5
SEED = 2021
# Fewer light curves on a side tell nothing.
FEWEST = 8
WORST_FEATURES = 4
# Of brightness, and of the number of nights, where both sides are to be alike in them.
STEPS = 8
# By the brighter band: of alerts of supernovae at maximum, of others in the mean.
SUPERNOVA_BRIGHTNESS = ("peak_mag_1", "peak_mag_2")
BRIGHTNESS = ("Mean_1", "Mean_2")
# Whose alerts are there as they are and with a drawn host.
SUPERNOVA_SETS = ("ztf_supernovae", "ztf_bts_snia")
# So few rows that a second thread waits more than it works.
SETTINGS = BoostingSettings(rounds=80, leaves=8, min_rows_in_leaf=10, threads=1)


@dataclass(frozen=True)
class Worst:
    """A feature, its share of the gain, and its medians on both sides."""

    name: str
    share: float
    first: float
    second: float

    def __str__(self) -> str:
        return f"{self.name} {self.share:.2f} ({self.first:.3g}, {self.second:.3g})"


@dataclass(frozen=True)
class Telling:
    """How well one side is told from the other."""

    first: int
    second: int
    auc: float
    worst: tuple[Worst, ...]


def report_leakage(data: Path, work: Path, per_class: int, training_set: Path | None) -> str:
    """Markdown; of a saved training set, or of one of `per_class` light curves made for it."""
    material = read_material(data)
    made = (
        build_training_set(material, per_class, per_class, FEATURE_SET, work / "leakage")
        if training_set is None
        else load(training_set)
    )
    judges = features_of(validation_judges(material), FEATURE_SET, work / "leakage-judges")
    whole = joined(made, judges)
    whole = whole.where(whole.of("is_whole"))
    report = "\n".join(
        [
            "# What gives a light curve away",
            "",
            *real_against_made(whole),
            "",
            *sources_against_each_other(whole),
            "",
            *branches_by_survey(material, made, whole),
            "",
        ]
    )
    (work / "leakage.md").write_text(report)
    return report


def validation_judges(material: Material) -> list[Drawn]:
    """Whole light curves of the sets that judge, of the objects by which choices may be made."""
    drawn = held_out_rows(material)
    in_test = in_test_part(material, [row for row, _ in drawn])
    return [
        each for each, tests in zip(drawn, in_test, strict=True) if each[0].is_whole and not tests
    ]


def real_against_made(whole: TrainingSet) -> list[str]:
    lines = [
        "## Real light curves against those of the observing chain",
        "",
        "| class | channel | against | real | made | AUC | what tells (share; median real, made) |",
        "|---|---|---|---:|---:|---:|---|",
    ]
    for label, channel, rows in classes_and_channels(whole):
        kinds = rows.of("kind")
        # Alerts of a real supernova with a drawn host are the real side of what is re-observed.
        is_hosted = (kinds == "re-observed") & np.isin(rows.of("origin"), SUPERNOVA_SETS)
        is_real = (kinds == "real") | is_hosted
        for kind in ("dimmed", "re-observed", "simulated"):
            is_made = (kinds == kind) & ~is_hosted
            pair, is_second = rows.where(is_real | is_made), is_made[is_real | is_made]
            telling = tell_apart(pair, is_second)
            if telling is None:
                continue
            # They are of another brightness and of fewer nights on purpose.
            has_peak = label in SUPERNOVAE and channel != TOTAL.name
            brightness = SUPERNOVA_BRIGHTNESS if has_peak else BRIGHTNESS
            alike = as_bright(pair, is_second, brightness)
            telling_alike = tell_apart(pair.where(alike), is_second[alike])
            for name, each in ((kind, telling), (f"{kind}, as bright", telling_alike)):
                if each is not None:
                    lines.append(f"| {label} | {channel} | {name} {cells_of(each)}")
    return lines


def as_bright(
    rows: TrainingSet, is_second: np.ndarray, brightness: Sequence[str]
) -> np.ndarray:
    """Indices of as many of both sides, drawn at random, of the same bands, brightness and nights."""
    random = np.random.default_rng(SEED)
    known = ~np.isnan(rows.with_features(brightness).values)
    cells = np.column_stack([known, steps_of(rows, brightness), steps_of(rows, ["n_nights"])])
    chosen = []
    for cell in np.unique(cells, axis=0):
        here = np.all(cells == cell, axis=1)
        sides = [np.flatnonzero(here & side) for side in (is_second, ~is_second)]
        count = min(map(len, sides))
        chosen += [random.permutation(side)[:count] for side in sides]
    return np.sort(np.concatenate(chosen))


def steps_of(rows: TrainingSet, names: Sequence[str]) -> np.ndarray:
    """[rows] in which of STEPS parts of equal size the least of the features is."""
    least = np.fmin.reduce(rows.with_features(names).values, axis=1)
    edges = np.nanquantile(least, np.arange(1, STEPS) / STEPS)
    return np.searchsorted(edges, least)


def sources_against_each_other(whole: TrainingSet) -> list[str]:
    lines = [
        "## Each source of a class against its others",
        "",
        "| class | channel | source | others | of it | AUC | what tells (share; median others, it) |",
        "|---|---|---|---:|---:|---:|---|",
    ]
    made = whole.where(whole.of("kind") != "real")
    for label, channel, rows in classes_and_channels(made):
        origins = rows.of("origin")
        for origin in np.unique(origins):
            telling = tell_apart(rows, origins == origin)
            if telling is not None:
                lines.append(f"| {label} | {channel} | {origin} {cells_of(telling)}")
    return lines


def classes_and_channels(whole: TrainingSet):
    labels, channels = whole.of("label"), whole.of("channel")
    for label in BRANCH_OF:
        for channel in CHANNELS:
            rows = whole.where((labels == label) & (channels == channel.name))
            if rows.rows:
                yield label, channel.name, rows


def cells_of(telling: Telling) -> str:
    worst = ", ".join(map(str, telling.worst))
    return f"| {telling.first} | {telling.second} | {telling.auc:.3f} | {worst} |"


def tell_apart(rows: TrainingSet, is_second: np.ndarray) -> Telling | None:
    """By five folds that keep the copies of a star together; None: too few on a side."""
    second = int(is_second.sum())
    first = len(is_second) - second
    groups = rows.of("group")
    if min(first, second) < FEWEST or fewest_groups(groups, is_second) < FOLDS:
        return None
    # All are of one class.
    columns = columns_of(node_inputs(BRANCH_OF[rows.rows[0].label], rows.names), rows.names)
    targets = is_second.astype(int)
    scores, gains = np.zeros(len(targets)), np.zeros(len(columns))
    for train, test in folds_of(rows, targets):
        weights = equal_in_sum(targets[train], np.ones(len(train)))
        boosting = train_boosting(rows.values[train], targets[train], weights, 2, columns, SETTINGS)
        scores[test] = boosting.probabilities(rows.values[test])[:, 1]
        gains += boosting.booster.feature_importance("gain")
    worst = tuple(
        Worst(
            rows.names[columns[index]],
            float(gains[index] / gains.sum()),
            median_of(rows.values[~is_second, columns[index]]),
            median_of(rows.values[is_second, columns[index]]),
        )
        for index in np.argsort(-gains)[:WORST_FEATURES]
        if gains[index] > 0
    )
    return Telling(first, second, float(roc_auc_score(targets, scores)), worst)


def fewest_groups(groups: np.ndarray, is_second: np.ndarray) -> int:
    return min(len(set(groups[is_second])), len(set(groups[~is_second])))


def folds_of(rows: TrainingSet, targets: np.ndarray):
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    return splitter.split(rows.values, targets, rows.of("group"))


def median_of(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def branches_by_survey(material: Material, made: TrainingSet, whole: TrainingSet) -> list[str]:
    """
    What tells a branch must be the light. Of the training set: learnt from the training part, scored
    on the validation part. Of the files as they are: real light curves alone, five folds.
    """
    parts = np.array([material.part(row.group) for row in made.rows])
    split = [(np.flatnonzero(parts == "training"), np.flatnonzero(parts == "validation"))]
    real = whole.where(whole.of("kind") == "real")
    inputs = {
        "counts, spans and limits alone": columns_of(survey_inputs(made.names), made.names),
        "inputs of the top node": columns_of(node_inputs("top", made.names), made.names),
    }
    lines = [
        "## Macro-F1 of the branches",
        "",
        "| inputs | training set | real files as they are |",
        "|---|---:|---:|",
    ]
    for name, columns in inputs.items():
        in_set = branch_score(made, columns, split)
        in_files = branch_score(real, columns, list(folds_of(real, branches_of(real))))
        lines.append(f"| {name} | {in_set:.3f} | {in_files:.3f} |")
    return lines


def branches_of(rows: TrainingSet) -> np.ndarray:
    """Index of the branch of each row."""
    order = list(TAXONOMY)
    return np.array([order.index(BRANCH_OF[row.label]) for row in rows.rows])


def branch_score(
    rows: TrainingSet, columns: np.ndarray, splits: Sequence[tuple[np.ndarray, np.ndarray]]
) -> float:
    targets = branches_of(rows)
    called, true = [], []
    for train, test in splits:
        weights = equal_in_sum(targets[train], np.ones(len(train)))
        boosting = train_boosting(
            rows.values[train], targets[train], weights, len(TAXONOMY), columns, SETTINGS
        )
        called.append(boosting.probabilities(rows.values[test]).argmax(axis=1))
        true.append(targets[test])
    return float(f1_score(np.concatenate(true), np.concatenate(called), average="macro"))
