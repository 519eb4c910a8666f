"""Makes probabilities mean what they say: a temperature, and a factor a class.

p' is proportional to p^(1/temperature) times the factor (vector scaling of log-probabilities; Guo et
al. 2017), found by maximum likelihood on objects that the model has not seen.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

# Below this a probability counts as this.
SMALLEST = 1e-6


@dataclass(frozen=True)
class Calibration:
    slope: float
    bias: np.ndarray  # [classes]

    def __call__(self, probabilities: np.ndarray) -> np.ndarray:
        """[N, classes] to the like."""
        scores = self.slope * np.log(np.maximum(probabilities, SMALLEST)) + self.bias
        exponential = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponential / exponential.sum(axis=1, keepdims=True)

    def with_priors(self, assumed: np.ndarray, wanted: np.ndarray) -> "Calibration":
        """For a mix of classes other than that of the objects it was found on; both [classes]."""
        return Calibration(self.slope, self.bias + np.log(wanted / assumed))


def fit_calibration(
    probabilities: np.ndarray, targets: np.ndarray, weights: np.ndarray, with_bias: bool
) -> Calibration:
    """probabilities [N, classes], targets [N] index of the class, weights [N]."""
    classes = probabilities.shape[1]
    weights = weights / weights.sum()

    def of(parameters: np.ndarray) -> Calibration:
        bias = np.zeros(classes)
        if with_bias:
            bias[1:] = parameters[1:]
        return Calibration(float(np.exp(parameters[0])), bias)

    def loss(parameters: np.ndarray) -> float:
        right = of(parameters)(probabilities)[np.arange(len(targets)), targets]
        # A weak pull to no change keeps classes with few objects where they are.
        pull = 1e-3 * parameters @ parameters
        return float(-weights @ np.log(np.maximum(right, SMALLEST)) + pull)

    start = np.zeros(classes if with_bias else 1)
    return of(minimize(loss, start, method="L-BFGS-B").x)
