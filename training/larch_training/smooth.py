"""Shapes of objects that vary without a strict period: a Gaussian process through their own points."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from .shapes import GALAXY_SEEING, Shape, flux_of, mag_of
from .simulation import draw_log_normal, draw_magnitude

# Most points of a Gaussian process, drawn evenly where there are more.
MOST_POINTS = 300
# Amplitude in r over that in g, and g - r, of LPV: as B_E and R_E of eros_ramp; redder the larger.
LPV_RATIO, LPV_COLOUR = (0.78, 0.07), (1.9, 0.5)
YSO_RATIO, YSO_COLOUR = (0.80, 0.08), (1.4, 0.35)


def gaussian_process(
    mjd: np.ndarray, value: np.ndarray, error: np.ndarray, lengths: tuple[float, ...]
) -> Callable[[np.ndarray], np.ndarray]:
    """
    The posterior mean of a Matern-3/2 process about the mean value, of the length (days) with the
    best marginal likelihood.
    """
    if len(mjd) > MOST_POINTS:
        rows = np.linspace(0, len(mjd) - 1, MOST_POINTS).astype(int)
        mjd, value, error = mjd[rows], value[rows], error[rows]
    mean, variance = value.mean(), value.var()
    best = None
    for length in lengths:
        covariance = variance * matern(np.abs(mjd[:, None] - mjd), length)
        covariance[np.diag_indices(len(mjd))] += error**2 + 1e-4 * variance
        factor = cho_factor(covariance, lower=True)
        solution = cho_solve(factor, value - mean)
        likelihood = -0.5 * (value - mean) @ solution - np.log(np.diag(factor[0])).sum()
        if best is None or likelihood > best[0]:
            best = (likelihood, length, solution)
    _, length, solution = best

    def posterior(at: np.ndarray) -> np.ndarray:
        return mean + variance * matern(np.abs(at[:, None] - mjd), length) @ solution

    return posterior


def matern(distance: np.ndarray, length: float) -> np.ndarray:
    scaled = np.sqrt(3) * distance / length
    return (1 + scaled) * np.exp(-scaled)


def reflected(time: np.ndarray, start: float, end: float) -> np.ndarray:
    """Times folded back and forth into [start, end]: what is known goes on as its mirror image."""
    span = end - start
    offset = np.mod(time - start, 2 * span)
    return start + np.where(offset > span, 2 * span - offset, offset)


def variable_shape(
    random: np.random.Generator,
    content: Mapping[str, Any],
    group: str,
    ratio_of: tuple[float, float],
    colour_of: tuple[float, float],
    lengths: tuple[float, ...],
) -> Shape | None:
    """
    A star of one or two bands, its own variation in time, elsewhere in brightness: the band with the
    most points (or B_E) is the wave, the other follows with a drawn ratio.
    """
    detections = content["detections"]
    names = np.array(detections["band"])
    found, counts = np.unique(names, return_counts=True)
    rows = names == found[counts.argmax()]
    mjd = np.array(detections["mjd"])[rows]
    mag = np.array(detections["mag"], float)[rows]
    error = np.maximum(np.array(detections["magErr"], float)[rows], 0.01)
    if len(mjd) < 30 or mag.std() < 1.5 * np.median(error):
        return None
    posterior = gaussian_process(mjd, mag, error, lengths)
    ratio = np.clip(random.normal(*ratio_of), 0.5, 1.1)
    # Of one band in the middle; stretched by a few per cent so that copies are not the same star.
    scale = 2 / (1 + ratio) * np.exp(random.normal(0, 0.08))
    speed = np.exp(random.normal(0, 0.05))
    offset = random.uniform(0, mjd[-1] - mjd[0])
    r = draw_magnitude(random)
    mean = {"r": r, "g": r + random.normal(*colour_of)}
    level = mag.mean()

    def flux(at: np.ndarray, band: np.ndarray) -> np.ndarray:
        wave = posterior(reflected(at * speed + offset, mjd[0], mjd[-1])) - level
        return flux_of(
            np.where(band == "g", mean["g"] + scale * wave, mean["r"] + scale * ratio * wave)
        )

    return Shape(content["class"], content["source"], group, flux)


def long_period_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str
) -> Shape | None:
    return variable_shape(random, content, group, LPV_RATIO, LPV_COLOUR, (15.0, 40.0, 90.0))


def young_star_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str
) -> Shape | None:
    """Of surveys that visited too seldom for the days that young stars vary in."""
    return variable_shape(random, content, group, YSO_RATIO, YSO_COLOUR, (2.0, 8.0, 40.0))


def quasar_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str
) -> Shape | None:
    is_quasar = content["class"] == "QSO"
    colour = (0.25, 0.2) if is_quasar else (0.6, 0.2)
    shape = variable_shape(random, content, group, (0.85, 0.08), colour, (60.0, 200.0, 600.0))
    if is_quasar or shape is None:
        return shape
    return replace(shape, seeing=draw_log_normal(random, GALAXY_SEEING, 0.4))


def own_light(content: Mapping[str, Any], dimming: float, group: str) -> Shape:
    """
    An object at its own epochs, where its measurements are as good as noise-free: straight lines
    between them, `dimming` magnitudes fainter.
    """
    detections = content["detections"]
    names = np.array(detections["band"])
    mjd, light = np.array(detections["mjd"]), flux_of(np.array(detections["mag"], float) + dimming)

    def flux(at: np.ndarray, band: np.ndarray) -> np.ndarray:
        return np.where(
            band == "g",
            np.interp(at, mjd[names == "g"], light[names == "g"]) if "g" in names else 0.0,
            np.interp(at, mjd[names == "r"], light[names == "r"]) if "r" in names else 0.0,
        )

    return Shape(content["class"], content["source"], group, flux)


def supernova_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str, date: float
) -> Shape | None:
    """
    A supernova further away: its flux in g and r smoothed, stretched and dimmed by up to what leaves
    it observable, brightest at the date (mjd). None: too few points for a curve.
    """
    detections = content["detections"]
    names = np.array(detections["band"])
    mjd = np.array(detections["mjd"])
    flux = flux_of(detections["mag"])
    error = np.maximum(np.array(detections["magErr"], float), 0.02) * flux / 1.0857
    limits = content["nonDetections"]
    curves, peak = {}, 0.0
    for band in ("g", "r"):
        rows = names == band
        if rows.sum() < 8:
            return None
        before = [
            time
            for time, of in zip(limits["mjd"], limits["band"], strict=True)
            if of == band and mjd.min() - 40 < time < mjd.min()
        ] or [mjd.min() - 30]
        times = np.concatenate([before, mjd[rows]])
        values = np.concatenate([np.zeros(len(before)), flux[rows]])
        errors = np.concatenate([np.full(len(before), 0.1 * flux[rows].min()), error[rows]])
        order = np.argsort(times)
        curve = gaussian_process(
            times[order],
            np.arcsinh(values[order] / flux[rows].min()),
            errors[order] / np.hypot(values[order], flux[rows].min()),
            (10.0, 20.0, 40.0),
        )
        curves[band] = (curve, flux[rows].min(), times.min(), mjd[rows].max())
        peak = max(peak, flux[rows].max())
    brightest = mjd[flux.argmax()]
    stretch = np.exp(abs(random.normal(0, 0.08)))
    dim = flux_of(random.uniform(np.clip(mag_of(peak), 15.5, 19.7), 19.8)) / peak
    dim = min(dim, 1.0) if random.random() < 0.8 else dim
    tint = 10 ** (-0.4 * random.normal(0, 0.05))

    def light(at: np.ndarray, band: np.ndarray) -> np.ndarray:
        time = brightest + (at - date) / stretch
        result = np.zeros(len(at))
        for name, (curve, scale, start, end) in curves.items():
            rows = (band == name) & (time > start)
            value = np.maximum(scale * np.sinh(curve(np.minimum(time[rows], end))), 0)
            # Beyond the last point as a fading tail of 0.02 mag/d.
            value *= 10 ** (-0.4 * 0.02 * np.maximum(time[rows] - end, 0))
            result[rows] = value * dim * (tint if name == "g" else 1.0)
        return result

    return Shape(content["class"], content["source"], group, light, {"g": 0.0, "r": 0.0})
