"""A model of a few kilobytes, trained on random numbers, for the tests of the service."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import helper

from .forest import ForestSettings
from .hierarchy import NodeSettings, everywhere, train_hierarchy
from .model_folder import ModelDescription, balanced_priors, write_model
from .onnx_export import to_onnx
from .scores import summary

FEATURE_NAMES = ("Amplitude_1", "Amplitude_2", "g-r_mean", "Multiband_period")
CLASSES = ("SNIa", "SNII", "YSO", "E", "RRL")
SETTINGS = everywhere(NodeSettings(forest=ForestSettings(trees=4, min_samples_leaf=12)))


def write_fixture(directory: Path) -> Path:
    """The model folder, in `expected.json` rows with the probabilities that Python gives, and in
    `scored.onnx` the same model with an outlier score."""
    random = np.random.default_rng(7)
    labels = np.repeat(CLASSES, 60)
    centres = random.normal(size=(len(CLASSES), len(FEATURE_NAMES)))
    values = np.repeat(centres, 60, axis=0) + random.normal(size=(len(labels), len(FEATURE_NAMES)))
    values[random.random(values.shape) < 0.15] = np.nan
    weights = np.ones(len(labels))
    hierarchy = train_hierarchy(
        values.astype(np.float32), labels, weights, weights, FEATURE_NAMES, SETTINGS
    )

    folder = write_model(
        directory,
        hierarchy,
        to_onnx(hierarchy, len(FEATURE_NAMES)),
        FEATURE_NAMES,
        ModelDescription(
            name="tiny",
            version="1.0.0",
            description="A few small trees on random numbers, for tests",
            priors=balanced_priors(hierarchy),
            feature_set="alerce-2021@1",
            minimum_detections=6,
            training_data=[],
            metrics={**summary(None), "perClass": {}},
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
    (folder / "scored.onnx").write_bytes(with_outlier_score((folder / "model.onnx").read_bytes()))
    return folder


def with_outlier_score(graph: bytes) -> bytes:
    """The outlier score is 1 minus the probability of the most probable branch."""
    model = onnx.load_model_from_string(graph)
    one = helper.make_tensor("one", onnx.TensorProto.FLOAT, [], [1.0])
    model.graph.initializer.append(one)
    model.graph.node.append(helper.make_node("ReduceMax", ["branches"], ["largest"], axes=[1]))
    model.graph.node.append(helper.make_node("Sub", ["one", "largest"], ["outlierScore"]))
    model.graph.output.append(
        helper.make_tensor_value_info("outlierScore", onnx.TensorProto.FLOAT, ["N", 1])
    )
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)
