"""Gradient boosting (LightGBM; Ke et al. 2017), a softmax over the classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import lightgbm
import numpy as np
from scipy.special import softmax

from .trees import LEAF, Tree


NO_RATIOS = np.empty((0, 2), int)


@dataclass(frozen=True)
class BoostingSettings:
    """Of gradient boosting with histograms, LightGBM (Ke et al. 2017, NeurIPS 30)."""

    rounds: int = 100
    learning_rate: float = 0.1
    leaves: int = 15
    # Of the features, those that a tree may use.
    feature_share: float = 0.4
    row_share: float = 0.8
    min_rows_in_leaf: int = 20
    l2: float = 1.0
    # Of the values of a feature: fewer are faster, and no worse here.
    bins: int = 63
    seed: int = 2021
    # The trees are the same for any number.
    threads: int = 2


@dataclass(frozen=True)
class Boosting:
    """The trained trees, and what they read of a row."""

    booster: lightgbm.Booster
    # Of all features, those that the booster has seen and, after them, what it has seen divided by what.
    columns: np.ndarray
    ratios: np.ndarray  # [ratios, 2]
    # [classes], before the softmax: after it, classes are as if they had had equal weight.
    offsets: np.ndarray

    @property
    def classes(self) -> int:
        return len(self.offsets)

    def raw(self, values: np.ndarray) -> np.ndarray:
        """[N, features] float32, NaN where missing, to [N, classes] before the softmax."""
        raw = self.booster.predict(with_ratios(values, self.columns, self.ratios), raw_score=True)
        by_class = raw if self.classes > 2 else np.column_stack([np.zeros(len(raw)), raw])
        return by_class + self.offsets

    def probabilities(self, values: np.ndarray) -> np.ndarray:
        """[N, features] float32, NaN where missing, to [N, classes], as if all were as frequent."""
        return softmax(self.raw(values), axis=1)

    def trees(self, places: np.ndarray) -> list[Tree]:
        """
        One after another of each class in turn; two classes have trees of the second alone. Of each
        column and ratio, the place where the trees are to find it.
        """
        described = self.booster.dump_model()["tree_info"]
        first = 0 if self.classes > 2 else 1
        targets = range(first, self.classes)
        trees = [
            plain_tree(each["tree_structure"], places, target, self.classes)
            for each, target in zip(described, cycle(targets))
        ]
        # Only differences count after the softmax.
        offsets = self.offsets - (self.offsets[0] if first else 0)
        for tree, target in zip(trees, targets):
            tree.values[:, target] += offsets[target]
        return trees


def with_ratios(values: np.ndarray, columns: np.ndarray, ratios: np.ndarray) -> np.ndarray:
    """[N, features] to [N, columns and ratios] float32."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        above, below = values[:, ratios.T].astype(np.float32).swapaxes(0, 1)
        quotients = above / below
    return finite(np.hstack([values[:, columns], quotients]))


def finite(values: np.ndarray) -> np.ndarray:
    """What is not a number stays so; what is infinite becomes the largest number."""
    largest = np.finfo(np.float32).max
    return np.clip(values, -largest, largest)


def train_boosting(
    values: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    classes: int,
    columns: np.ndarray,
    settings: BoostingSettings,
    ratios: np.ndarray = NO_RATIOS,
) -> Boosting:
    """
    values [N, features] float32, targets [N] index of the class, all of which occur, weights [N], the
    columns that trees may read, and [ratios, 2] columns of what they may read divided by what.
    """
    parameters = {
        "objective": "multiclass" if classes > 2 else "binary",
        "learning_rate": settings.learning_rate,
        "num_leaves": settings.leaves,
        "feature_fraction": settings.feature_share,
        "bagging_fraction": settings.row_share,
        "bagging_freq": 1,
        "min_data_in_leaf": settings.min_rows_in_leaf,
        "lambda_l2": settings.l2,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": settings.threads,
        "verbose": -1,
    }
    if classes > 2:
        parameters["num_class"] = classes
    data = lightgbm.Dataset(
        with_ratios(values, columns, ratios),
        label=targets,
        weight=weights,
        params={"max_bin": settings.bins},
    )
    booster = lightgbm.train(parameters, data, settings.rounds)
    return Boosting(booster, columns, ratios, -np.log(class_shares(targets, weights)))


def class_shares(targets: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """[classes] of the sum of the weights."""
    sums = np.bincount(targets, weights)
    return sums / sums.sum()


def plain_tree(
    structure: Mapping[str, Any], places: np.ndarray, target: int, targets: int
) -> Tree:
    rows: list[dict[str, Any]] = []

    def add(node: Mapping[str, Any]) -> int:
        index = len(rows)
        rows.append({})
        if "leaf_value" in node:
            rows[index] = {
                "left": LEAF,
                "right": LEAF,
                "value": node["leaf_value"],
                # Of a tree that is a leaf alone there is none.
                "rows": node.get("leaf_count", 0),
            }
            return index
        missing = node["missing_type"]
        rows[index] = {
            "feature": places[node["split_feature"]],
            "threshold": node["threshold"],
            # Where training has seen no missing value, one counts as 0.
            "missing_left": node["default_left"] if missing == "NaN" else node["threshold"] >= 0,
            "rows": node["internal_count"],
        }
        rows[index]["left"] = add(node["left_child"])
        rows[index]["right"] = add(node["right_child"])
        return index

    add(structure)
    values = np.zeros((len(rows), targets))
    values[:, target] = [row.get("value", 0.0) for row in rows]
    return Tree(
        left=np.array([row["left"] for row in rows]),
        right=np.array([row["right"] for row in rows]),
        feature=np.array([row.get("feature", 0) for row in rows]),
        threshold=np.array([row.get("threshold", 0.0) for row in rows], float),
        missing_left=np.array([row.get("missing_left", False) for row in rows], bool),
        rows=np.array([row["rows"] for row in rows]),
        values=values,
    )
