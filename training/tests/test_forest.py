import numpy as np
import pytest

from larch_training.forest import ForestSettings, train_forest, train_hierarchy


def unbalanced(counts, seed=3):
    random = np.random.default_rng(seed)
    labels = np.repeat(list(counts), list(counts.values()))
    return random.normal(size=(len(labels), 5)), labels


def test_every_tree_sees_as_many_objects_of_each_class_as_the_rarest_has():
    values, labels = unbalanced({"SNIa": 500, "SNIbc": 40, "SLSN": 20})
    seed = np.random.SeedSequence(1)
    classes = ("SNIa", "SNIbc", "SLSN")
    forest = train_forest(
        values.astype(np.float32), labels, classes, ForestSettings(trees=10), seed
    )
    for tree in forest.trees:
        assert tree.tree_.n_node_samples[0] == 60
        assert tree.tree_.value[0, 0] == pytest.approx([1 / 3] * 3)
        leaves = tree.tree_.children_left == -1
        assert tree.tree_.n_node_samples[leaves].min() >= 3


def test_classes_follow_the_taxonomy_and_probabilities_the_hierarchy():
    values, labels = unbalanced({"RRL": 30, "YSO": 30, "SNII": 30, "SNIa": 30, "E": 30})
    hierarchy = train_hierarchy(values, labels, ForestSettings(trees=10))
    assert hierarchy.classes == ("SNIa", "SNII", "YSO", "E", "RRL")
    leaves, branches = hierarchy.probabilities(values)
    assert leaves.sum(axis=1) == pytest.approx(1)
    assert leaves[:, :2].sum(axis=1) == pytest.approx(branches[:, 0])
    assert leaves[:, 2] == pytest.approx(branches[:, 1])
    assert leaves[:, 3:].sum(axis=1) == pytest.approx(branches[:, 2])


def test_classes_that_lie_apart_are_told_apart():
    values, labels = unbalanced({"SNIa": 200, "YSO": 20, "RRL": 50})
    values[labels == "YSO", 0] += 10
    values[labels == "RRL", 1] += 10
    hierarchy = train_hierarchy(values, labels, ForestSettings(trees=30))
    leaves, _ = hierarchy.probabilities(values)
    called = np.array(hierarchy.classes)[leaves.argmax(axis=1)]
    assert np.mean(called == labels) > 0.95
