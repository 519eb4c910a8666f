"""Makes probabilities mean what they say: a temperature, and the mix of classes.

p' is proportional to p^(1/temperature) times the share of the class. The temperature (Guo et al. 2017)
is found by maximum likelihood on objects that the model has not seen; the shares are known.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import softmax

# Below this a probability counts as this.
SMALLEST = 1e-6
# Logarithms between which the reciprocal of the temperature is sought.
SLOPES = (-3.0, 3.0)


@dataclass(frozen=True)
class Calibration:
    """Probabilities to a power, of a mix of classes: temperature scaling (Guo et al. 2017, ICML 70)."""

    slope: float  # reciprocal of the temperature
    bias: np.ndarray  # [classes], logarithms of shares

    def __call__(self, probabilities: np.ndarray) -> np.ndarray:
        """[N, classes] to the like."""
        scores = self.slope * np.log(np.maximum(probabilities, SMALLEST)) + self.bias
        return softmax(scores, axis=1)


def fit_calibration(
    probabilities: np.ndarray, targets: np.ndarray, weights: np.ndarray, priors: np.ndarray
) -> Calibration:
    """
    probabilities [N, classes] as if every class were as frequent, targets [N] index of the class,
    weights [N], and the share that each class is then to be assumed to have [classes].
    """
    weights = weights / weights.sum()
    shares = np.bincount(targets, weights, minlength=len(priors))
    mix = np.log(np.maximum(shares, SMALLEST))

    def loss(logarithm: float) -> float:
        calibrated = Calibration(float(np.exp(logarithm)), mix)(probabilities)
        right = calibrated[np.arange(len(targets)), targets]
        # As if its logarithm scattered by 0.7: few objects change little.
        return float(-weights @ np.log(np.maximum(right, SMALLEST)) + logarithm**2 / len(targets))

    slope = np.exp(minimize_scalar(loss, bounds=SLOPES).x)
    return Calibration(float(slope), np.log(priors))
