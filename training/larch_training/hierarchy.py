"""The hierarchical classifier: a top node tells the branches apart, one node a branch its classes.

The probability of a class is P(branch) P(class | branch) (Sanchez-Saez et al. 2021, AJ 161, 141). A
node is the mean of its members, calibrated: boosting, perceptrons, a balanced random forest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np

from .boosting import Boosting, BoostingSettings, train_boosting
from .calibration import Calibration
from .forest import Forest, ForestSettings, impute, train_forest
from .inputs import band_ratios, columns_of, network_inputs, node_inputs
from .outliers import Outliers
from .perceptrons import Perceptrons, PerceptronSettings, train_perceptrons
from .taxonomy import BRANCH_OF, TAXONOMY, hierarchy_of

Member = Literal["forest", "boosting", "perceptrons"]
MEMBERS: Sequence[Member] = ("forest", "boosting", "perceptrons")
Each = TypeVar("Each")
SEED = 2021


@dataclass(frozen=True)
class NodeSettings:
    """How each member of a node is trained: one without settings is not there."""

    forest: ForestSettings | None = None
    boosting: BoostingSettings | None = None
    perceptrons: PerceptronSettings | None = None

    @property
    def members(self) -> tuple[Member, ...]:
        return tuple(name for name in MEMBERS if getattr(self, name) is not None)


def everywhere(each: Each) -> dict[str, Each]:
    """The same at each node."""
    return dict.fromkeys(("top", *TAXONOMY), each)


# Of the classifiers that ship.
NODES: Mapping[str, NodeSettings] = {
    # Branches and kinds of periodic stars are told from so many light curves that larger trees gain, and
    # networks beside them add nothing (EXPERIMENTS.md).
    "top": NodeSettings(boosting=BoostingSettings(rounds=150, leaves=127)),
    "Transient": NodeSettings(
        boosting=BoostingSettings(leaves=31),
        # Real supernovae are fewer than made light curves and overlap.
        perceptrons=PerceptronSettings(hidden=32, l2=0.5),
    ),
    "Stochastic": NodeSettings(boosting=BoostingSettings(), perceptrons=PerceptronSettings()),
    "Periodic": NodeSettings(
        boosting=BoostingSettings(rounds=150, leaves=63, learning_rate=0.08)
    ),
}

# Of ALeRCE, whose forest of stochastic classes sees more of the features.
FORESTS: Mapping[str, ForestSettings] = everywhere(ForestSettings()) | {
    "Stochastic": ForestSettings(max_features=0.2)
}


@dataclass(frozen=True)
class Node:
    """One class alone needs no member."""

    classes: tuple[str, ...]
    forest: Forest | None = None
    boosting: Boosting | None = None
    perceptrons: Perceptrons | None = None
    calibration: Calibration | None = None

    def members(self) -> list[Forest | Boosting | Perceptrons]:
        every = (getattr(self, name) for name in MEMBERS)
        return [member for member in every if member is not None]

    def of(self, members: Sequence[Member]) -> "Node":
        """With these members alone."""
        return replace(self, **{name: None for name in MEMBERS if name not in members})

    def uncalibrated(self, values: np.ndarray) -> np.ndarray:
        """[N, features] float32, NaN where missing, to [N, classes], as if all were as frequent."""
        if len(self.classes) == 1:
            return np.ones((len(values), 1))
        return np.mean([member.probabilities(values) for member in self.members()], axis=0)

    def probabilities(self, values: np.ndarray) -> np.ndarray:
        """[N, features] float32, NaN where missing, to [N, classes], calibrated where that was done."""
        mean = self.uncalibrated(values)
        return mean if self.calibration is None else self.calibration(mean)


@dataclass(frozen=True)
class Hierarchy:
    """The branch is told first, and the class within it: P(class) = P(branch) P(class in branch)."""

    top: Node
    branches: Mapping[str, Node]
    outliers: Outliers | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """In the order of its probabilities."""
        return tuple(leaf for node in self.branches.values() for leaf in node.classes)

    @property
    def nodes(self) -> dict[str, Node]:
        return {"top": self.top, **self.branches}

    @property
    def calibrations(self) -> dict[str, Calibration | None]:
        return {name: node.calibration for name, node in self.nodes.items()}

    def probabilities(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """[N, features] with NaN where missing to the probabilities of classes and of branches."""
        branches = self.top.probabilities(values)
        leaves = [
            branches[:, [column]] * node.probabilities(values)
            for column, node in enumerate(self.branches.values())
        ]
        return np.hstack(leaves), branches

    def outlier_scores(self, values: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
        """
        [N, features] and what `probabilities` says of their classes to [N] in 0..1, NaN of a hierarchy
        that gives none.
        """
        if self.outliers is None:
            return np.full(len(values), np.nan)
        return self.outliers.scores(values, probabilities)

    def of(self, members: Mapping[str, Sequence[Member]]) -> "Hierarchy":
        """With these members of each node alone."""
        return replace(
            self,
            top=self.top.of(members["top"]),
            branches={name: node.of(members[name]) for name, node in self.branches.items()},
        )

    def calibrated(self, calibrations: Mapping[str, Calibration | None]) -> "Hierarchy":
        """With these in the place of those it has, of "top" and of branches; others stay."""
        nodes = {
            name: replace(node, calibration=calibrations.get(name, node.calibration))
            for name, node in self.nodes.items()
        }
        return replace(self, top=nodes.pop("top"), branches=nodes)


def train_hierarchy(
    values: np.ndarray,
    labels: Sequence[str],
    weights: np.ndarray,
    top_weights: np.ndarray,
    names: Sequence[str],
    settings: Mapping[str, NodeSettings],
) -> Hierarchy:
    """
    values [N, features] float32, NaN where missing, the class of each row, its weight within its
    branch and for telling branches, the names of the features and the settings of each node. Weights
    count within a class: in sum every class of a node has equal weight for the forest, for the other
    members half way to it.
    """
    labels = np.asarray(labels)
    of_branch = np.array([BRANCH_OF[label] for label in labels])
    hierarchy = hierarchy_of(set(labels))
    seeds = np.random.SeedSequence(SEED).spawn(1 + len(hierarchy))
    top = train_node(
        "top", values, of_branch, top_weights, tuple(hierarchy), names, settings["top"], seeds[0]
    )
    branches = {}
    for (branch, classes), seed in zip(hierarchy.items(), seeds[1:], strict=True):
        rows = of_branch == branch
        branches[branch] = train_node(
            branch, values[rows], labels[rows], weights[rows], classes, names, settings[branch], seed
        )
    return Hierarchy(top, branches)


def train_node(
    name: str,
    values: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    classes: tuple[str, ...],
    names: Sequence[str],
    settings: NodeSettings,
    seed: np.random.SeedSequence,
) -> Node:
    """`seed` is that of the forest; the other members have theirs in their settings."""
    if len(classes) == 1:
        return Node(classes)
    columns = columns_of(node_inputs(name, names), names)
    equal = equal_in_sum(labels, weights)
    # Half way between classes of equal weight and their numbers.
    halfway = np.sqrt(equal * weights / weights.mean())
    targets = np.array([classes.index(label) for label in labels])
    forest = boosting = perceptrons = None
    if settings.forest:
        forest = train_forest(impute(values), labels, equal, classes, columns, settings.forest, seed)
    if settings.boosting:
        boosting = train_boosting(
            values,
            targets,
            halfway,
            len(classes),
            columns,
            settings.boosting,
            band_ratios(name, names),
        )
    if settings.perceptrons:
        inputs = columns_of(network_inputs(name, names), names)
        perceptrons = train_perceptrons(
            values, targets, halfway, len(classes), inputs, settings.perceptrons
        )
    return Node(classes, forest, boosting, perceptrons)


def equal_in_sum(groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights of mean 1, so scaled that every group has the same sum."""
    result = weights.astype(float)
    unique = np.unique(groups)
    for group in unique:
        rows = groups == group
        result[rows] *= len(groups) / len(unique) / result[rows].sum()
    return result
