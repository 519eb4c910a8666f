from dataclasses import replace

import numpy as np
import pytest
from judged import row
from onnx import helper

from larch_training.boosting import BoostingSettings
from larch_training.calibration import Calibration
from larch_training.forest import ForestSettings
from larch_training.hierarchy import MEMBERS, NodeSettings, everywhere, train_hierarchy
from larch_training.onnx_check import check_onnx
from larch_training.onnx_export import to_onnx
from larch_training.outliers import train_outliers
from larch_training.perceptrons import PerceptronSettings
from larch_training.rows import TrainingSet
from larch_training.scores import judge, judge_file
from larch_training.taxonomy import BRANCH_OF
from larch_training.trees import float32_thresholds, tree_ensemble_node

ALL = ("SNIa", "SNIbc", "SNII", "SLSN", "YSO", "LPV", "E", "RRL", "CEP")


def trained(values, labels, members=MEMBERS, seed=1):
    """With everything that a graph can hold."""
    names = ["Amplitude_1", "Std_1", "Std_2", "Amplitude_2"]
    names += [f"feature {index}" for index in range(4, values.shape[1])]
    every = {
        "forest": ForestSettings(trees=5),
        "boosting": BoostingSettings(rounds=10, seed=seed),
        "perceptrons": PerceptronSettings(networks=2, hidden=6, small_set_steps=100, seed=seed),
    }
    settings = everywhere(NodeSettings(**{name: every[name] for name in members}))
    hierarchy = train_hierarchy(values, labels, *2 * [np.ones(len(labels))], names, settings)
    calibrations = {
        name: Calibration(1.3, np.linspace(-0.2, 0.3, len(node.classes)))
        for name, node in hierarchy.nodes.items()
        if len(node.classes) > 1
    }
    hierarchy = hierarchy.calibrated({"top": hierarchy.top.calibration} | calibrations)
    branches = np.array([BRANCH_OF[label] for label in labels])
    outliers = train_outliers(
        {name: values[branches == name] for name in hierarchy.branches},
        np.arange(values.shape[1]),
        values,
        hierarchy.probabilities(values)[0],
    )
    return replace(hierarchy, outliers=outliers)


def random_objects(classes, rows=400, features=12, seed=1):
    """Overlapping clouds in single precision, a fifth of the values missing."""
    random = np.random.default_rng(seed)
    labels = random.choice(classes, rows)
    centres = {name: random.normal(size=features) for name in classes}
    values = np.array([centres[label] for label in labels]) + random.normal(size=(rows, features))
    values[random.random(values.shape) < 0.2] = np.nan
    return values.astype(np.float32), labels


@pytest.mark.parametrize("members", [*((name,) for name in MEMBERS), MEMBERS])
@pytest.mark.parametrize("classes", [ALL, ("SNIa", "SNII", "RRL"), ("SNIa", "YSO", "E", "RRL")])
def test_the_graph_gives_what_python_gives(classes, members):
    values, labels = random_objects(classes)
    hierarchy = trained(values, labels, members)
    others, _ = random_objects(classes, rows=2000, seed=2)
    others[0], others[1], others[2] = np.nan, -999, 0
    others[3, 1], others[4, :] = np.inf, -np.inf
    others[5:100, 2] = 0
    assert check_onnx(to_onnx(hierarchy, values.shape[1]), hierarchy, others) < 2e-6


def test_values_beyond_single_precision_do_not_matter():
    values, labels = random_objects(ALL)
    hierarchy = trained(values, labels)
    far = np.where(np.arange(values.shape[1]) % 2, 1e300, -1e300)[np.newaxis]
    with np.errstate(over="ignore"):
        assert check_onnx(to_onnx(hierarchy, values.shape[1]), hierarchy, far) < 2e-6


def test_objects_are_judged_by_the_answers_of_the_file():
    values, labels = random_objects(ALL)
    hierarchy = trained(values, labels)
    objects = TrainingSet(tuple(row(label, "a") for label in labels), (), values)
    ours, theirs = judge(hierarchy, objects), judge_file(to_onnx(hierarchy, 12), hierarchy, objects)
    assert (ours.rows, ours.classes, ours.branches) == (theirs.rows, theirs.classes, theirs.branches)
    for field in ("probabilities", "branch_probabilities", "outlier_scores"):
        given = getattr(theirs, field)
        assert given == pytest.approx(getattr(ours, field), abs=1e-5)
        # Not those of Python, which have more digits.
        assert np.array_equal(given, given.astype(np.float32))


def test_a_difference_is_noticed():
    values, labels = random_objects(ALL)
    one, other = (trained(values, labels, seed=seed) for seed in (1, 2))
    with pytest.raises(ValueError, match="differs"):
        check_onnx(to_onnx(one, values.shape[1]), other, values)


def test_thresholds_decide_the_same_in_single_precision():
    values, labels = random_objects(("SNIa", "SNII"))
    node = trained(values, labels).branches["Transient"]
    for tree in [*node.forest.trees(), *node.boosting.trees(np.arange(values.shape[1]))]:
        within = tree.threshold < np.finfo(np.float32).max
        rounded = float32_thresholds(tree.threshold)
        assert rounded.dtype == np.float32
        assert np.all(rounded[within] <= tree.threshold[within])
        above = np.nextafter(rounded, np.float32(np.inf))
        assert np.all(above[within] > tree.threshold[within])
        assert np.all(rounded[~within] == np.inf)


@pytest.mark.parametrize("known", [0.1, 0.9])
def test_an_infinite_quotient_goes_where_the_largest_number_goes(known):
    """Of trees that ask whether it is missing, whether most rows go left or right."""
    random = np.random.default_rng(3)
    labels = np.where(random.random(1000) < known, "SNIa", "SNII")
    values = random.normal(size=(1000, 4)).astype(np.float32)
    values[labels == "SNII", 0] = np.nan
    hierarchy = trained(values, labels, ("boosting",))
    boosting = hierarchy.branches["Transient"].boosting
    assert any(np.any(tree.threshold > 1e38) for tree in boosting.trees(np.arange(10)))
    values[:, 1:] = [np.inf, -np.inf, 0.0]
    values[::2, 0], values[1::2, 0] = np.inf, -np.inf
    values[::5, 3] = np.nan
    # scikit-learn adds up what isolation forests are asked of.
    with np.errstate(invalid="ignore"):
        assert check_onnx(to_onnx(hierarchy, 4), hierarchy, values) < 2e-6


def test_the_same_data_give_the_same_bytes():
    values, labels = random_objects(ALL)
    first, second = (
        to_onnx(trained(values, labels), values.shape[1])
        for _ in range(2)
    )
    assert first == second


def test_the_child_that_most_rows_go_to_is_where_the_comparison_is_false():
    values, labels = random_objects(ALL)
    boosting = trained(values, labels).top.boosting
    width = len(boosting.columns) + len(boosting.ratios)
    trees = boosting.trees(np.arange(width))
    node = tree_ensemble_node(trees, width, "scores")
    attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
    columns = np.array(attributes["nodes_featureids"])
    first = 0
    for tree in trees:
        # But where it is asked only whether a value is missing.
        inner = np.flatnonzero((tree.left >= 0) & (tree.threshold < np.finfo(np.float32).max))
        fewer, more = (
            tree.rows[np.array(attributes[f"nodes_{side}nodeids"])[first + inner]]
            for side in ("true", "false")
        )
        assert np.all(fewer <= more)
        assert np.all(fewer + more == tree.rows[inner])
        first += len(tree.left)
    # Both ways occur, so that what the graph gives is a test of each.
    assert np.any(columns >= width)
    assert np.any((columns > 0) & (columns < width))
