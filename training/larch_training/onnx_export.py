"""One ONNX graph for a whole hierarchy.

Input `features` float32 [N, F], NaN where missing; outputs `probabilities` float32 [N, C] and
`branches` float32 [N, B]. All forests and the product of branch and class are inside.
"""

import onnx
from onnx import TensorProto, helper
from sklearn.tree import DecisionTreeClassifier

from .forest import MISSING_VALUE, Forest, Hierarchy
from .trees import Tree, tree_ensemble_node

# The oldest operator sets that have what is needed, so that old runtimes load the file.
OPSETS = (helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 3))
IR_VERSION = 7


def to_onnx(hierarchy: Hierarchy, feature_count: int) -> bytes:
    branches = list(hierarchy.branches)
    columns = [f"branch_{index}" for index in range(len(branches))]
    nodes = [
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
    )
    model = helper.make_model(graph, opset_imports=OPSETS, ir_version=IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def forest_node(forest: Forest, output: str) -> onnx.NodeProto:
    """The mean over trees of the shares of classes in their leaves."""
    return tree_ensemble_node(
        [plain_tree(each, 1 / len(forest.trees)) for each in forest.trees], output
    )


def plain_tree(classifier: DecisionTreeClassifier, weight: float) -> Tree:
    """What is missing goes where the value that stands for it goes."""
    tree = classifier.tree_
    return Tree(
        left=tree.children_left,
        right=tree.children_right,
        feature=tree.feature,
        threshold=tree.threshold,
        missing_left=MISSING_VALUE <= tree.threshold,
        values=tree.value[:, 0, :] * weight,
    )
