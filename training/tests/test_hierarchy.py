from dataclasses import replace

import numpy as np
import pytest

from larch_training.boosting import BoostingSettings
from larch_training.forest import ForestSettings
from larch_training.hierarchy import (
    MEMBERS,
    NodeSettings,
    equal_in_sum,
    everywhere,
    train_hierarchy,
)
from larch_training.outliers import train_outliers
from larch_training.perceptrons import PerceptronSettings

NAMES = tuple(f"feature {index}" for index in range(5))
EVERY_MEMBER = NodeSettings(
    ForestSettings(trees=20),
    BoostingSettings(rounds=20),
    PerceptronSettings(networks=2, hidden=8, small_set_steps=300),
)


def unbalanced(counts, seed=3):
    random = np.random.default_rng(seed)
    labels = np.repeat(list(counts), list(counts.values()))
    return random.normal(size=(len(labels), 5)).astype(np.float32), labels


def trained(values, labels, settings=EVERY_MEMBER):
    """The same members at each node."""
    weights = np.ones(len(labels))
    return train_hierarchy(values, labels, weights, weights, NAMES, everywhere(settings))


def test_classes_follow_the_taxonomy_and_probabilities_the_hierarchy():
    values, labels = unbalanced({"RRL": 60, "YSO": 60, "SNII": 60, "SNIa": 60, "E": 60})
    hierarchy = trained(values, labels)
    assert hierarchy.classes == ("SNIa", "SNII", "YSO", "E", "RRL")
    leaves, branches = hierarchy.probabilities(values)
    assert leaves.sum(axis=1) == pytest.approx(1)
    assert leaves[:, :2].sum(axis=1) == pytest.approx(branches[:, 0])
    assert leaves[:, 2] == pytest.approx(branches[:, 1])
    assert leaves[:, 3:].sum(axis=1) == pytest.approx(branches[:, 2])


@pytest.mark.parametrize("members", [*((name,) for name in MEMBERS), MEMBERS])
def test_classes_that_lie_apart_are_told_apart(members):
    values, labels = unbalanced({"SNIa": 200, "YSO": 60, "RRL": 60})
    values[labels == "YSO", 0] += 10
    values[labels == "RRL", 1] += 10
    others = {name: None for name in MEMBERS if name not in members}
    hierarchy = trained(values, labels, replace(EVERY_MEMBER, **others))
    leaves, _ = hierarchy.probabilities(values)
    called = np.array(hierarchy.classes)[leaves.argmax(axis=1)]
    assert np.mean(called == labels) > 0.95


def test_members_are_taken_away_at_each_node():
    values, labels = unbalanced({"SNIa": 60, "SNII": 60, "RRL": 60, "E": 60})
    every = trained(values, labels)
    some = every.of({"top": ("boosting",), "Transient": ("forest",), "Periodic": ("perceptrons",)})
    assert [len(node.members()) for node in every.nodes.values()] == [3, 3, 3]
    assert some.top.members() == [every.top.boosting]
    assert some.branches["Transient"].members() == [every.branches["Transient"].forest]
    assert some.branches["Periodic"].members() == [every.branches["Periodic"].perceptrons]


def outliers_of(values, labels, certainty=1.0):
    """By a classifier that is as certain of every object."""
    unseen = np.tile([certainty, 1 - certainty], (len(values), 1))
    branches = {"Transient": values[labels == "SNIa"], "Stochastic": values[labels == "YSO"]}
    return train_outliers(branches, np.arange(values.shape[1]), values, unseen), unseen


def test_what_is_far_from_every_branch_is_an_outlier():
    values, labels = unbalanced({"SNIa": 300, "YSO": 300})
    outliers, certain = outliers_of(values, labels)
    usual = outliers.scores(values, certain)
    strange = outliers.scores(np.full((1, 5), 8, np.float32), certain[:1])
    assert np.all((usual >= 0) & (usual <= 1))
    assert np.median(usual) == pytest.approx(0.5, abs=0.01)
    assert strange[0] > np.percentile(usual, 99)


def test_what_cannot_be_decided_is_an_outlier():
    values, labels = unbalanced({"SNIa": 300, "YSO": 300})
    outliers, certain = outliers_of(values, labels)
    undecided = np.full(certain.shape, 0.5)
    assert np.all(outliers.scores(values, undecided) > outliers.scores(values, certain))


def test_groups_are_made_equal_in_sum():
    groups = np.array(["a", "a", "b", "b"])
    assert equal_in_sum(groups, np.array([1.0, 3.0, 5.0, 5.0])) == pytest.approx([0.5, 1.5, 1, 1])
