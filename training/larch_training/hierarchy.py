"""The hierarchical classifier: a top node tells the branches apart, one node a branch its classes.

The probability of a class is P(branch) P(class | branch) (Sanchez-Saez et al. 2021, AJ 161, 141). A
node is the mean of a balanced random forest and of boosting, or one of them, calibrated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from .boosting import Boosting, BoostingSettings, train_boosting
from .calibration import Calibration
from .forest import Forest, ForestSettings, impute, train_forest
from .inputs import node_inputs
from .outliers import Outliers, train_branch_outliers
from .taxonomy import BRANCH_OF, hierarchy_of

Members = Literal["forest", "boosting", "mean"]


@dataclass(frozen=True)
class HierarchySettings:
    members: Members = "mean"
    forest: ForestSettings = ForestSettings()
    boosting: BoostingSettings = BoostingSettings()


@dataclass(frozen=True)
class Node:
    """One class alone needs no member."""

    classes: tuple[str, ...]
    forest: Forest | None = None
    boosting: Boosting | None = None
    calibration: Calibration | None = None

    def members(self) -> list[Forest | Boosting]:
        return [member for member in (self.forest, self.boosting) if member is not None]

    def uncalibrated(self, values: np.ndarray) -> np.ndarray:
        """[N, features] float32, NaN where missing, to [N, classes]."""
        if len(self.classes) == 1:
            return np.ones((len(values), 1))
        return np.mean([member.probabilities(values) for member in self.members()], axis=0)

    def probabilities(self, values: np.ndarray) -> np.ndarray:
        mean = self.uncalibrated(values)
        return mean if self.calibration is None else self.calibration(mean)


@dataclass(frozen=True)
class Hierarchy:
    top: Node
    branches: Mapping[str, Node]
    outliers: Outliers | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(leaf for node in self.branches.values() for leaf in node.classes)

    @property
    def nodes(self) -> dict[str, Node]:
        return {"top": self.top, **self.branches}

    def probabilities(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """[N, features] with NaN where missing to the probabilities of classes and of branches."""
        branches = self.top.probabilities(values)
        leaves = [
            branches[:, [column]] * node.probabilities(values)
            for column, node in enumerate(self.branches.values())
        ]
        return np.hstack(leaves), branches

    def calibrated(self, calibrations: Mapping[str, Calibration]) -> "Hierarchy":
        """With the calibrations of "top" and of branches in the place of those it has."""
        return replace(
            self,
            top=replace(self.top, calibration=calibrations["top"]),
            branches={
                name: replace(node, calibration=calibrations.get(name, node.calibration))
                for name, node in self.branches.items()
            },
        )


def train_hierarchy(
    values: np.ndarray,
    labels: Sequence[str],
    weights: np.ndarray,
    top_weights: np.ndarray,
    names: Sequence[str],
    settings: HierarchySettings,
) -> Hierarchy:
    """
    values [N, features] float32, NaN where missing, the class of each row, its weight within its
    branch and for telling branches, and the names of the features. Weights count within a class:
    every class of a node is given equal weight in sum.
    """
    labels = np.asarray(labels)
    of_branch = np.array([BRANCH_OF[label] for label in labels])
    hierarchy = hierarchy_of(set(labels))
    seeds = np.random.SeedSequence(settings.forest.seed).spawn(1 + len(hierarchy))
    top = train_node(
        "top", values, of_branch, top_weights, tuple(hierarchy), names, settings, seeds[0]
    )
    branches = {}
    for (branch, classes), seed in zip(hierarchy.items(), seeds[1:], strict=True):
        rows = of_branch == branch
        branches[branch] = train_node(
            branch, values[rows], labels[rows], weights[rows], classes, names, settings, seed
        )
    return Hierarchy(top, branches)


def train_outliers(
    values: np.ndarray, labels: Sequence[str], names: Sequence[str]
) -> Outliers:
    """As `train_hierarchy`; what the top node may read is what makes an object strange."""
    of_branch = np.array([BRANCH_OF[label] for label in labels])
    columns = columns_of("top", names)
    return Outliers(
        {
            branch: train_branch_outliers(values[of_branch == branch], columns)
            for branch in hierarchy_of(set(labels))
        }
    )


def train_node(
    name: str,
    values: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    classes: tuple[str, ...],
    names: Sequence[str],
    settings: HierarchySettings,
    seed: np.random.SeedSequence,
) -> Node:
    forest = boosting = None
    if len(classes) > 1:
        columns = columns_of(name, names)
        weights = equal_in_sum(labels, weights)
        targets = np.array([classes.index(label) for label in labels])
        if settings.members != "boosting":
            forest = train_forest(
                impute(values), labels, weights, classes, columns, settings.forest, seed
            )
        if settings.members != "forest":
            boosting = train_boosting(
                values, targets, weights, len(classes), columns, settings.boosting
            )
    return Node(classes, forest, boosting)


def columns_of(node: str, names: Sequence[str]) -> np.ndarray:
    allowed = set(node_inputs(node, names))
    return np.flatnonzero([name in allowed for name in names])


def equal_in_sum(groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights of mean 1, so scaled that every group has the same sum."""
    result = weights.astype(float)
    unique = np.unique(groups)
    for group in unique:
        rows = groups == group
        result[rows] *= len(groups) / len(unique) / result[rows].sum()
    return result
