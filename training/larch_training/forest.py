"""The balanced random forest of Chen, Liaw & Breiman (2004), as ALeRCE uses it (Sanchez-Saez et al.
2021, AJ 161, 141): each tree sees as many rows of every class as the rarest has, with replacement.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from joblib import Parallel, cpu_count, delayed
from sklearn.tree import DecisionTreeClassifier

from .trees import Tree

# What a missing value is for the trees, as in the original.
MISSING_VALUE = np.float32(-999)

FLOAT32_MAX = np.finfo(np.float32).max


@dataclass(frozen=True)
class ForestSettings:
    """Those of ALeRCE, with fewer rows for a tree than it would have of the largest training sets."""

    trees: int = 500
    # Of the features, those that a split is chosen from.
    max_features: float | Literal["sqrt"] = "sqrt"
    min_samples_leaf: int = 1
    # Of a class for a tree.
    most_rows: int = 2000


@dataclass(frozen=True)
class Forest:
    """Trees whose mean gives the probabilities of `classes`."""

    classes: tuple[str, ...]
    estimators: tuple[DecisionTreeClassifier, ...]
    # Of all features, those that the trees have seen.
    columns: np.ndarray

    def probabilities(self, values: np.ndarray) -> np.ndarray:
        """[N, features] float32, NaN where missing, to [N, classes] float64."""
        inputs = impute(values[:, self.columns])
        of_trees = Parallel(cpu_count(), prefer="threads", return_as="generator")(
            delayed(tree.predict_proba)(inputs) for tree in self.estimators
        )
        return sum(of_trees) / len(self.estimators)

    def trees(self) -> list[Tree]:
        """Their sum is the mean; what is missing goes where the value that stands for it goes."""
        return [self.plain_tree(each) for each in self.estimators]

    def plain_tree(self, estimator: DecisionTreeClassifier) -> Tree:
        tree = estimator.tree_
        return Tree(
            left=tree.children_left,
            right=tree.children_right,
            feature=self.columns[np.maximum(tree.feature, 0)],
            threshold=tree.threshold,
            missing_left=MISSING_VALUE <= tree.threshold,
            rows=tree.n_node_samples,
            values=tree.value[:, 0, :] / len(self.estimators),
        )


def impute(values: np.ndarray) -> np.ndarray:
    """Missing values become -999; what does not fit single precision becomes its largest number."""
    clipped = np.clip(values, -FLOAT32_MAX, FLOAT32_MAX).astype(np.float32)
    return np.where(np.isnan(clipped), MISSING_VALUE, clipped)


def train_forest(
    inputs: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    classes: tuple[str, ...],
    columns: np.ndarray,
    settings: ForestSettings,
    seed: np.random.SeedSequence,
) -> Forest:
    """
    inputs [N, features] imputed, the class and weight of each row, and the columns that trees may
    use. Rows are drawn within their class by weight.
    """
    rows_of_class = [np.flatnonzero(labels == name) for name in classes]
    shares = [weights[rows] / weights[rows].sum() for rows in rows_of_class]
    size = min(settings.most_rows, *(len(rows) for rows in rows_of_class))
    targets = np.repeat(np.arange(len(classes)), size)

    def grow(tree_seed: np.random.SeedSequence) -> DecisionTreeClassifier:
        random = np.random.default_rng(tree_seed)
        rows = np.concatenate(
            [
                random.choice(rows, size, p=of_class)
                for rows, of_class in zip(rows_of_class, shares, strict=True)
            ]
        )
        tree = DecisionTreeClassifier(
            max_features=settings.max_features,
            min_samples_leaf=settings.min_samples_leaf,
            random_state=int(random.integers(2**31)),
        )
        return tree.fit(inputs[np.ix_(rows, columns)], targets)

    trees = Parallel(cpu_count(), prefer="threads")(
        delayed(grow)(each) for each in seed.spawn(settings.trees)
    )
    return Forest(classes, tuple(trees), columns)
