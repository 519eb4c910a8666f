"""Trains larch-preview: what the real two-band light curves at hand can teach today."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from . import preview_card
from .alert_objects import read_alert_objects
from .evaluate import Evaluation
from .features import compute_features
from .forest import ForestSettings, train_hierarchy
from .inputs import model_inputs
from .light_curves import to_light_curve
from .model_folder import ModelDescription, balanced_priors, write_model
from .onnx_check import check_onnx
from .preview_scores import score, score_branches
from .sources import PREVIEW_SOURCES, LabelledObject, read_objects
from .split import is_held_out, read_same_objects

NAME = "larch-preview"
VERSION = "0.1.0"
DESCRIPTION = (
    "Hierarchical balanced random forest of 100 trees a forest on light-curve features alone; "
    "nine of the fifteen classes. A preview: its branch probabilities are too good on its own sets"
)
SETTINGS = ForestSettings(trees=100, min_samples_leaf=3, seed=2021)

# The preprocessor of the service refuses light curves with fewer.
MINIMUM_DETECTIONS = 6


def train_preview(data: Path, models: Path, work: Path) -> Path:
    """From the labelled sets to the model folder, which it returns."""
    everything = read_objects(data, PREVIEW_SOURCES)
    table = compute_features((to_light_curve(each.content) for each in everything), work)
    objects = [everything[row] for row in table.answered]
    names = model_inputs(table.names)
    values = table.inputs(names)

    same_objects = read_same_objects(data / "same_object_pairs.csv")
    held_out = np.array([is_held_out(each.object_id, same_objects) for each in objects])
    labels = np.array([each.label for each in objects])
    hierarchy = train_hierarchy(values[~held_out], labels[~held_out], SETTINGS)
    judges = [each for each, is_judge in zip(objects, held_out, strict=True) if is_judge]
    scores = score(hierarchy, judges, values[held_out])
    alerts = read_alert_objects(data)
    alert_table = compute_features((each.light_curve for each in alerts), work / "alerts")
    alert_labels = [alerts[row].label for row in alert_table.answered]
    alert_branches = score_branches(hierarchy, alert_labels, alert_table.inputs(names))

    folder = write_model(
        models,
        hierarchy,
        names,
        ModelDescription(
            name=NAME,
            version=VERSION,
            description=DESCRIPTION,
            priors=balanced_priors(hierarchy),
            feature_set=table.feature_set,
            minimum_detections=MINIMUM_DETECTIONS,
            training_data=data_summary(objects),
            metrics=headline(scores.ztf),
            limits=preview_card.LIMITS,
        ),
    )
    difference = check_onnx((folder / "model.onnx").read_bytes(), hierarchy, values[held_out])
    too_few = len(everything) - len(objects)
    card = preview_card.render(
        folder.name, objects, held_out, names, too_few, scores, alert_branches, difference
    )
    (folder / "README.md").write_text(card)
    return folder


def data_summary(objects: Sequence[LabelledObject]) -> list[dict]:
    counts = Counter((each.source.name, each.label) for each in objects)
    return [
        {
            "set": source.name,
            "citation": source.citation,
            "licence": source.licence,
            "objects": {name: counts[source.name, name] for name in source.classes},
        }
        for source in PREVIEW_SOURCES
    ]


def headline(evaluation: Evaluation) -> dict:
    scores = {name: evaluation.score(name) for name in evaluation.classes}
    return {
        "testObjects": evaluation.objects,
        "macroF1": evaluation.macro_f1,
        "expectedCalibrationError": evaluation.expected_calibration_error,
        "perClass": {
            name: {
                "precision": score.precision,
                "recall": score.recall,
                "f1": score.f1,
                "testObjects": score.objects,
            }
            for name, score in scores.items()
        },
    }
