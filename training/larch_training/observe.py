"""The one observing chain: a noise-free shape at the epochs of a donor becomes ZTF photometry.

Noise as measured on ZTF (medians by magnitude). Alerts: magErr of difference photometry of
supernovae, which grows with a shallower limit by 0.13 dex a magnitude and scatters by a quarter;
neighbouring nights differ by 0.61 of it, so that is the true noise. Data releases: magErr of PSF
photometry of 83 stars.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .donors import SAME_EPOCH, SAME_NIGHT, Epochs, apart
from .shapes import MAG_OF_SHARE, Shape, by_band, flux_error_of, flux_of, mag_of
from .taxonomy import BRANCH_OF

SATURATION = 12.5

ALERT_MAG = np.array([13.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0])
ALERT_ERROR = np.array([0.020, 0.026, 0.033, 0.046, 0.073, 0.125, 0.195, 0.290, 0.360])
ALERT_NOISE = 0.61
TYPICAL_LIMIT = 20.4
ERROR_PER_LIMIT = 0.13
ERROR_SCATTER = 0.25

RELEASE_MAG = np.array([12.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0])
RELEASE_ERROR = {
    "g": np.array([0.011, 0.011, 0.013, 0.013, 0.018, 0.026, 0.058, 0.115, 0.21, 0.36]),
    "r": np.array([0.013, 0.013, 0.011, 0.013, 0.016, 0.031, 0.057, 0.111, 0.21, 0.36]),
}
# Fainter measurements are not in a release.
RELEASE_LARGEST_ERROR = 0.25

# A reference fainter than this is no source; epochs that one is made of.
REFERENCE_LIMIT = 22.0
REFERENCE_EPOCHS = 20
# Residuals of subtracting a bright source, a share of its flux.
SUBTRACTION_ERROR = 0.008
# Alerts carry the limits of the 30 d before them.
HISTORY = 30.0
# The preprocessor of the service refuses light curves with fewer.
FEWEST_DETECTIONS = 6
# Variance over squared error of total magnitudes, from which a star counts as variable.
LEAST_VARIATION = 1.6
DETECTION = 5.0  # sigma
# Alerts of supernovae are so much brighter than the limits within two days that a difference of the
# limit itself would be too often an alert: mean and scatter, mag.
OVER_LIMIT = (0.5, 0.3)
# Of alert histories, those with several alerts a night in one band.
OFTEN_SHARE = 0.1


@dataclass(frozen=True)
class Channel:
    """How the photometry of an object is given."""

    name: str
    # Total magnitudes beside those of the difference, where the reference has a source.
    corrected: bool = False
    total: bool = False


CORRECTED = Channel("corrected alerts", corrected=True)
DIFFERENCE = Channel("difference alerts")
TOTAL = Channel("total magnitudes", total=True)
CHANNELS = (CORRECTED, DIFFERENCE, TOTAL)


def channel_of(light_curve: Mapping[str, Any]) -> Channel:
    """That a light curve of the service came through."""
    if light_curve["photometry"] == "total":
        return TOTAL
    corrected = light_curve["detections"].get("magCorr", [])
    return DIFFERENCE if all(mag is None for mag in corrected) else CORRECTED


def observe(
    random: np.random.Generator, shape: Shape, epochs: Epochs, channel: Channel, name: str
) -> dict[str, Any] | None:
    """
    A light curve of the service. None where fewer than FEWEST_DETECTIONS epochs are detections, being too
    bright or too faint, where total magnitudes do not vary, and where a transient is lost in its host.
    """
    if not channel.total:
        is_often = random.random() < OFTEN_SHARE
        epochs = apart(epochs, SAME_EPOCH if is_often else SAME_NIGHT)
    flux = shape.flux(epochs.mjd, epochs.band)
    noise = shape.noise(epochs.mjd, epochs.band)
    fit = flux < flux_of(SATURATION)
    epochs, flux, noise = epochs.taken(fit), flux[fit], noise[fit]
    if len(flux) < FEWEST_DETECTIONS:
        return None
    if channel.total:
        flux = flux * 10 ** (-0.4 * random.normal(0, shape.seeing, len(flux)))
        if BRANCH_OF[shape.label] == "Transient":
            return observe_total(random, epochs, flux, name, noise, shape.reference)
        light_curve = observe_total(random, epochs, flux, name, noise)
        return light_curve if light_curve is not None and is_variable(light_curve) else None
    return observe_alerts(random, shape, epochs, flux, noise, channel, name)


def observe_total(
    random: np.random.Generator,
    epochs: Epochs,
    flux: np.ndarray,
    name: str,
    noise: np.ndarray | float = 0.0,
    host: Mapping[str, float] | None = None,
) -> dict[str, Any] | None:
    """
    Of a flux that has some noise already, [N] as it. None also of a transient that is lost in the
    light of its host, flux by band.
    """
    seen = np.maximum(flux, flux_of(23.0))
    mag = mag_of(seen)
    error = by_band(
        epochs.band,
        **{band: np.interp(mag, RELEASE_MAG, errors) for band, errors in RELEASE_ERROR.items()},
    )
    # The sky counts for faint stars alone.
    faint = np.clip((mag - 16) / 3, 0, 1)
    error *= 10 ** (ERROR_PER_LIMIT * faint * (TYPICAL_LIMIT - epochs.limiting_mag))
    error *= np.exp(random.normal(0, 0.1, len(mag)))
    measured = mag + beyond(error, MAG_OF_SHARE * noise / seen) * random.normal(size=len(mag))
    rows = error < RELEASE_LARGEST_ERROR
    if host is not None:
        static = by_band(epochs.band, **host)
        is_seen = rows & ((flux - static) * MAG_OF_SHARE > DETECTION * error * flux)
        if not enough(epochs.band[is_seen]):
            return None
    if not enough(epochs.band[rows]):
        return None
    return {
        "objectId": name,
        "survey": "ZTF",
        "photometry": "total",
        "detections": {
            "mjd": rounded(epochs.mjd[rows], 5),
            "band": epochs.band[rows].tolist(),
            "mag": rounded(measured[rows], 4),
            "magErr": rounded(error[rows], 4),
        },
        "nonDetections": {"mjd": [], "band": [], "limitingMag": []},
    }


def is_variable(light_curve: Mapping[str, Any]) -> bool:
    """Does it scatter by more than its errors in a band? Nobody asks what a constant star is."""
    detections = light_curve["detections"]
    band = np.array(detections["band"])
    for each in np.unique(band):
        mag, error = (np.array(detections[name])[band == each] for name in ("mag", "magErr"))
        weight = error**-2
        deviation = (mag - np.average(mag, weights=weight)) / error
        if len(mag) > 1 and deviation @ deviation / (len(mag) - 1) > LEAST_VARIATION:
            return True
    return False


def observe_alerts(
    random: np.random.Generator,
    shape: Shape,
    epochs: Epochs,
    flux: np.ndarray,
    noise_of_flux: np.ndarray,
    channel: Channel,
    name: str,
) -> dict[str, Any] | None:
    """
    Of a flux [N] that has the noise `noise_of_flux` [N] already, microjansky: the differences to the
    reference that are beyond the limit of their epoch, and the limits before them. None where fewer than
    FEWEST_DETECTIONS are.
    """
    reference = {}
    for band in ("g", "r"):
        rows = np.flatnonzero(epochs.band == band)
        if not len(rows):
            continue
        if shape.reference is not None:
            reference[band] = shape.reference[band]
        else:
            # Made of some epochs, early in the survey.
            used = rows[: max(REFERENCE_EPOCHS, len(rows) // 3)]
            reference[band] = flux[random.choice(used, min(REFERENCE_EPOCHS, len(used)))].mean()
    static = np.array([reference[band] for band in epochs.band])
    difference = flux - static
    noise = alert_error(random, np.abs(difference), epochs.limiting_mag)
    scatter = beyond(np.hypot(ALERT_NOISE * noise, SUBTRACTION_ERROR * static), noise_of_flux)
    measured = difference + scatter * random.normal(size=len(flux))
    threshold = epochs.limiting_mag - random.normal(*OVER_LIMIT, len(flux))
    detected = np.abs(measured) > flux_of(threshold)
    if not enough(epochs.band[detected]):
        return None
    detections = {
        "mjd": rounded(epochs.mjd[detected], 5),
        "band": epochs.band[detected].tolist(),
        **difference_columns(measured[detected], noise[detected]),
        "isDiffPos": np.where(measured[detected] > 0, 1, -1).tolist(),
    }
    if channel.corrected and min(reference.values()) > flux_of(REFERENCE_LIMIT):
        detections |= corrected_columns(
            static[detected], measured[detected], noise[detected]
        )
    return {
        "objectId": name,
        "survey": "ZTF",
        "photometry": "difference",
        "detections": detections,
        "nonDetections": limits_before(epochs, detected),
    }


def beyond(noise: np.ndarray, present: np.ndarray | float) -> np.ndarray:
    """What must be added in quadrature to the noise that is there already; none where that is more."""
    return np.sqrt(np.maximum(noise**2 - present**2, 0))


def alert_error(random: np.random.Generator, flux: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Of the flux of a difference, microjansky: that which is typical, scattered."""
    return typical_alert_error(flux, limit) * np.exp(random.normal(0, ERROR_SCATTER, len(flux)))


def typical_alert_error(flux: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Error of the flux of a difference, microjansky; below the limit that of the limit."""
    bright = np.maximum(flux, flux_of(limit))
    error = np.interp(mag_of(bright), ALERT_MAG, ALERT_ERROR)
    error *= 10 ** (ERROR_PER_LIMIT * (TYPICAL_LIMIT - limit))
    return flux_error_of(error, bright)


def difference_columns(difference: np.ndarray, noise: np.ndarray) -> dict[str, list[float]]:
    """Magnitudes of differences [N] and their errors, both microjansky, within the bounds of alerts."""
    flux = np.abs(difference)
    return {
        "mag": rounded(mag_of(flux), 4),
        "magErr": rounded(np.clip(MAG_OF_SHARE * noise / flux, 0.01, 0.4), 4),
    }


def corrected_columns(
    static: np.ndarray, difference: np.ndarray, noise: np.ndarray
) -> dict[str, list[float | None]]:
    """Reference plus difference (Forster et al. 2021, AJ 161, 242, appendix A); null where negative."""
    total = static + difference
    known = total > 0
    mag = np.where(known, mag_of(np.where(known, total, 1.0)), 0)
    error = MAG_OF_SHARE * noise / np.where(known, total, 1.0)
    return {
        "magCorr": [round(float(m), 4) if ok else None for m, ok in zip(mag, known, strict=True)],
        "magErrCorrExt": [
            round(float(e), 5) if ok else None for e, ok in zip(error, known, strict=True)
        ],
    }


def limits_before(epochs: Epochs, detected: np.ndarray) -> dict[str, list[Any]]:
    """The epochs without a detection in the 30 d before one."""
    times = epochs.mjd[detected]
    following = np.searchsorted(times, epochs.mjd)
    wait = np.where(following < len(times), times[np.minimum(following, len(times) - 1)], np.inf)
    rows = ~detected & (wait - epochs.mjd <= HISTORY)
    return {
        "mjd": rounded(epochs.mjd[rows], 5),
        "band": epochs.band[rows].tolist(),
        "limitingMag": rounded(epochs.limiting_mag[rows], 4),
    }


def enough(band: np.ndarray) -> bool:
    """As many rows as the service asks for."""
    return len(band) >= FEWEST_DETECTIONS


def rounded(values: np.ndarray, digits: int) -> list[float]:
    return np.round(values, digits).tolist()
