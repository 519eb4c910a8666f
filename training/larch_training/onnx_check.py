"""Does the exported file give what Python gives?"""

import numpy as np
import onnxruntime

from .hierarchy import Hierarchy

TOLERANCE = 1e-5

# Of those that a model has learnt from, beside the ones that it is judged by.
CHECKED_ROWS = 10_000


def check_onnx(graph: bytes, hierarchy: Hierarchy, values: np.ndarray) -> float:
    """
    The largest difference of a probability over rows [N, F], NaN where missing.

    Raises ValueError where it is above the tolerance.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    values = values.astype(np.float32)
    expected = [*hierarchy.probabilities(values)]
    if hierarchy.outliers is not None:
        expected.append(hierarchy.outlier_scores(values, expected[0])[:, np.newaxis])
    given = session.run(None, {"features": values})
    difference = max(
        float(np.abs(ours - theirs).max()) for ours, theirs in zip(given, expected, strict=True)
    )
    if not difference <= TOLERANCE:
        raise ValueError(f"the ONNX file differs from its members by {difference}")
    return difference
