"""Real supernovae as ZTF would have seen them further away and on fewer nights, with their own noise
(as Boone 2019, AJ 158, 257, but at their own epochs).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from .donors import Donors, Epochs
from .observe import (
    ALERT_NOISE,
    OVER_LIMIT,
    beyond,
    difference_columns,
    enough,
    limits_before,
    typical_alert_error,
)
from .shapes import flux_error_of, flux_of

# Magnitudes by which one is fainter: mean of an exponential, and at most.
DIMMING, MOST_DIMMING = 0.35, 1.2
# The largest chance that a night is left out.
MOST_LOST = 0.4


def dimmed(
    random: np.random.Generator, light_curve: Mapping[str, Any], donors: Donors
) -> dict[str, Any] | None:
    """
    The alerts that are left, with the noise that faintness adds; what is no alert any more becomes a
    limit. None: fewer than six are left.
    """
    alerts, limits = light_curve["detections"], light_curve["nonDetections"]
    depth = np.array(donors.depths(random, light_curve))
    fading = 10 ** (-0.4 * min(random.exponential(DIMMING), MOST_DIMMING))
    flux = flux_of(alerts["mag"])
    own = flux_error_of(alerts["magErr"], flux)
    more = typical_alert_error(fading * flux, depth) / typical_alert_error(flux, depth)
    noise = more * own
    added = ALERT_NOISE * beyond(noise, fading * own)
    measured = fading * flux + added * random.normal(size=len(flux))
    threshold = flux_of(depth - draw_over_limit(random, depth - alerts["mag"]))

    nights = np.floor(np.concatenate([alerts["mjd"], limits["mjd"]]))
    lost = np.unique(nights)
    lost = lost[random.random(len(lost)) < random.uniform(0, MOST_LOST)]
    is_kept = ~np.isin(nights, lost)
    is_alert = is_kept[: len(flux)] & (measured >= threshold)
    band = np.array(alerts["band"])
    if not enough(band[is_alert]):
        return None
    detections = {name: np.array(values)[is_alert].tolist() for name, values in alerts.items()}
    detections |= difference_columns(measured[is_alert], noise[is_alert])
    if not limits["mjd"]:
        # A set without limits has none of its copies either.
        return {**light_curve, "detections": detections}
    rows = np.flatnonzero(is_kept)
    mjd = np.concatenate([alerts["mjd"], limits["mjd"]])
    rows = rows[np.argsort(mjd[rows], kind="stable")]
    epochs = Epochs(
        mjd[rows],
        np.concatenate([band, limits["band"]])[rows],
        np.concatenate([depth, limits["limitingMag"]])[rows],
    )
    detected = np.append(is_alert, np.zeros(len(limits["mjd"]), bool))[rows]
    return {
        **light_curve,
        "detections": detections,
        "nonDetections": limits_before(epochs, detected),
    }


def draw_over_limit(random: np.random.Generator, most: np.ndarray) -> np.ndarray:
    """
    By how many magnitudes an alert must be brighter than the limit [N], given that one which is so by
    `most` [N] was an alert: what was one stays one where nothing fades.
    """
    mean, scatter = OVER_LIMIT
    return mean + scatter * ndtri(random.uniform(size=len(most)) * ndtr((most - mean) / scatter))
