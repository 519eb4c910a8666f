"""One ONNX graph for a whole hierarchy.

Input `features` float32 [N, F], NaN where missing; outputs `probabilities` float32 [N, C],
`branches` float32 [N, B] and, where the model has it, `outlierScore` float32 [N, 1]. What stands for
missing values, forests, boosting, their mean, calibration and the product of branch and class are
inside.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .boosting import Boosting
from .calibration import SMALLEST
from .forest import Forest
from .hierarchy import Hierarchy, Node
from .outliers import Outliers
from .trees import LEAF, Tree, tree_ensemble_node

# The oldest operator sets that have what is needed, so that old runtimes load the file.
OPSETS = (helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 3))
IR_VERSION = 7


class Graph:
    """Nodes and constants, collected while the graph is written."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, operator: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name: str, value) -> str:
        array = np.asarray(value, np.float32)
        self.constants[name] = numpy_helper.from_array(array, name)
        return name


def to_onnx(hierarchy: Hierarchy, feature_count: int) -> bytes:
    graph = Graph()
    add_node(graph, hierarchy.top, "branches")
    columns = [f"branch_{index}" for index in range(len(hierarchy.branches))]
    graph.nodes.append(helper.make_node("Split", ["branches"], columns, axis=1))
    products = []
    for column, node in zip(columns, hierarchy.branches.values(), strict=True):
        if len(node.classes) == 1:
            products.append(column)
        else:
            add_node(graph, node, f"{column}_classes")
            products.append(graph.add("Mul", [column, f"{column}_classes"], f"{column}_product"))
    graph.add("Concat", products, "probabilities", axis=1)
    outputs = [
        matrix("probabilities", len(hierarchy.classes)),
        matrix("branches", len(hierarchy.branches)),
    ]
    if hierarchy.outliers is not None:
        add_outliers(graph, hierarchy.outliers)
        outputs.append(matrix("outlierScore", 1))
    return serialize(graph, feature_count, outputs)


def serialize(graph: Graph, feature_count: int, outputs: list[onnx.ValueInfoProto]) -> bytes:
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "larch",
            [matrix("features", feature_count)],
            outputs,
            list(graph.constants.values()),
        ),
        opset_imports=OPSETS,
        ir_version=IR_VERSION,
    )
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def matrix(name: str, width: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", width])


def add_node(graph: Graph, node: Node, output: str) -> None:
    """The mean of the members, calibrated: softmax(slope log(mean) + bias)."""
    members = [
        add_member(graph, member, f"{output}_member_{index}")
        for index, member in enumerate(node.members())
    ] or [add_certainty(graph, f"{output}_certain")]
    if node.calibration is None:
        graph.add("Mean", members, output)
        return
    mean = graph.add("Mean", members, f"{output}_mean")
    smallest = graph.constant("smallest", SMALLEST)
    logarithm = graph.add("Log", [graph.add("Max", [mean, smallest], f"{output}_above")], f"{output}_log")
    slope = graph.constant(f"{output}_slope", node.calibration.slope)
    bias = graph.constant(f"{output}_bias", node.calibration.bias)
    scaled = graph.add("Mul", [logarithm, slope], f"{output}_scaled")
    graph.add("Softmax", [graph.add("Add", [scaled, bias], f"{output}_scores")], output, axis=1)


def add_member(graph: Graph, member: Forest | Boosting, output: str) -> str:
    if isinstance(member, Forest):
        graph.nodes.append(tree_ensemble_node(member.trees(), output))
        return output
    graph.nodes.append(tree_ensemble_node(member.trees(), f"{output}_raw"))
    return graph.add("Softmax", [f"{output}_raw"], output, axis=1)


def add_certainty(graph: Graph, output: str) -> str:
    """Of a node with one class: a leaf that gives 1."""
    root = Tree(
        left=np.array([LEAF]),
        right=np.array([LEAF]),
        feature=np.array([0]),
        threshold=np.array([0.0]),
        missing_left=np.array([False]),
        values=np.ones((1, 1)),
    )
    graph.nodes.append(tree_ensemble_node([root], output))
    return output


def add_outliers(graph: Graph, outliers: Outliers) -> None:
    """The smallest over branches of sigmoid((centre - depth) / scale)."""
    scores = []
    for name, branch in outliers.branches.items():
        depth = f"{name}_depth"
        graph.nodes.append(tree_ensemble_node(branch.trees(), depth))
        centre = graph.constant(f"{name}_centre", branch.centre)
        scale = graph.constant(f"{name}_scale", branch.scale)
        shifted = graph.add("Sub", [centre, depth], f"{name}_shifted")
        scaled = graph.add("Div", [shifted, scale], f"{name}_scaled_depth")
        scores.append(graph.add("Sigmoid", [scaled], f"{name}_outlier_score"))
    graph.add("Min", scores, "outlierScore")
