"""Supernovae on a source of the reference image: their host galaxy."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .donors import Donors, Epochs
from .observe import TYPICAL_LIMIT, Channel, corrected_columns, observe_total
from .shapes import GALAXY_SEEING, Shape, by_band, faded, flux_error_of, flux_of

HOST_R = (16.5, 21.5)  # r magnitude of the light under the supernova
HOST_COLOUR = (0.6, 0.2)  # g - r


def draw_host(random: np.random.Generator) -> dict[str, float]:
    """Flux of a host by band, microjansky."""
    r = random.uniform(*HOST_R)
    return {"g": float(flux_of(r + random.normal(*HOST_COLOUR))), "r": float(flux_of(r))}


def in_host(shape: Shape, host: Mapping[str, float]) -> Shape:
    """With the light of a host under it: flux by band, microjansky."""

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        return shape.flux(mjd, band) + by_band(band, **host)

    return Shape(shape.label, shape.origin, shape.group, flux, host, GALAXY_SEEING)


def on_host(
    random: np.random.Generator, light_curve: Mapping[str, Any], channel: Channel, donors: Donors
) -> dict[str, Any] | None:
    """
    The real alerts of a supernova as they would be with a host in the reference: with corrected
    magnitudes, or as total magnitudes, also of the epochs at which the supernova was not detected.
    None: it is lost in the light of its host.
    """
    host = draw_host(random)
    detections, limits = light_curve["detections"], light_curve["nonDetections"]
    band = np.array(detections["band"])
    if channel.total:
        mjd = np.concatenate([detections["mjd"], limits["mjd"]])
        bands = np.concatenate([band, limits["band"]]).astype(str)
        depth = np.concatenate([np.full(len(band), TYPICAL_LIMIT), limits["limitingMag"]])
        order = np.argsort(mjd, kind="stable")
        epochs = donors.repeat(random, Epochs(mjd[order], bands[order], depth[order]))
        light, noise = light_at(light_curve, epochs)
        total = light + by_band(epochs.band, **host)
        total *= 10 ** (-0.4 * random.normal(0, GALAXY_SEEING, len(total)))
        return observe_total(random, epochs, total, light_curve["objectId"], noise, host)
    difference = flux_of(detections["mag"])
    noise = flux_error_of(detections["magErr"], difference)
    columns = corrected_columns(by_band(band, **host), difference, noise)
    return {**light_curve, "detections": {**detections, **columns}}


def light_at(
    light_curve: Mapping[str, Any], epochs: Epochs
) -> tuple[np.ndarray, np.ndarray]:
    """
    Flux of a supernova [N] and the noise that it has, microjansky: between its alerts, none at the
    limits before the first of the band, fading after the last. A limit among alerts is left out, for
    most are no deeper than the supernova was bright.
    """
    detections, limits = light_curve["detections"], light_curve["nonDetections"]
    mjd, limit_mjd = np.array(detections["mjd"]), np.array(limits["mjd"])
    of_alert, of_limit = np.array(detections["band"]), np.array(limits["band"])
    flux = flux_of(detections["mag"])
    error = flux_error_of(detections["magErr"], flux)
    light, noise = np.zeros(len(epochs.mjd)), np.zeros(len(epochs.mjd))
    for band in np.unique(of_alert):
        rows = epochs.band == band
        alerts = np.flatnonzero(of_alert == band)
        alerts = alerts[np.argsort(mjd[alerts], kind="stable")]
        before = np.sort(limit_mjd[(of_limit == band) & (limit_mjd < mjd[alerts[0]])])
        known = np.concatenate([before, mjd[alerts]])
        at = epochs.mjd[rows]
        for of_alerts, of_epochs in ((flux, light), (error, noise)):
            values = np.concatenate([np.zeros(len(before)), of_alerts[alerts]])
            of_epochs[rows] = np.interp(at, known, values) * faded(at - known[-1])
    return light, noise
