"""One ONNX graph for a whole hierarchy.

Input `features` float32 [N, F], NaN where missing; outputs `probabilities` float32 [N, C] and
`branches` float32 [N, B]. Imputation, all forests and the product of branch and class are inside.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.tree import DecisionTreeClassifier

from .forest import MISSING_VALUE, Forest, Hierarchy

# The oldest operator sets that have what is needed, so that old runtimes load the file.
OPSETS = (helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 3))
IR_VERSION = 7

LEAF = -1


def to_onnx(hierarchy: Hierarchy, feature_count: int) -> bytes:
    branches = list(hierarchy.branches)
    columns = [f"branch_{index}" for index in range(len(branches))]
    nodes = [
        helper.make_node("IsNaN", ["features"], ["is_missing"]),
        helper.make_node("Where", ["is_missing", "missing_value", "features"], ["imputed"]),
        forest_node(hierarchy.top, "branches"),
        helper.make_node("Split", ["branches"], columns, axis=1),
    ]
    products = []
    for column, branch in zip(columns, branches, strict=True):
        forest = hierarchy.branches[branch]
        if not forest.trees:
            products.append(column)
            continue
        within, product = f"{column}_classes", f"{column}_product"
        nodes.append(forest_node(forest, within))
        nodes.append(helper.make_node("Mul", [column, within], [product]))
        products.append(product)
    nodes.append(helper.make_node("Concat", products, ["probabilities"], axis=1))

    def matrix(name: str, width: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", width])

    graph = helper.make_graph(
        nodes,
        "larch",
        [matrix("features", feature_count)],
        [matrix("probabilities", len(hierarchy.classes)), matrix("branches", len(branches))],
        [numpy_helper.from_array(np.array(MISSING_VALUE), "missing_value")],
    )
    model = helper.make_model(graph, opset_imports=OPSETS, ir_version=IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def forest_node(forest: Forest, output: str) -> onnx.NodeProto:
    """The sum over trees of what their leaves give, which is divided by the number of trees."""
    nodes = {name: [] for name in ("treeids", "nodeids", "featureids", "values", "modes")}
    children = {"truenodeids": [], "falsenodeids": []}
    targets = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
    for tree_id, classifier in enumerate(forest.trees):
        tree = classifier.tree_
        is_leaf = tree.children_left == LEAF
        nodes["treeids"].append(np.full(tree.node_count, tree_id))
        nodes["nodeids"].append(np.arange(tree.node_count))
        nodes["featureids"].append(np.where(is_leaf, 0, tree.feature))
        nodes["values"].append(np.where(is_leaf, 0, float32_thresholds(classifier)))
        nodes["modes"].append(np.where(is_leaf, "LEAF", "BRANCH_LEQ"))
        children["truenodeids"].append(np.where(is_leaf, 0, tree.children_left))
        children["falsenodeids"].append(np.where(is_leaf, 0, tree.children_right))

        shares = tree.value[:, 0, :] * is_leaf[:, np.newaxis]
        node_ids, class_ids = np.nonzero(shares)
        targets["treeids"].append(np.full(len(node_ids), tree_id))
        targets["nodeids"].append(node_ids)
        targets["ids"].append(class_ids)
        targets["weights"].append(shares[node_ids, class_ids] / len(forest.trees))

    attributes = {
        f"{prefix}_{name}": np.concatenate(parts).tolist()
        for prefix, columns in (("nodes", nodes | children), ("target", targets))
        for name, parts in columns.items()
    }
    return helper.make_node(
        "TreeEnsembleRegressor",
        ["imputed"],
        [output],
        domain="ai.onnx.ml",
        n_targets=len(forest.classes),
        aggregate_function="SUM",
        post_transform="NONE",
        **attributes,
    )


def float32_thresholds(classifier: DecisionTreeClassifier) -> np.ndarray:
    """The largest float32 not above each threshold: with float32 inputs the same decisions."""
    exact = classifier.tree_.threshold
    rounded = exact.astype(np.float32)
    return np.where(rounded > exact, np.nextafter(rounded, np.float32(-np.inf)), rounded)
