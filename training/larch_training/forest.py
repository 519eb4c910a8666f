"""The hierarchical balanced random forest of Sanchez-Saez et al. (2021, AJ 161, 141).

A top forest tells the branches apart, one forest per branch its classes; the probability of a class
is P(branch) P(class | branch). Each tree sees as many objects of every class as the rarest class
has, drawn with replacement (Chen, Liaw & Breiman 2004, balanced random forest).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from .taxonomy import BRANCH_OF, hierarchy_of

# What a missing value is for the trees, as in the original.
MISSING_VALUE = np.float32(-999)

FLOAT32_MAX = np.finfo(np.float32).max


@dataclass(frozen=True)
class ForestSettings:
    trees: int = 100
    min_samples_leaf: int = 3
    seed: int = 2021


@dataclass(frozen=True)
class Forest:
    """Trees whose mean gives the probabilities of `classes`; one class alone needs no tree."""

    classes: tuple[str, ...]
    trees: tuple[DecisionTreeClassifier, ...]

    def probabilities(self, inputs: np.ndarray) -> np.ndarray:
        """[N, F] imputed float32 to [N, classes] float64."""
        if not self.trees:
            return np.ones((len(inputs), 1))
        return np.mean([tree.predict_proba(inputs) for tree in self.trees], axis=0)


@dataclass(frozen=True)
class Hierarchy:
    top: Forest
    branches: Mapping[str, Forest]

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(leaf for forest in self.branches.values() for leaf in forest.classes)

    def probabilities(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """[N, F] with NaN where missing to the probabilities of classes and of branches."""
        inputs = impute(values)
        branches = self.top.probabilities(inputs)
        leaves = [
            branches[:, [column]] * forest.probabilities(inputs)
            for column, forest in enumerate(self.branches.values())
        ]
        return np.hstack(leaves), branches


def impute(values: np.ndarray) -> np.ndarray:
    """Missing values become -999; what does not fit single precision becomes its largest number."""
    clipped = np.clip(values, -FLOAT32_MAX, FLOAT32_MAX).astype(np.float32)
    return np.where(np.isnan(clipped), MISSING_VALUE, clipped)


def train_hierarchy(
    values: np.ndarray, labels: Sequence[str], settings: ForestSettings
) -> Hierarchy:
    """[N, F] with NaN where missing, and the class of each row."""
    inputs = impute(values)
    labels = np.asarray(labels)
    branches = np.array([BRANCH_OF[label] for label in labels])
    hierarchy = hierarchy_of(set(labels))
    seeds = np.random.SeedSequence(settings.seed).spawn(1 + len(hierarchy))
    top = train_forest(inputs, branches, tuple(hierarchy), settings, seeds[0])
    forests = {}
    for (branch, classes), seed in zip(hierarchy.items(), seeds[1:], strict=True):
        rows = branches == branch
        forests[branch] = train_forest(inputs[rows], labels[rows], classes, settings, seed)
    return Hierarchy(top, forests)


def train_forest(
    inputs: np.ndarray,
    labels: np.ndarray,
    classes: tuple[str, ...],
    settings: ForestSettings,
    seed: np.random.SeedSequence,
) -> Forest:
    if len(classes) == 1:
        return Forest(classes, ())
    rows_of_class = [np.flatnonzero(labels == name) for name in classes]
    size = min(len(rows) for rows in rows_of_class)
    targets = np.repeat(np.arange(len(classes)), size)
    trees = []
    for tree_seed in seed.spawn(settings.trees):
        random = np.random.default_rng(tree_seed)
        rows = np.concatenate([random.choice(rows, size) for rows in rows_of_class])
        tree = DecisionTreeClassifier(
            max_features="sqrt",
            min_samples_leaf=settings.min_samples_leaf,
            random_state=int(random.integers(2**31)),
        )
        trees.append(tree.fit(inputs[rows], targets))
    return Forest(classes, tuple(trees))
