"""Shapes of objects that vary without a strict period: a Gaussian process through their own points."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.signal import lombscargle

from .shapes import GALAXY_SEEING, Shape, by_band, faded, flux_error_of, flux_of, mag_of
from .simulation import draw_log_normal, draw_magnitude

# Most points of a Gaussian process, drawn evenly where there are more.
MOST_POINTS = 300
# Amplitude in r over that in g, and g - r, of LPV: as B_E and R_E of eros_ramp; redder the larger.
LPV_RATIO, LPV_COLOUR = (0.78, 0.07), (1.9, 0.5)
LPV_PERIODS = (30.0, 1000.0)  # days
# Brightest magnitudes of ztf_supernovae: medians 18.3 to 18.6 of the classes, quartiles 0.5 off.
SUPERNOVA_MAXIMUM, SUPERNOVA_FAINTEST = (18.4, 0.7), 19.8
# Of the fading of a supernova, days without a point.
LONGEST_GAP = 30.0
# Of YSO measured in one band: amplitudes as of ztf_yso, whose median is 0.78; colours, of nearer and
# brighter ones, bluer than the 2.0 there, assumed.
YSO_RATIO, YSO_COLOUR = (0.80, 0.08), (1.4, 0.35)


# Correlation at distances in days
Kernel = Callable[[np.ndarray], np.ndarray]


def gaussian_process(
    mjd: np.ndarray, value: np.ndarray, error: np.ndarray, kernels: Sequence[Kernel]
) -> Callable[[np.ndarray], np.ndarray]:
    """The posterior mean of a process about the mean value, of the kernel that is likeliest."""
    if len(mjd) > MOST_POINTS:
        rows = np.linspace(0, len(mjd) - 1, MOST_POINTS).astype(int)
        mjd, value, error = mjd[rows], value[rows], error[rows]
    mean, variance = value.mean(), value.var()
    best = None
    for kernel in kernels:
        covariance = variance * kernel(np.abs(mjd[:, None] - mjd))
        covariance[np.diag_indices(len(mjd))] += error**2 + 1e-4 * variance
        factor = cho_factor(covariance, lower=True)
        solution = cho_solve(factor, value - mean)
        likelihood = -0.5 * (value - mean) @ solution - np.log(np.diag(factor[0])).sum()
        if best is None or likelihood > best[0]:
            best = (likelihood, kernel, solution)
    _, kernel, solution = best

    def posterior(at: np.ndarray) -> np.ndarray:
        return mean + variance * kernel(np.abs(at[:, None] - mjd)) @ solution

    return posterior


def matern(length: float) -> Kernel:
    """Matern 3/2 of a length in days."""

    def kernel(distance: np.ndarray) -> np.ndarray:
        scaled = np.sqrt(3) * distance / length
        return (1 + scaled) * np.exp(-scaled)

    return kernel


def quasi_periodic(period: float, coherence: float, other: Kernel) -> Kernel:
    """Nine tenths of the variance repeat with the period for a while, in days."""
    fading = matern(coherence)

    def kernel(distance: np.ndarray) -> np.ndarray:
        wave = np.exp(-2 * np.sin(np.pi * distance / period) ** 2)
        return 0.9 * wave * fading(distance) + 0.1 * other(distance)

    return kernel


def strongest_period(mjd: np.ndarray, value: np.ndarray) -> float:
    """Of a sine, days: between LPV_PERIODS and at most half the time observed."""
    shortest, longest = LPV_PERIODS
    longest = min(longest, np.ptp(mjd) / 2)
    frequency = np.linspace(1 / longest, 1 / shortest, int(8 * np.ptp(mjd) / shortest))
    power = lombscargle(mjd, value - value.mean(), 2 * np.pi * frequency)
    return float(1 / frequency[power.argmax()])


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
    kernels_of: Callable[[np.ndarray, np.ndarray], Sequence[Kernel]],
) -> Shape | None:
    """
    A star of one or two bands, its own variation in time, elsewhere in brightness: the band with the
    most points (or B_E) is the wave, the other follows with a drawn ratio. None where that band has fewer than
    30 points or varies by less than 1.5 of its median errors.
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
    posterior = gaussian_process(mjd, mag, error, kernels_of(mjd, mag))
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
        return flux_of(by_band(band, mean["g"] + scale * wave, mean["r"] + scale * ratio * wave))

    return Shape(content["class"], content["source"], group, flux)


def long_period_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str
) -> Shape | None:
    """The period carries it through the months of a year in which the star was not seen."""

    def kernels_of(mjd: np.ndarray, mag: np.ndarray) -> list[Kernel]:
        period = content["period"] or strongest_period(mjd, mag)
        return [
            quasi_periodic(period, coherence * period, matern(other))
            for coherence in (3, 10)
            for other in (15.0, 60.0, 300.0)
        ]

    return variable_shape(random, content, group, LPV_RATIO, LPV_COLOUR, kernels_of)


def young_star_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str
) -> Shape | None:
    """Of surveys that visited too seldom for the days that young stars vary in."""
    kernels = [matern(length) for length in (2.0, 8.0, 40.0)]
    return variable_shape(
        random, content, group, YSO_RATIO, YSO_COLOUR, lambda _mjd, _mag: kernels
    )


def quasar_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str
) -> Shape | None:
    """Of a quasar or Seyfert of another survey, with the colours of its class; None as of `variable_shape`."""
    is_quasar = content["class"] == "QSO"
    colour = (0.25, 0.2) if is_quasar else (0.6, 0.2)
    kernels = [matern(length) for length in (60.0, 200.0, 600.0)]
    shape = variable_shape(
        random, content, group, (0.85, 0.08), colour, lambda _mjd, _mag: kernels
    )
    if is_quasar or shape is None:
        return shape
    return replace(shape, seeing=draw_log_normal(random, GALAXY_SEEING, 0.4))


def own_light(content: Mapping[str, Any], dimming: float, group: str) -> Shape:
    """
    An object at its own epochs, as it was measured: straight lines between measurements, `dimming`
    magnitudes fainter.
    """
    detections = content["detections"]
    names, mjd = np.array(detections["band"]), np.array(detections["mjd"])
    light = flux_of(np.array(detections["mag"], float) + dimming)
    error = flux_error_of(detections["magErr"], light)

    def between(values: np.ndarray, at: np.ndarray, band: np.ndarray) -> np.ndarray:
        found = np.zeros(len(at))
        for each in np.unique(names):
            rows, of = band == each, names == each
            found[rows] = np.interp(at[rows], mjd[of], values[of])
        return found

    return Shape(
        content["class"],
        content["source"],
        group,
        lambda at, band: between(light, at, band),
        noise=lambda at, band: between(error, at, band),
    )


def supernova_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str, date: float
) -> Shape | None:
    """
    A supernova further away: its flux in g and r smoothed, stretched and dimmed to the brightness of
    those that ZTF finds, brightest at the date (mjd). None: too few points for a curve.
    """
    detections = content["detections"]
    names = np.array(detections["band"])
    mjd = np.array(detections["mjd"])
    flux = flux_of(detections["mag"])
    error = flux_error_of(np.maximum(detections["magErr"], 0.02), flux)
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
        order = np.argsort(times, kind="stable")
        curve = gaussian_process(
            times[order],
            np.arcsinh(values[order] / flux[rows].min()),
            errors[order] / np.hypot(values[order], flux[rows].min()),
            [matern(length) for length in (10.0, 20.0, 40.0)],
        )
        # In a long gap the process would brighten towards its mean.
        late = np.sort(mjd[rows & (mjd >= mjd[rows][flux[rows].argmax()])])
        gaps = np.flatnonzero(np.diff(late) > LONGEST_GAP)
        end = late[gaps[0]] if len(gaps) else late[-1]
        curves[band] = (curve, flux[rows].min(), times.min(), end)
        peak = max(peak, flux[rows].max())
    brightest = mjd[flux.argmax()]
    stretch = np.exp(abs(random.normal(0, 0.08)))
    # Hardly brighter than it was, so that its noise stays what it is.
    maximum = max(random.normal(*SUPERNOVA_MAXIMUM), mag_of(peak) + abs(random.normal(0, 0.2)))
    dim = flux_of(min(maximum, SUPERNOVA_FAINTEST)) / peak
    tint = 10 ** (-0.4 * random.normal(0, 0.05))

    def light(at: np.ndarray, band: np.ndarray) -> np.ndarray:
        time = brightest + (at - date) / stretch
        result = np.zeros(len(at))
        for name, (curve, scale, start, end) in curves.items():
            rows = (band == name) & (time > start)
            value = np.maximum(scale * np.sinh(curve(np.minimum(time[rows], end))), 0)
            value *= faded(time[rows] - end)
            result[rows] = value * dim * (tint if name == "g" else 1.0)
        return result

    return Shape(content["class"], content["source"], group, light)
