import numpy as np
import pytest

from larch_training.boosting import BoostingSettings
from larch_training.forest import ForestSettings
from larch_training.hierarchy import HierarchySettings, equal_in_sum, train_hierarchy, train_outliers

NAMES = tuple(f"feature {index}" for index in range(5))
SETTINGS = HierarchySettings("mean", ForestSettings(trees=20), BoostingSettings(rounds=20))


def unbalanced(counts, seed=3):
    random = np.random.default_rng(seed)
    labels = np.repeat(list(counts), list(counts.values()))
    return random.normal(size=(len(labels), 5)).astype(np.float32), labels


def trained(values, labels):
    return train_hierarchy(values, labels, *2 * [np.ones(len(labels))], NAMES, SETTINGS)


def test_classes_follow_the_taxonomy_and_probabilities_the_hierarchy():
    values, labels = unbalanced({"RRL": 60, "YSO": 60, "SNII": 60, "SNIa": 60, "E": 60})
    hierarchy = trained(values, labels)
    assert hierarchy.classes == ("SNIa", "SNII", "YSO", "E", "RRL")
    leaves, branches = hierarchy.probabilities(values)
    assert leaves.sum(axis=1) == pytest.approx(1)
    assert leaves[:, :2].sum(axis=1) == pytest.approx(branches[:, 0])
    assert leaves[:, 2] == pytest.approx(branches[:, 1])
    assert leaves[:, 3:].sum(axis=1) == pytest.approx(branches[:, 2])


@pytest.mark.parametrize("members", ["forest", "boosting", "mean"])
def test_classes_that_lie_apart_are_told_apart(members):
    values, labels = unbalanced({"SNIa": 200, "YSO": 60, "RRL": 60})
    values[labels == "YSO", 0] += 10
    values[labels == "RRL", 1] += 10
    settings = HierarchySettings(members, SETTINGS.forest, SETTINGS.boosting)
    hierarchy = train_hierarchy(values, labels, *2 * [np.ones(len(labels))], NAMES, settings)
    leaves, _ = hierarchy.probabilities(values)
    called = np.array(hierarchy.classes)[leaves.argmax(axis=1)]
    assert np.mean(called == labels) > 0.95


def test_what_is_far_from_every_branch_is_an_outlier():
    values, labels = unbalanced({"SNIa": 300, "YSO": 300})
    outliers = train_outliers(values, labels, NAMES)
    usual, strange = outliers.scores(values), outliers.scores(np.full((1, 5), 8, np.float32))
    assert np.all((usual >= 0) & (usual <= 1))
    assert strange[0] > np.percentile(usual, 99)


def test_groups_are_made_equal_in_sum():
    groups = np.array(["a", "a", "b", "b"])
    assert equal_in_sum(groups, np.array([1.0, 3.0, 5.0, 5.0])) == pytest.approx([0.5, 1.5, 1, 1])
