"""The light of an object without noise, which any schedule of observations can be laid over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

ZERO_POINT = 23.9  # AB magnitude of a microjansky
MAG_OF_SHARE = 1.0857  # magnitudes that a small change of the flux makes, by its share: 2.5 / ln 10

# Of the nuclei of galaxies in ZTF data releases: median difference of exposures within 4 min beyond
# that of stars (ztf_agn against ztf_periodic); mag.
GALAXY_SEEING = 0.03

# Of the tail of a supernova, mag/d.
FADING = 0.02


@dataclass(frozen=True)
class Shape:
    """The light of an object without noise."""

    label: str  # one of the 15 classes
    origin: str  # name of the set, or "simulated"
    group: str  # a name of the star it was made of; all copies stay on one side of a split
    # (mjd [N], band [N] of "g" or "r") to microjansky [N]: all light in the aperture
    flux: Callable[[np.ndarray, np.ndarray], np.ndarray]
    # Flux in the reference image by band; None: the mean over the epochs observed.
    reference: Mapping[str, float] | None = None
    # Scatter of the total magnitude from exposure to exposure, as the seeing spreads a galaxy.
    seeing: float = 0.0
    # (mjd [N], band [N]) to the noise that the flux has after all, as it was measured; microjansky [N].
    noise: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda mjd, _band: np.zeros(len(mjd))


def flux_of(mag: np.ndarray) -> np.ndarray:
    """Microjansky of AB magnitudes."""
    return 10 ** (-0.4 * (np.asarray(mag, float) - ZERO_POINT))


def mag_of(flux: np.ndarray) -> np.ndarray:
    """AB magnitudes of microjansky; flux must be positive."""
    return ZERO_POINT - 2.5 * np.log10(flux)


def flux_error_of(mag_error: np.ndarray, flux: np.ndarray) -> np.ndarray:
    """Microjansky of errors in magnitudes at fluxes in microjansky."""
    return np.asarray(mag_error, float) * flux / MAG_OF_SHARE


def faded(days: np.ndarray) -> np.ndarray:
    """Share of the light of a supernova that is left so long [N] after it was last seen; 1 before."""
    return 10 ** (-0.4 * FADING * np.maximum(days, 0))


def by_band(band: np.ndarray, g: np.ndarray | float, r: np.ndarray | float) -> np.ndarray:
    """Of each row [N] the value of its band, "g" or "r"."""
    return np.where(band == "g", g, r)


def two_band_flux(
    mags: Mapping[str, float], ratio: float, wave: np.ndarray, band: np.ndarray
) -> np.ndarray:
    """Flux at rows of mean magnitudes, a wave in magnitudes of g, and its ratio in r to that in g."""
    return flux_of(by_band(band, mags["g"] + wave, mags["r"] + ratio * wave))
