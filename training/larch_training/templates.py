"""Mean light curves of the supernova classes: the table of the feature family "template fits".

Of every supernova that no light curve is judged by, the two-band Gaussian process of `larch@1` through
its fluxes (kernel: amplitude 0.6 of the peak, Matern 3/2, coupling 0.75, the likeliest of four
lengths), in units of the mean of both bands at the maximum of their sum, from that maximum on; then
the median over the objects of a class that are known well at that phase.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular

from .features import REPOSITORY
from .light_curves import to_light_curve
from .material import read_material
from .taxonomy import SUPERNOVAE

SOURCE = "ztf_supernovae"
HEADER = REPOSITORY / "addon" / "core" / "supernova_templates.hpp"
BANDS = ("g", "r")

# Days from the maximum; the table has every third.
PHASES = np.arange(-45.0, 121.0)
STEP = 3
# Days from the brightest detection.
GRID = np.arange(-60.0, 151.0)
FIRST, LAST = -150.0, 250.0

AMPLITUDE, COUPLING, LENGTHS = 0.6, 0.75, (8.0, 15.0, 30.0, 60.0)
MODEL_ERROR = 0.02
LIMIT_DAYS, MOST_LIMITS, LIMIT_SIGMAS = 30.0, 12, 3.0
MARGIN = 5.0

KNOWN = 0.12  # largest standard deviation, in units of the flux at maximum
FEWEST = 5  # objects at a phase
SMOOTHING = 2.0  # days
# Days in which the template rises before the first phase that is known, and fades after the last.
RISE, FALL = 4.0, 50.0


@dataclass(frozen=True)
class Points:
    """Fluxes in units of the brightest detection's, days from it, limits as zeros."""

    times: np.ndarray
    bands: np.ndarray  # 0 or 1
    fluxes: np.ndarray
    variances: np.ndarray


def write_templates(data: Path, header: Path = HEADER) -> Path:
    """The header of mean light curves that the addon is compiled with, of SOURCE in `data`; its path."""
    stars = read_material(data).stars
    curves = {}
    for name in SUPERNOVAE:
        points = (points_of(to_light_curve(content)) for content in stars[SOURCE, name])
        curves[name] = [aligned(each) for each in points if each is not None]
    tables = {name: template(np.array(each)) for name, each in curves.items()}
    header.write_text(as_header(tables, {name: len(each) for name, each in curves.items()}))
    return header


def points_of(light_curve: Mapping[str, Any]) -> Points | None:
    """None where nothing is brighter than the reference image."""
    rows, limits = light_curve["detections"], light_curve["nonDetections"]
    times, mags, errors = (np.array(rows[name], float) for name in ("mjd", "mag", "magErr"))
    signs = rows.get("isDiffPos", np.ones(len(mags)))
    signs = np.array([-1.0 if (sign or 0) < 0 else 1.0 for sign in signs])
    bands = np.array([BANDS.index(name) for name in rows["band"]], int)
    good = np.isfinite(mags) & (errors > 0) & (errors < 1)
    if not np.any(good & (signs > 0)):
        return None
    peak = int(np.argmin(np.where(good & (signs > 0), mags, np.inf)))
    near = good & (times - times[peak] >= FIRST) & (times - times[peak] <= LAST)
    since = (times - times[peak])[near]
    fluxes = signs[near] * 10 ** (-0.4 * (mags[near] - mags[peak]))
    noise = 0.4 * np.log(10) * fluxes * errors[near]

    limit_times = np.array(limits["mjd"], float) - times[peak]
    limit_bands = np.array([BANDS.index(name) for name in limits["band"]], int)
    limit_fluxes = 10 ** (-0.4 * (np.array(limits["limitingMag"], float) - mags[peak]))
    before = np.flatnonzero((limit_times >= since.min() - LIMIT_DAYS) & (limit_times < since.min()))
    before = before[np.argsort(limit_times[before], kind="stable")][-MOST_LIMITS:]
    return Points(
        times=np.concatenate([limit_times[before], since]),
        bands=np.concatenate([limit_bands[before], bands[near]]),
        fluxes=np.concatenate([np.zeros(len(before)), fluxes]),
        variances=np.concatenate(
            [(limit_fluxes[before] / LIMIT_SIGMAS) ** 2, noise**2 + (MODEL_ERROR * fluxes) ** 2]
        ),
    )


def kernel(
    times: np.ndarray, bands: np.ndarray, others: np.ndarray, other_bands: np.ndarray, length: float
) -> np.ndarray:
    u = np.sqrt(3) * np.abs(times[:, None] - others[None]) / length
    coupling = np.where(bands[:, None] == other_bands[None], 1.0, COUPLING)
    return AMPLITUDE**2 * (1 + u) * np.exp(-u) * coupling


def process(points: Points) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation, [bands, GRID], by Cholesky decomposition."""
    best = (-np.inf, 0.0, np.empty((0, 0)), np.empty(0))
    for length in LENGTHS:
        covariance = kernel(points.times, points.bands, points.times, points.bands, length)
        factor = np.linalg.cholesky(covariance + np.diag(points.variances))
        white = solve_triangular(factor, points.fluxes, lower=True)
        likelihood = -0.5 * white @ white - np.log(np.diag(factor)).sum()
        if likelihood > best[0]:
            best = (likelihood, length, factor, white)
    _, length, factor, white = best
    means, deviations = [], []
    for band in range(len(BANDS)):
        cross = kernel(GRID, np.full(len(GRID), band), points.times, points.bands, length)
        gains = solve_triangular(factor, cross.T, lower=True)
        means.append(gains.T @ white)
        deviations.append(np.sqrt(np.maximum(AMPLITUDE**2 - (gains**2).sum(axis=0), 0.0)))
    return np.array(means), np.array(deviations)


def aligned(points: Points) -> np.ndarray:
    """[bands, PHASES], NaN where it is not known well."""
    means, deviations = process(points)
    inside = (GRID >= points.times.min() - MARGIN) & (GRID <= points.times.max() + MARGIN)
    total = np.where(inside, means.sum(axis=0), -np.inf)
    unit = 0.5 * total.max()
    known = inside & (deviations < KNOWN * unit)
    at = (PHASES + GRID[total.argmax()] - GRID[0]).astype(int)
    there = (at >= 0) & (at < len(GRID))
    at = np.clip(at, 0, len(GRID) - 1)
    return np.where(there & known[:, at], means[:, at] / unit, np.nan)


def template(curves: np.ndarray) -> np.ndarray:
    """From [objects, bands, PHASES] to [bands, every third of PHASES]."""
    bands = []
    for band in range(len(BANDS)):
        enough = np.isfinite(curves[:, band]).sum(axis=0) >= FEWEST
        first, last = np.flatnonzero(enough)[[0, -1]]
        median = np.nanmedian(curves[:, band, first : last + 1], axis=0)
        smooth = smoothed(median)
        before = smooth[0] * np.exp((PHASES[:first] - PHASES[first]) / RISE)
        after = smooth[-1] * np.exp(-(PHASES[last + 1 :] - PHASES[last]) / FALL)
        bands.append(np.maximum(np.concatenate([before, smooth, after]), 0.0)[::STEP])
    return np.array(bands)


def smoothed(values: np.ndarray) -> np.ndarray:
    """A running mean with a Gaussian of weights."""
    steps = np.arange(len(values))
    weights = np.exp(-0.5 * ((steps[:, None] - steps[None]) / SMOOTHING) ** 2)
    return weights @ values / weights.sum(axis=1)


def as_header(tables: Mapping[str, np.ndarray], objects: Mapping[str, int]) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in objects.items())
    classes = "".join(f'    // {name}\n    {{{rows(table)}}},\n' for name, table in tables.items())
    return f"""\
// Written by `python -m larch_training templates`: median light curves in g and r of ZTF's
// {counts},
// in units of the mean of both bands at the maximum of their sum.
#pragma once

#include <array>
#include <cstddef>

namespace larch {{

inline constexpr double kTemplateFirst = {PHASES[0]};  // days from the maximum of the sum
inline constexpr double kTemplateStep = {float(STEP)};
inline constexpr std::size_t kTemplateSize = {len(PHASES[::STEP])};
// g, r.
using SupernovaTemplate = std::array<std::array<double, kTemplateSize>, 2>;

// {", ".join(tables)}.
// clang-format off
inline constexpr std::array<SupernovaTemplate, {len(tables)}> kSupernovaTemplates{{{{
{classes}}}}};
// clang-format on

}}  // namespace larch
"""


def rows(table: Sequence[Sequence[float]]) -> str:
    bands = ("{" + ", ".join(f"{value:.4f}" for value in band) + "}" for band in table)
    return "{" + ", ".join(bands) + "}"
