"""Supernovae on a source of the reference image: their host galaxy."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .donors import Donors, Epochs
from .observe import TYPICAL_LIMIT, Channel, corrected_columns, observe_total
from .shapes import GALAXY_SEEING, Shape, flux_of

HOST_R = (16.5, 21.5)  # r magnitude of the light under the supernova
HOST_COLOUR = (0.6, 0.2)  # g - r


def draw_host(random: np.random.Generator) -> dict[str, float]:
    """Flux of a host by band, microjansky."""
    r = random.uniform(*HOST_R)
    return {"g": float(flux_of(r + random.normal(*HOST_COLOUR))), "r": float(flux_of(r))}


def in_host(shape: Shape, host: Mapping[str, float]) -> Shape:
    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        return shape.flux(mjd, band) + np.where(band == "g", host["g"], host["r"])

    return Shape(shape.label, shape.origin, shape.group, flux, host, GALAXY_SEEING)


def on_host(
    random: np.random.Generator, light_curve: Mapping[str, Any], channel: Channel, donors: Donors
) -> dict[str, Any] | None:
    """
    The real alerts of a supernova as they would be with a host in the reference: with corrected
    magnitudes, or as total magnitudes, also of the epochs at which the supernova was not detected.
    """
    host = draw_host(random)
    detections, limits = light_curve["detections"], light_curve["nonDetections"]
    band = np.array(detections["band"])
    difference = flux_of(detections["mag"])
    static = np.where(band == "g", host["g"], host["r"])
    if channel.total:
        mjd = np.concatenate([detections["mjd"], limits["mjd"]])
        bands = np.concatenate([band, limits["band"]]).astype(str)
        known = np.concatenate([difference, np.zeros(len(limits["mjd"]))])
        depth = np.concatenate([np.full(len(band), TYPICAL_LIMIT), limits["limitingMag"]])
        order = np.argsort(mjd, kind="stable")
        mjd, bands, known = mjd[order], bands[order], known[order]
        epochs = donors.repeat(random, Epochs(mjd, bands, depth[order]))
        light = np.where(epochs.band == "g", host["g"], host["r"])
        for each in ("g", "r"):
            if each in bands:
                rows, of = epochs.band == each, bands == each
                light[rows] += np.interp(epochs.mjd[rows], mjd[of], known[of])
        light *= 10 ** (-0.4 * random.normal(0, GALAXY_SEEING, len(light)))
        return observe_total(random, epochs, light, light_curve["objectId"], host=host)
    noise = np.array(detections["magErr"]) * difference / 1.0857
    columns = corrected_columns(static, difference, noise)
    return {**light_curve, "detections": {**detections, **columns}}
