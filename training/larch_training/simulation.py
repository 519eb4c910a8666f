"""What simulated objects share: random paths in time, brightness, bands, the reference image."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from .shapes import Shape

# All paths are drawn over this range; outside of it they keep their first or last value.
FIRST_MJD, LAST_MJD = 58100.0, 60700.0

BRIGHTEST, FAINTEST = 14.0, 20.5

# Counts grow by this power of ten per magnitude: slower than those of the sky (0.3 to 0.6), so that
# bright objects, which give most of the alerts, are not rare.
COUNT_SLOPE = 0.15

# ZTF made most of its reference images of its first months, each a trimmed average of fifteen
# exposures or more (Masci et al. 2019, PASP 131, 018003).
REFERENCE_START = (58190.0, 58350.0)
REFERENCE_DAYS = (30.0, 200.0)
REFERENCE_EXPOSURES = 15
REFERENCE_TRIMMED = 3  # of them at either end

# mjd [N] to magnitudes [N] above or below those of the usual state
Change = Callable[[np.ndarray], np.ndarray]

# (mjd [N], band [N]) to microjansky [N]
Flux = Callable[[np.ndarray, np.ndarray], np.ndarray]


def draw_magnitude(
    random: np.random.Generator, brightest: float = BRIGHTEST, faintest: float = FAINTEST
) -> float:
    """
    The r magnitude of an object in its usual state, eruptive ones at maximum: alike for all classes
    but for what is never so bright or not seen so faint, so that brightness tells none of them.
    """
    lowest, highest = 10 ** (COUNT_SLOPE * np.array([brightest, faintest]))
    return float(np.log10(random.uniform(lowest, highest)) / COUNT_SLOPE)


def draw_log_uniform(random: np.random.Generator, low: float, high: float) -> float:
    """Its logarithm is uniform."""
    return float(np.exp(random.uniform(np.log(low), np.log(high))))


def draw_log_normal(random: np.random.Generator, median: float, scatter: float) -> float:
    """Its natural logarithm scatters by so much about that of the median."""
    return median * float(np.exp(random.normal(0, scatter)))


@dataclass(frozen=True)
class Path:
    """Values every `step` days from FIRST_MJD on, joined by straight lines."""

    step: float
    values: np.ndarray  # float32, as thousands of objects may be held at once

    def __call__(self, mjd: np.ndarray) -> np.ndarray:
        position = np.clip((mjd - FIRST_MJD) / self.step, 0, len(self.values) - 1)
        index = np.minimum(position.astype(int), len(self.values) - 2)
        weight = position - index
        return (1 - weight) * self.values[index] + weight * self.values[index + 1]


def path_length(step: float, days: float = LAST_MJD - FIRST_MJD) -> int:
    return int(days / step) + 2


def damped_random_walk(
    random: np.random.Generator,
    sigma: float,
    tau: float,
    step: float,
    days: float = LAST_MJD - FIRST_MJD,
) -> Path:
    """
    A stationary Gaussian path of mean 0, variance sigma^2 and autocovariance
    sigma^2 exp(-|dt| / tau), tau and step in days (Kelly et al. 2009, ApJ 698, 895).
    """
    memory = np.exp(-step / tau)
    innovations = random.normal(0, sigma * np.sqrt(1 - memory**2), path_length(step, days))
    innovations[0] = random.normal(0, sigma)
    return Path(step, lfilter([1], [1, -memory], innovations).astype(np.float32))


def shots(
    random: np.random.Generator,
    rate: float,
    median: float,
    scatter: float,
    rise: float,
    decay: float,
    step: float,
) -> Path:
    """
    Shot noise: `rate` pulses per day at random times, each rising as exp(t / rise) and falling as
    exp(-t / decay), rise, decay and step in days, of log-normal height.
    """
    length = path_length(step)
    count = random.poisson(rate * (LAST_MJD - FIRST_MJD))
    heights = median * np.exp(random.normal(0, scatter, count))
    impulses = np.bincount(random.integers(0, length, count), heights, length)
    falling = lfilter([1], [1, -np.exp(-step / decay)], impulses)
    rising = lfilter([1], [1, -np.exp(-step / rise)], impulses[::-1])[::-1]
    return Path(step, (falling + rising - impulses).astype(np.float32))


def draw_reference(random: np.random.Generator, flux: Flux) -> Mapping[str, float]:
    """Trimmed average of the flux by band over exposures of the first months of the survey."""
    start = random.uniform(*REFERENCE_START)
    mjd = start + random.uniform(0, random.uniform(*REFERENCE_DAYS), REFERENCE_EXPOSURES)
    ordered = {band: np.sort(flux(mjd, np.full(len(mjd), band))) for band in ("g", "r")}
    return {
        band: float(np.mean(values[REFERENCE_TRIMMED:-REFERENCE_TRIMMED]))
        for band, values in ordered.items()
    }


def simulated_shape(
    label: str, random: np.random.Generator, flux: Flux, group: str | None = None
) -> Shape:
    """Without a star it was made of, each is a group of its own."""
    return Shape(
        label=label,
        origin="simulated",
        group=group or f"simulated-{random.integers(2**63)}",
        flux=flux,
        reference=draw_reference(random, flux),
    )
