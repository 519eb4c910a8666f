"""How unlike the training set an object is.

Two signs are added. The classifier cannot decide: the entropy of its probabilities. And its features
are rare: isolation forests (Liu, Ting & Zhou 2008), one a branch, of which the least surprised counts.
The first tells most of a class never seen, the second of values that nothing has.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.ensemble import IsolationForest
from sklearn.tree import ExtraTreeRegressor

from .calibration import SMALLEST
from .trees import Tree

# Of the strangeness beside the indecision; chosen on validation objects with a class held out.
STRANGENESS_WEIGHT = 0.5

TREES = 40
ROWS_PER_TREE = 256
SEED = 2021


@dataclass(frozen=True)
class BranchOutliers:
    """Isolation forest of a branch (Liu, Ting & Zhou 2008, ICDM)."""

    forest: IsolationForest
    columns: np.ndarray
    # What stands for a missing value, [columns].
    medians: np.ndarray
    # Of the depths of training objects.
    centre: float
    scale: float

    def depth(self, values: np.ndarray) -> np.ndarray:
        """[N, features] to the mean depth of the leaf over trees, as if each leaf were split to its end."""
        inputs = filled(values[:, self.columns], self.medians)
        return np.mean(
            [
                leaf_depths(each)[each.apply(inputs)] for each in self.forest.estimators_
            ],
            axis=0,
        )

    def strangeness(self, values: np.ndarray) -> np.ndarray:
        """[N, features] to [N]: how much less deep than training objects, in units of their scatter."""
        return (self.centre - self.depth(values)) / self.scale

    def plain_tree(self, estimator: ExtraTreeRegressor, target: int, targets: int) -> Tree:
        """Its part of the mean depth, for one of the targets."""
        tree = estimator.tree_
        feature = np.maximum(tree.feature, 0)
        values = np.zeros((tree.node_count, targets))
        values[:, target] = leaf_depths(estimator) / len(self.forest.estimators_)
        return Tree(
            left=tree.children_left,
            right=tree.children_right,
            feature=self.columns[feature],
            threshold=tree.threshold,
            missing_left=self.medians[feature] <= tree.threshold,
            rows=tree.n_node_samples,
            values=values,
        )


@dataclass(frozen=True)
class Outliers:
    """Scores in 0..1 of how unlike the training set objects are."""

    branches: Mapping[str, BranchOutliers]
    # sigmoid(of_entropy * entropy + of_strangeness * strangeness + offset)
    of_entropy: float
    of_strangeness: float
    offset: float

    def trees(self) -> list[Tree]:
        """With a target for each branch: their sum is its mean depth."""
        return [
            branch.plain_tree(estimator, index, len(self.branches))
            for index, branch in enumerate(self.branches.values())
            for estimator in branch.forest.estimators_
        ]

    def scores(self, values: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
        """[N, features] and the probabilities of their classes [N, classes] to [N] in 0..1."""
        return expit(
            self.of_entropy * entropy(probabilities)
            + self.of_strangeness * least_strange(self.branches, values)
            + self.offset
        )


def entropy(probabilities: np.ndarray) -> np.ndarray:
    """[N, classes] to [N], nat."""
    return -np.sum(probabilities * np.log(np.maximum(probabilities, SMALLEST)), axis=1)


def least_strange(branches: Mapping[str, BranchOutliers], values: np.ndarray) -> np.ndarray:
    """[N, features] to [N], in the branch where it is least."""
    return np.min([each.strangeness(values) for each in branches.values()], axis=0)


def train_outliers(
    branches: Mapping[str, np.ndarray],
    columns: np.ndarray,
    unseen: np.ndarray,
    unseen_probabilities: np.ndarray,
) -> Outliers:
    """
    The features of the objects of each branch, which columns of them count, and objects [N, features]
    that a classifier has not learnt from with what it says of them [N, classes].
    """
    forests = {name: train_branch_outliers(values, columns) for name, values in branches.items()}
    indecision = entropy(unseen_probabilities)
    entropy_scale = scale_of(indecision)
    both = indecision / entropy_scale + STRANGENESS_WEIGHT * least_strange(forests, unseen)
    scale = scale_of(both)
    return Outliers(
        forests,
        1 / (entropy_scale * scale),
        STRANGENESS_WEIGHT / scale,
        float(-np.median(both) / scale),
    )


def scale_of(values: np.ndarray) -> float:
    """In whose units a twentieth of the values is more than ln 9 above the median: sigmoid 0.9."""
    centre, high = np.percentile(values, [50, 95])
    return max(float(high - centre) / np.log(9), 1e-3)


def filled(values: np.ndarray, medians: np.ndarray) -> np.ndarray:
    largest = np.finfo(np.float32).max
    return np.where(np.isnan(values), medians, np.clip(values, -largest, largest))


def train_branch_outliers(values: np.ndarray, columns: np.ndarray) -> BranchOutliers:
    """values [N, features] of the objects of a branch."""
    known = values[:, columns]
    with warnings.catch_warnings():
        # A feature that no object has.
        warnings.simplefilter("ignore", RuntimeWarning)
        medians = np.nan_to_num(np.nanmedian(known, axis=0)).astype(np.float32)
    forest = IsolationForest(
        n_estimators=TREES, max_samples=min(ROWS_PER_TREE, len(values)), random_state=SEED
    ).fit(filled(known, medians))
    unscaled = BranchOutliers(forest, columns, medians, 0.0, 1.0)
    sample = np.random.default_rng(SEED).permutation(len(values))[:5000]
    depths = unscaled.depth(values[sample])
    return BranchOutliers(forest, columns, medians, float(np.median(depths)), scale_of(-depths))


def leaf_depths(estimator: ExtraTreeRegressor) -> np.ndarray:
    """[nodes] depth, and of a leaf with several rows the mean depth that splitting it would add."""
    tree = estimator.tree_
    depth = np.zeros(tree.node_count)
    for node in range(tree.node_count):
        for child in (tree.children_left[node], tree.children_right[node]):
            if child >= 0:
                depth[child] = depth[node] + 1
    return depth + average_path(tree.n_node_samples)


def average_path(rows: np.ndarray) -> np.ndarray:
    """Of an unsuccessful search in a binary tree of so many rows (Liu et al. 2008, equation 1)."""
    rows = np.asarray(rows, float)
    many = 2 * (np.log(np.maximum(rows - 1, 1)) + np.euler_gamma) - 2 * (rows - 1) / np.maximum(rows, 1)
    return np.where(rows > 2, many, np.where(rows == 2, 1.0, 0.0))
