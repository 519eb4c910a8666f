"""The forests that ALeRCE published (alercebroker/lc_classifier, classifier/models.py), of 2020-22.

Five pickles: the names of the features in order, the top forest, and one forest per branch. The
probability of a class is P(branch) P(class | branch); what is missing or infinite is -999.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.tree import DecisionTreeClassifier
from sklearn.tree._tree import NODE_DTYPE, Tree

from .alerce_pickles import (
    StoredClassifier,
    StoredForest,
    StoredTree,
    read_pickle,
    to_numbers,
    to_texts,
)
from .forest import MISSING_VALUE, Forest
from .hierarchy import Hierarchy, Node
from .taxonomy import TAXONOMY
from .trees import LEAF

# As versions 1.1 and 1.0 of the original name them.
FEATURES_FILE = ("features_RF_model.pkl",)
TOP_FILE = ("top_level_BRF_model.pkl", "hierarchical_level_RF_model.pkl")
BRANCH_FILES = {
    branch: (f"{branch.lower()}_level_BRF_model.pkl", f"{branch.lower()}_level_RF_model.pkl")
    for branch in TAXONOMY
}

# A few bytes of a pickle can repeat a tree any number of times; forests of 500 have some 2 million.
MAXIMUM_NODES = 10_000_000

ABSENT = -1


def read_feature_names(folder: Path) -> tuple[str, ...]:
    """The inputs of the forests, in order. Raises ValueError naming the file and what is wrong."""
    return read(folder, FEATURES_FILE, to_feature_names)


def read_hierarchy(
    folder: Path, feature_names: Sequence[str], known_names: Sequence[str]
) -> Hierarchy:
    """
    Forests that read `known_names`, of those in the folder, which read `feature_names`. A feature
    that is not known is missing from every object.

    Raises ValueError naming the file and what is wrong with it.
    """
    columns = np.array(
        [known_names.index(name) if name in known_names else ABSENT for name in feature_names]
    )

    def node(names: Sequence[str], classes: tuple[str, ...]) -> Node:
        return Node(classes, read(folder, names, lambda stored: to_forest(stored, classes, columns)))

    return Hierarchy(
        top=node(TOP_FILE, tuple(TAXONOMY)),
        branches={
            branch: node(BRANCH_FILES[branch], classes) for branch, classes in TAXONOMY.items()
        },
    )


def read(folder: Path, names: Sequence[str], convert: Callable[[Any], Any]) -> Any:
    present = [folder / name for name in names if (folder / name).is_file()]
    if len(present) != 1:
        raise ValueError(f"{folder} must have one file {' or '.join(names)}: it has {len(present)}")
    try:
        return convert(read_pickle(present[0]))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as cause:
        raise ValueError(f"{present[0]}: {cause}") from cause


def to_feature_names(stored: Any) -> tuple[str, ...]:
    names = to_texts(stored)
    if not names or len(set(names)) < len(names):
        raise ValueError("the names of the features are none, or one is there twice")
    return names


def to_forest(stored: Any, classes: tuple[str, ...], columns: np.ndarray) -> Forest:
    if not isinstance(stored, StoredForest):
        raise ValueError(f"it holds a {type(stored).__name__} and no forest")
    own = to_texts(attribute(stored, "classes_"))
    if sorted(own) != sorted(classes):
        raise ValueError(f"its classes are {', '.join(own)} and not {', '.join(classes)}")
    order = [own.index(name) for name in classes]
    trees = attribute(stored, "estimators_")
    if not isinstance(trees, list) or not trees:
        raise ValueError("it has no trees")
    classifiers, nodes = [], 0
    for tree in trees:
        classifiers.append(to_classifier(tree, order, columns))
        nodes += classifiers[-1].tree_.node_count
        if nodes > MAXIMUM_NODES:
            raise ValueError(f"its trees have more than {MAXIMUM_NODES} nodes")
    feature_count = int(np.count_nonzero(columns != ABSENT))
    return Forest(classes, tuple(classifiers), np.arange(feature_count))


def to_classifier(stored: Any, order: list[int], columns: np.ndarray) -> DecisionTreeClassifier:
    """A tree of today's scikit-learn with the classes in the given order."""
    if not isinstance(stored, StoredClassifier):
        raise ValueError(f"there is a {type(stored).__name__} among its trees")
    tree = attribute(stored, "tree_")
    seen = to_numbers(attribute(stored, "classes_")).tolist()
    if not isinstance(tree, StoredTree) or seen != list(range(len(order))):
        raise ValueError("one of its trees was not trained on all classes")
    if tree.arguments[:1] != (len(columns),):
        raise ValueError(f"its trees do not read the {len(columns)} features of {FEATURES_FILE[0]}")

    feature_count = int(np.count_nonzero(columns != ABSENT))
    classifier = DecisionTreeClassifier()
    classifier.classes_ = np.arange(len(order))
    classifier.n_classes_, classifier.n_outputs_ = len(order), 1
    classifier.n_features_in_ = feature_count
    classifier.tree_ = Tree(feature_count, np.array([len(order)]), 1)
    nodes = to_nodes(tree, columns)
    shares = np.ascontiguousarray(to_shares(tree, len(nodes), len(order))[:, np.newaxis, order])
    # The depth is not read where a tree gives probabilities.
    state = {"max_depth": 0, "node_count": len(nodes), "nodes": nodes, "values": shares}
    classifier.tree_.__setstate__(state)
    return classifier


def to_nodes(tree: StoredTree, columns: np.ndarray) -> np.ndarray:
    """
    Before 1.3, scikit-learn kept no way for a missing value in its nodes; as the original has a
    number for what is missing, no forest takes that way.
    """
    own = to_numbers(attribute(tree, "nodes"))
    if own.ndim != 1 or not {"left_child", "right_child", "feature", "threshold"} <= set(
        own.dtype.names or ()
    ):
        raise ValueError("the nodes of one of its trees lack children, feature or threshold")
    nodes = np.zeros(len(own), NODE_DTYPE)
    for name in set(own.dtype.names) & set(NODE_DTYPE.names):
        nodes[name] = own[name]
    check_shape(nodes, len(columns))

    splits = nodes["left_child"] != LEAF
    column = np.where(splits, columns[np.where(splits, nodes["feature"], 0)], 0)
    always_left = np.where(nodes["threshold"] >= MISSING_VALUE, np.inf, -np.inf)
    nodes["threshold"] = np.where(column == ABSENT, always_left, nodes["threshold"])
    nodes["feature"] = np.where(splits, np.maximum(column, 0), nodes["feature"])
    return nodes


def check_shape(nodes: np.ndarray, feature_count: int) -> None:
    """Every node but the first must have one parent, which stands before it: then it is a tree."""
    parents = np.flatnonzero(nodes["left_child"] != LEAF)
    left, right = nodes["left_child"][parents], nodes["right_child"][parents]
    splits = nodes[parents]
    if len(nodes) == 0 or not (
        np.array_equal(np.sort(np.concatenate([left, right])), np.arange(1, len(nodes)))
        and np.all(left > parents)
        and np.all(right > parents)
        and np.all((splits["feature"] >= 0) & (splits["feature"] < feature_count))
        and not np.isnan(splits["threshold"]).any()
    ):
        raise ValueError(
            f"the nodes of one of its trees form no tree over {feature_count} features"
        )


def to_shares(tree: StoredTree, nodes: int, classes: int) -> np.ndarray:
    """[nodes, classes] with sum 1: scikit-learn has kept them so since 1.3, and weights before."""
    values = to_numbers(attribute(tree, "values"))
    if values.shape != (nodes, 1, classes) or not (np.isfinite(values) & (values >= 0)).all():
        raise ValueError(f"the values of one of its trees are not {nodes} times {classes} weights")
    weights = values[:, 0, :].astype(float)
    sums = weights.sum(axis=1, keepdims=True)
    if not (sums > 0).all():
        raise ValueError("a leaf of one of its trees has no weight")
    return weights / sums


def attribute(stored: Any, name: str) -> Any:
    if not isinstance(stored.state, dict) or name not in stored.state:
        raise ValueError(f"it has a {type(stored).__name__} without {name}")
    return stored.state[name]
