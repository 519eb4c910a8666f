"""A model of a few kilobytes, trained on random numbers, for the tests of the service."""

import json
from pathlib import Path

import numpy as np

from .forest import ForestSettings, train_hierarchy
from .model_folder import ModelDescription, balanced_priors, write_model

FEATURE_NAMES = ("Amplitude_1", "Amplitude_2", "g-r_mean", "Multiband_period")
CLASSES = ("SNIa", "SNII", "YSO", "E", "RRL")


def write_fixture(directory: Path) -> Path:
    """The model folder, and in `expected.json` rows with the probabilities that Python gives."""
    random = np.random.default_rng(7)
    labels = np.repeat(CLASSES, 60)
    centres = random.normal(size=(len(CLASSES), len(FEATURE_NAMES)))
    values = np.repeat(centres, 60, axis=0) + random.normal(size=(len(labels), len(FEATURE_NAMES)))
    values[random.random(values.shape) < 0.15] = np.nan
    hierarchy = train_hierarchy(values, labels, ForestSettings(trees=4, min_samples_leaf=12))

    folder = write_model(
        directory,
        hierarchy,
        FEATURE_NAMES,
        ModelDescription(
            name="tiny",
            version="1.0.0",
            description="A few small trees on random numbers, for tests",
            priors=balanced_priors(hierarchy),
            feature_set="alerce-2021@1",
            minimum_detections=6,
            training_data=[],
            metrics={
                "testObjects": 0,
                "macroF1": None,
                "expectedCalibrationError": None,
                "perClass": {},
            },
            limits=["It knows nothing of the sky."],
        ),
    )
    rows = np.vstack([values[::30].astype(np.float32), np.full(len(FEATURE_NAMES), np.nan)])
    probabilities, branches = hierarchy.probabilities(rows)
    expected = [
        {
            "features": [None if np.isnan(value) else float(value) for value in row],
            "probabilities": dict(zip(hierarchy.classes, leaf_row.tolist(), strict=True)),
            "branches": dict(zip(hierarchy.branches, branch_row.tolist(), strict=True)),
        }
        for row, leaf_row, branch_row in zip(rows, probabilities, branches, strict=True)
    ]
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    return folder
