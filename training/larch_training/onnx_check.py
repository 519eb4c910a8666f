"""The exported file as the service runs it: what it answers, and whether that is what Python gives."""

import numpy as np
import onnxruntime

from .hierarchy import Hierarchy

TOLERANCE = 1e-5

# Of those that a model has learnt from, beside the ones that it is judged by.
CHECKED_ROWS = 10_000


def onnx_answers(graph: bytes, values: np.ndarray) -> list[np.ndarray]:
    """
    Rows [N, F], NaN where missing, to the probabilities of classes [N, classes] and of branches
    [N, branches] and, of a model that has them, outlier scores [N, 1].
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    return session.run(None, {"features": values.astype(np.float32)})


def check_onnx(graph: bytes, hierarchy: Hierarchy, values: np.ndarray) -> float:
    """
    The largest difference of an answer over rows [N, F], NaN where missing.

    Raises ValueError where it is above the tolerance.
    """
    values = values.astype(np.float32)
    expected = [*hierarchy.probabilities(values)]
    if hierarchy.outliers is not None:
        expected.append(hierarchy.outlier_scores(values, expected[0])[:, np.newaxis])
    difference = max(
        float(np.abs(ours - theirs).max())
        for ours, theirs in zip(onnx_answers(graph, values), expected, strict=True)
    )
    if not difference <= TOLERANCE:
        raise ValueError(f"the ONNX file differs from its members by {difference}")
    return difference
