"""How unlike the training set an object is: isolation forests (Liu, Ting & Zhou 2008), one a branch.

An object is strange if every branch finds it so: the smallest of their scores counts.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.ensemble import IsolationForest

from .trees import Tree

TREES = 40
ROWS_PER_TREE = 256
SEED = 2021


@dataclass(frozen=True)
class BranchOutliers:
    forest: IsolationForest
    columns: np.ndarray
    # What stands for a missing value, [columns].
    medians: np.ndarray
    # Of the depths of training objects: half of them score above 0.5.
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

    def score(self, values: np.ndarray) -> np.ndarray:
        return expit((self.centre - self.depth(values)) / self.scale)

    def trees(self) -> list[Tree]:
        """Their sum is the mean depth."""
        return [self.plain_tree(each) for each in self.forest.estimators_]

    def plain_tree(self, estimator) -> Tree:
        tree = estimator.tree_
        feature = np.maximum(tree.feature, 0)
        return Tree(
            left=tree.children_left,
            right=tree.children_right,
            feature=self.columns[feature],
            threshold=tree.threshold,
            missing_left=self.medians[feature] <= tree.threshold,
            values=leaf_depths(estimator)[:, np.newaxis] / len(self.forest.estimators_),
        )


@dataclass(frozen=True)
class Outliers:
    branches: Mapping[str, BranchOutliers]

    def scores(self, values: np.ndarray) -> np.ndarray:
        """[N] in 0..1."""
        return np.min([each.score(values) for each in self.branches.values()], axis=0)


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
    low, centre = np.percentile(depths, [5, 50])
    # A twentieth of the training objects scores above 0.9.
    scale = max((centre - low) / np.log(9), 1e-3)
    return BranchOutliers(forest, columns, medians, float(centre), float(scale))


def leaf_depths(estimator) -> np.ndarray:
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
