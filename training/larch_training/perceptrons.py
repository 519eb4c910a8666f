"""Multilayer perceptrons (Rumelhart, Hinton & Williams 1986) with one hidden layer, trained by Adam
(Kingma & Ba 2015), of which a few are averaged.
"""

import math
import warnings
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, cpu_count, delayed
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from .boosting import class_shares

# The central 68 per cent of a feature are two widths; beyond so many of them a value counts as this.
FARTHEST = np.float32(27)
# Of the rows, from which on that a feature is missing is an input of its own.
OFTEN_MISSING = 0.02


@dataclass(frozen=True)
class PerceptronSettings:
    """Of networks of one hidden layer each, which are averaged."""

    networks: int = 5
    hidden: int = 64
    l2: float = 0.2
    epochs: int = 20
    # Sets too small for so many steps in the epochs are gone through more often, at most until the loss
    # falls no more.
    small_set_steps: int = 1000
    batch: int = 128
    seed: int = 2021


@dataclass(frozen=True)
class Inputs:
    """What the networks see of a row: asinh of the distance of a value from its median, in widths."""

    # [inputs] of the features and, after all of them, as many flags: 1 where the feature is missing.
    columns: np.ndarray
    medians: np.ndarray  # float32 [inputs], also what stands for a missing value
    widths: np.ndarray  # float32 [inputs]

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """[N, features] float32, NaN where missing, to [N, inputs] float32."""
        known = np.hstack([values, np.isnan(values)])[:, self.columns].astype(np.float32)
        filled = np.where(np.isnan(known), self.medians, known)
        with np.errstate(over="ignore"):
            distance = (filled - self.medians) / self.widths
        return np.arcsinh(np.clip(distance, -FARTHEST, FARTHEST))


@dataclass(frozen=True)
class Perceptrons:
    """The networks side by side as one: their scores before the softmax are averaged."""

    inputs: Inputs
    hidden_weights: np.ndarray  # [inputs, networks * hidden]
    hidden_bias: np.ndarray
    output_weights: np.ndarray  # [networks * hidden, classes]
    output_bias: np.ndarray

    def probabilities(self, values: np.ndarray) -> np.ndarray:
        """[N, features] float32, NaN where missing, to [N, classes] float64."""
        hidden = np.maximum(self.inputs(values) @ self.hidden_weights + self.hidden_bias, 0)
        return softmax(hidden @ self.output_weights + self.output_bias, axis=1)


def train_perceptrons(
    values: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    classes: int,
    columns: np.ndarray,
    settings: PerceptronSettings,
) -> Perceptrons:
    """values [N, features] float32, targets [N] index of the class, all of which occur, weights [N]."""
    inputs = fit_inputs(values, columns)
    rows = inputs(values)
    means, deviations = rows.mean(axis=0, dtype=float), rows.std(axis=0, dtype=float)
    deviations[deviations < 1e-3] = 1.0
    standard = ((rows - means) / deviations).astype(np.float32)
    networks = Parallel(n_jobs=min(settings.networks, cpu_count()))(
        delayed(train_network)(standard, targets, weights, settings, settings.seed + index)
        for index in range(settings.networks)
    )
    hidden_weights = np.hstack([network.coefs_[0] for network in networks]) / deviations[:, None]
    hidden_bias = np.hstack([network.intercepts_[0] for network in networks])
    output_weights = np.vstack([network.coefs_[1] for network in networks]) / len(networks)
    output_bias = np.mean([network.intercepts_[1] for network in networks], axis=0)
    if classes == 2:
        # Of two classes the library scores the second alone.
        output_weights = np.hstack([np.zeros_like(output_weights), output_weights])
        output_bias = np.append(0.0, output_bias)
    # As if classes had had equal weight.
    output_bias -= np.log(class_shares(targets, weights))
    return Perceptrons(
        inputs, hidden_weights, hidden_bias - means @ hidden_weights, output_weights, output_bias
    )


def fit_inputs(values: np.ndarray, columns: np.ndarray) -> Inputs:
    known = values[:, columns]
    with warnings.catch_warnings():
        # A feature that no object has.
        warnings.simplefilter("ignore", RuntimeWarning)
        low, median, high = np.nan_to_num(np.nanpercentile(known, [16, 50, 84], axis=0))
    widths = np.where(high > low, (high - low) / 2, 1.0)
    missing = np.isnan(known)
    often = np.flatnonzero(missing.mean(axis=0) > OFTEN_MISSING)
    # Features of one computation are missing together: one flag for them is enough.
    _, first = np.unique(missing[:, often], axis=1, return_index=True)
    flags = values.shape[1] + columns[often[np.sort(first)]]
    return Inputs(
        np.concatenate([columns, flags]),
        np.append(median, np.zeros(len(flags))).astype(np.float32),
        np.append(widths, np.ones(len(flags))).astype(np.float32),
    )


def train_network(
    inputs: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    settings: PerceptronSettings,
    seed: int,
) -> MLPClassifier:
    """inputs [N, inputs], standardised."""
    batch = min(settings.batch, len(inputs))
    network = MLPClassifier(
        (settings.hidden,),
        alpha=settings.l2,
        max_iter=max(settings.epochs, math.ceil(settings.small_set_steps * batch / len(inputs))),
        batch_size=batch,
        random_state=seed,
    )
    # One thread: sums in another order would make other networks.
    with threadpool_limits(1), warnings.catch_warnings():
        # It warns where epochs end before the loss has settled.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return network.fit(inputs, targets, sample_weight=weights)
