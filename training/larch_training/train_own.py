"""From labelled light curves of one's own to a model folder that the service takes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from .boosting import BoostingSettings
from .data_summary import FEWEST_TEST_OBJECTS, PARTS
from .features import compute_features
from .fitting import Parts, calibrate, export, fit, fit_again, fit_without, said
from .hierarchy import NODES, NodeSettings
from .lengths import every_cut, every_length, generator, some_histories
from .model_folder import ModelDescription, balanced_priors, check_name, write_model
from .observe import FEWEST_DETECTIONS, channel_of
from .own_card import render_own_card
from .own_light_curves import (
    Labelled,
    check_classes,
    parts_of,
    read_labelled,
    refusals,
    with_columns,
)
from .perceptrons import PerceptronSettings
from .rows import Drawn, Row, TrainingSet, joined
from .scores import held_out_aurocs, judge_file, manifest_metrics
from .split import Part
from .taxonomy import BRANCH_OF
from .training_set import features_of

FEATURE_SETS = ("larch", "alerce-2021")

# With fewer validation objects of a class the calibration is a guess.
FEWEST_TO_CALIBRATE = 20

# Smaller sets need smaller leaves: this part of the light curves of the rarest class.
LEAF_SHARE = 0.1
SMALLEST_LEAF = 3
# With fewer, networks are unsure of classes with few light curves.
SMALL_SET_STEPS = 3000


def train_own(
    path: Path,
    models: Path,
    work: Path,
    name: str,
    version: str = "1.0.0",
    feature_set: str = "larch",
    citation: str = "none given",
    licence: str = "none stated",
    settings: Mapping[str, NodeSettings] | None = None,
) -> Path:
    """
    The model folder written; `citation` and `licence` are of the light curves. Raises ValueError naming
    the lines of the file that cannot be used, the classes with too few objects, or a model folder that
    is there already.
    """
    check_name(name, version)
    if (models / f"{name}@{version}").exists():
        raise ValueError(f"{models / f'{name}@{version}'} is there already: give another --version")
    work.mkdir(parents=True, exist_ok=True)
    parts = read_parts(path, feature_set, work)

    said(f"{name}: training on {len(parts.training.rows)} light curves, whole and cut")
    settings = settings or settings_for(parts.training)
    learnt = fit(parts.training, settings)
    priors = balanced_priors(learnt)
    learnt = learnt.calibrated(calibrate(learnt, parts.validation, priors, natural=()))
    both = parts.learnt_from()
    final = fit_again(learnt, both, parts.validation, settings)

    said(f"{name}: scores")
    graph, _ = export(final, both, parts.test)
    test = judge_file(graph, final, parts.test)
    whole = parts.whole()
    without = {
        label: fit_without(label, whole, priors, settings, natural=()) for label in final.classes
    }
    aurocs = held_out_aurocs(without, whole.test)
    description = ModelDescription(
        name=name,
        version=version,
        description="Mean of boosting and of perceptrons in a hierarchy of branches, for kinds of "
        f"periodic stars boosting alone, calibrated, trained on {path.name}",
        priors=priors,
        feature_set=f"{feature_set}@1",
        minimum_detections=FEWEST_DETECTIONS,
        training_data=[
            {
                "set": path.name,
                "citation": citation,
                "licence": licence,
                "objects": objects_by_class(both.rows + parts.test.rows),
            }
        ],
        metrics=manifest_metrics(test, aurocs),
        limits=limits_of(parts.rows),
    )
    folder = write_model(models, final, graph, both.names, description)
    (folder / "README.md").write_text(
        render_own_card(description, parts.rows, test, aurocs)
    )
    said(f"{folder}: macro-F1 {description.metrics['macroF1']} of {len(test.whole().rows)} objects")
    return folder


def read_parts(path: Path, feature_set: str, work: Path) -> Parts:
    """The light curves of the file whole and cut, with their features; tells which are left out."""
    labelled = read_labelled(path)
    check_classes(labelled)
    table = compute_features((each.light_curve for each in labelled), work / "whole", feature_set)
    for line in refusals(path, labelled, table.problems):
        said(line)
    answered = [labelled[index] for index in table.answered]
    check_classes(answered)

    part_of = parts_of(answered)
    whole = [to_row(each, path.name) for each in answered]
    cut = [each for row, light_curve in whole for each in cuts(row, light_curve, part_of[row.group])]
    everything = joined(
        TrainingSet(
            tuple(row for row, _ in whole),
            table.names,
            table.values[table.answered].astype(np.float32),
        ),
        features_of(cut, feature_set, work / "cut"),
    )
    part = np.array([part_of[row.group] for row in everything.rows])
    return Parts(*(everything.where(part == name) for name in PARTS))


def to_row(labelled: Labelled, origin: str) -> Drawn:
    light_curve = with_columns(labelled.light_curve)
    channel = channel_of(light_curve).name
    return Row(labelled.label, labelled.object_id, origin, "real", channel, None), light_curve


def cuts(row: Row, light_curve: Mapping[str, Any], part: Part) -> list[Drawn]:
    """What differs is learnt from; what is judged has the same objects in every length."""
    if part == "test":
        return [each for each in every_length(row, light_curve) if not each[0].is_whole]
    histories = some_histories(generator("own", row.group), row, light_curve, 1)
    return [*every_cut(row, light_curve), *histories]


def settings_for(training: TrainingSet) -> dict[str, NodeSettings]:
    """
    Those of the classifiers that ship, but for what only many rows allow: branches are told with
    perceptrons too, boosting is of the same few small trees at every node, and of few rows leaves are
    smaller and training is longer.
    """
    rarest = min(Counter(training.of("label")).values())
    usual = BoostingSettings()
    leaf = max(SMALLEST_LEAF, min(usual.min_rows_in_leaf, round(LEAF_SHARE * rarest)))
    boosting = replace(usual, min_rows_in_leaf=leaf)
    nodes = {**NODES, "top": NodeSettings(perceptrons=PerceptronSettings())}
    return {
        name: NodeSettings(
            boosting=boosting,
            perceptrons=of_node.perceptrons
            and replace(of_node.perceptrons, small_set_steps=SMALL_SET_STEPS),
        )
        for name, of_node in nodes.items()
    }


def objects_by_class(rows: Sequence[Row]) -> dict[str, int]:
    """In the order of the taxonomy."""
    counts = Counter(label for label, _ in {(row.label, row.group) for row in rows})
    return {label: counts[label] for label in BRANCH_OF if label in counts}


def limits_of(parts: Mapping[Part, Sequence[Row]]) -> list[str]:
    """What follows for the use of the model from what there was to train and judge it on."""
    rows = [row for of_part in parts.values() for row in of_part]
    limits = [
        f"It takes every object for one of {', '.join(objects_by_class(rows))}; look at outlierScore.",
        "Probabilities assume as many objects of each branch, and of each class within it: give the "
        "priors of the survey (?priors=) before a probability is a frequency.",
    ]
    rare = [
        label
        for label, count in objects_by_class(parts["test"]).items()
        if count < FEWEST_TEST_OBJECTS
    ]
    if rare:
        limits.append(
            f"Judged on fewer than {FEWEST_TEST_OBJECTS} objects, so that the score says little: "
            f"{', '.join(rare)}."
        )
    calibrating = objects_by_class(parts["validation"])
    if min(calibrating.values()) < FEWEST_TO_CALIBRATE:
        limits.append(
            f"Calibrated on few objects, so that its probabilities may be off: "
            f"{', '.join(f'{count} of {label}' for label, count in calibrating.items())}."
        )
    channels = {
        label: {row.channel for row in rows if row.label == label} for label in objects_by_class(rows)
    }
    if len(set.union(*channels.values())) > 1 and any(len(kinds) == 1 for kinds in channels.values()):
        each = "; ".join(f"{label} {' and '.join(sorted(kinds))}" for label, kinds in channels.items())
        limits.append(
            f"The kind of photometry tells classes apart that the sky may not: of {each}."
        )
    return limits
