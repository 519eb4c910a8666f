import numpy as np
import pytest

from larch_training.forest import ForestSettings, train_forest


def unbalanced(counts, seed=3):
    random = np.random.default_rng(seed)
    labels = np.repeat(list(counts), list(counts.values()))
    return random.normal(size=(len(labels), 5)), labels


def test_every_tree_sees_as_many_objects_of_each_class_as_the_rarest_has():
    values, labels = unbalanced({"SNIa": 500, "SNIbc": 40, "SLSN": 20})
    seed = np.random.SeedSequence(1)
    classes = ("SNIa", "SNIbc", "SLSN")
    forest = train_forest(
        values.astype(np.float32),
        labels,
        np.ones(len(labels)),
        classes,
        np.arange(5),
        ForestSettings(trees=10, min_samples_leaf=8),
        seed,
    )
    for tree in forest.estimators:
        assert tree.tree_.n_node_samples[0] == 60
        assert tree.tree_.value[0, 0] == pytest.approx([1 / 3] * 3)
        leaves = tree.tree_.children_left == -1
        assert tree.tree_.n_node_samples[leaves].min() >= 8


def test_rows_of_more_weight_are_seen_more_often_and_other_columns_are_not():
    values, labels = unbalanced({"SNIa": 100, "SNII": 100})
    values[:, 4] = np.where(labels == "SNIa", 1, -1)
    weights = np.ones(len(labels))
    weights[:50] = 0
    forest = train_forest(
        values.astype(np.float32),
        labels,
        weights,
        ("SNIa", "SNII"),
        np.arange(4),
        ForestSettings(trees=5),
        np.random.SeedSequence(1),
    )
    assert {column for tree in forest.trees() for column in tree.feature} <= {0, 1, 2, 3}
    # Without the column that tells them apart, objects never seen are guessed.
    assert np.mean(forest.probabilities(values[:50])[:, 0]) < 0.5
