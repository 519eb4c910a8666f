"""One ONNX graph for a whole hierarchy.

Input `features` float32 [N, F], NaN where missing; outputs `probabilities` float32 [N, C],
`branches` float32 [N, B] and, where the model has it, `outlierScore` float32 [N, 1]. What stands for
missing values, members of each node, their mean, calibration and the product of branch and class are
inside.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .boosting import Boosting
from .calibration import SMALLEST
from .forest import Forest
from .hierarchy import Hierarchy, Node
from .outliers import Outliers
from .perceptrons import FARTHEST, Perceptrons
from .trees import BOTH_SIGNS, LEAF, Tree, tree_ensemble_node

# The oldest operator sets that have what is needed, so that old runtimes load the file.
OPSETS = (helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 3))
IR_VERSION = 7


class Graph:
    """Nodes and constants, collected while the graph is written."""

    def __init__(self, feature_count: int, ratios: Sequence[tuple[int, int]]) -> None:
        self.feature_count = feature_count
        # Of features, by column: quotients that trees read after the features.
        self.ratios = ratios
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, operator: str, inputs: list[str], output: str, **attributes) -> str:
        """One node; its output."""
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def add_trees(self, trees: Sequence[Tree], output: str) -> str:
        width = self.feature_count + len(self.ratios)
        self.nodes.append(tree_ensemble_node(trees, width, output))
        return output

    def places_of(self, boosting: Boosting) -> np.ndarray:
        """[columns and ratios of it] Where each stands in what trees read."""
        of_ratios = [self.ratios.index(tuple(pair)) for pair in boosting.ratios.tolist()]
        return np.concatenate([boosting.columns, self.feature_count + np.array(of_ratios, int)])

    def constant(self, name: str, value, kind: type = np.float32) -> str:
        array = np.asarray(value, kind)
        self.constants[name] = numpy_helper.from_array(array, name)
        return name


def to_onnx(hierarchy: Hierarchy, feature_count: int) -> bytes:
    """
    The file of a hierarchy. Its input `features` is [N, feature_count] float32, NaN where missing, its
    outputs are those of `onnx_check.onnx_answers`.
    """
    graph = Graph(feature_count, ratios_of(hierarchy))
    add_what_trees_read(graph)
    columns = [f"branch_{index}" for index in range(len(hierarchy.branches))]
    outputs_of_nodes = ("branches", *(f"{column}_classes" for column in columns))
    add_inputs(graph, dict(zip(outputs_of_nodes, hierarchy.nodes.values(), strict=True)))
    add_node(graph, hierarchy.top, "branches")
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
    return serialize(graph, outputs)


def ratios_of(hierarchy: Hierarchy) -> list[tuple[int, int]]:
    """That boosting reads at any node, each once."""
    members = [node.boosting for node in hierarchy.nodes.values() if node.boosting]
    return list(dict.fromkeys(tuple(pair) for each in members for pair in each.ratios.tolist()))


def add_what_trees_read(graph: Graph) -> None:
    read = "features"
    if graph.ratios:
        above, below = (
            graph.add("Gather", [read, graph.constant(f"columns_{side}", columns, np.int64)], side, axis=1)
            for side, columns in zip(("above", "below"), zip(*graph.ratios, strict=True), strict=True)
        )
        quotients = graph.add("Div", [above, below], "quotients")
        read = graph.add("Concat", [read, quotients], "features_and_ratios", axis=1)
    negatives = graph.add("Neg", [read], "negatives")
    graph.add("Concat", [read, negatives], BOTH_SIGNS, axis=1)


def serialize(graph: Graph, outputs: list[onnx.ValueInfoProto]) -> bytes:
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "larch",
            [matrix("features", graph.feature_count)],
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
    members = [add_member(graph, member, output) for member in node.members()]
    members = members or [add_certainty(graph, f"{output}_certain")]
    if node.calibration is None:
        graph.add("Mean", members, output)
        return
    # An operator takes time however little it does.
    mean = graph.add("Mean", members, f"{output}_mean") if len(members) > 1 else members[0]
    smallest = graph.constant("smallest", SMALLEST)
    logarithm = graph.add("Log", [graph.add("Max", [mean, smallest], f"{output}_above")], f"{output}_log")
    slope = graph.constant(f"{output}_slope", node.calibration.slope)
    bias = graph.constant(f"{output}_bias", node.calibration.bias)
    scaled = graph.add("Mul", [logarithm, slope], f"{output}_scaled")
    graph.add("Softmax", [graph.add("Add", [scaled, bias], f"{output}_scores")], output, axis=1)


def add_member(graph: Graph, member: Forest | Boosting | Perceptrons, node: str) -> str:
    """Its probabilities, for the node of which that is the output."""
    output = f"{node}_{type(member).__name__.lower()}"
    if isinstance(member, Forest):
        return graph.add_trees(member.trees(), output)
    if isinstance(member, Boosting):
        scores = graph.add_trees(member.trees(graph.places_of(member)), f"{output}_scores")
    else:
        scores = add_perceptrons(graph, member, inputs_of(node))
    return graph.add("Softmax", [scores], output, axis=1)


def inputs_of(node: str) -> str:
    return f"{node}_inputs"


def add_inputs(graph: Graph, nodes: Mapping[str, Node]) -> None:
    """Those of the perceptrons of all nodes, by output, at once: an operator takes time however little
    it does."""
    every = {
        inputs_of(name): node.perceptrons.inputs for name, node in nodes.items() if node.perceptrons
    }
    if not every:
        return
    columns, medians, widths = (
        np.concatenate([getattr(inputs, name) for inputs in every.values()])
        for name in ("columns", "medians", "widths")
    )
    flags = graph.add("Cast", [graph.add("IsNaN", ["features"], "is_missing")], "flags", to=TensorProto.FLOAT)
    both = graph.add("Concat", ["features", flags], "features_and_flags", axis=1)
    known = graph.add("Gather", [both, graph.constant("columns", columns, np.int64)], "known", axis=1)
    center = graph.constant("medians", medians)
    filled = graph.add("Where", [graph.add("IsNaN", [known], "is_unknown"), center, known], "filled")
    offset = graph.add("Sub", [filled, center], "from_median")
    distance = graph.add("Div", [offset, graph.constant("widths", widths)], "distance")
    limits = [graph.constant("farthest_below", -FARTHEST), graph.constant("farthest", FARTHEST)]
    squeezed = graph.add("Asinh", [graph.add("Clip", [distance, *limits], "clipped")], "squeezed")
    lengths = [len(inputs.columns) for inputs in every.values()]
    graph.nodes.append(
        helper.make_node(
            "Split", [squeezed, graph.constant("lengths", lengths, np.int64)], list(every), axis=1
        )
    )


def add_perceptrons(graph: Graph, perceptrons: Perceptrons, inputs: str) -> str:
    """Their scores before the softmax."""

    def layer(previous: str, name: str, weights: np.ndarray, bias: np.ndarray) -> str:
        output = f"{inputs}_{name}"
        constants = [graph.constant(f"{output}_weights", weights), graph.constant(f"{output}_bias", bias)]
        return graph.add("Gemm", [previous, *constants], output)

    hidden = layer(inputs, "hidden", perceptrons.hidden_weights, perceptrons.hidden_bias)
    active = graph.add("Relu", [hidden], f"{hidden}_active")
    return layer(active, "scores", perceptrons.output_weights, perceptrons.output_bias)


def add_certainty(graph: Graph, output: str) -> str:
    """Of a node with one class: a leaf that gives 1."""
    root = Tree(
        left=np.array([LEAF]),
        right=np.array([LEAF]),
        feature=np.array([0]),
        threshold=np.array([0.0]),
        missing_left=np.array([False]),
        rows=np.array([0]),
        values=np.ones((1, 1)),
    )
    return graph.add_trees([root], output)


def add_outliers(graph: Graph, outliers: Outliers) -> None:
    """sigmoid of the weighted sum of the entropy and of the least strangeness over branches."""
    least = graph.constant("smallest", SMALLEST)
    logarithm = graph.add("Log", [graph.add("Max", ["probabilities", least], "likely")], "log_probabilities")
    product = graph.add("Mul", ["probabilities", logarithm], "certainties")
    certainty = graph.add("ReduceSum", [product, graph.constant("classes", [1], np.int64)], "certainty")
    depths = graph.add_trees(outliers.trees(), "depths")
    centres, scales = (
        graph.constant(f"{name}s", [getattr(branch, name) for branch in outliers.branches.values()])
        for name in ("centre", "scale")
    )
    shifted = graph.add("Sub", [centres, depths], "shifted_depths")
    strangeness = graph.add("Div", [shifted, scales], "strangeness")
    least_strange = graph.add("ReduceMin", [strangeness], "least_strangeness", axes=[1])
    terms = [
        graph.add("Mul", [certainty, graph.constant("of_certainty", -outliers.of_entropy)], "indecision"),
        graph.add("Mul", [least_strange, graph.constant("of_strangeness", outliers.of_strangeness)], "oddity"),
    ]
    both = graph.add("Add", terms, "indecision_and_oddity")
    offset = graph.constant("outlier_offset", outliers.offset)
    graph.add("Sigmoid", [graph.add("Add", [both, offset], "outlier_sum")], "outlierScore")
