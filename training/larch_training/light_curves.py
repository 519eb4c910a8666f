"""Objects of the labelled sets in the form in which the service takes light curves."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

# Rows of others are left out.
BANDS = ("g", "r")

DETECTION_COLUMNS = ("band", "mjd", "mag", "magErr", "magCorr", "magErrCorrExt", "isDiffPos", "rb")
LIMIT_COLUMNS = ("band", "mjd", "limitingMag")

# Limits outside of this are errors of the source; mag.
LIMITING_MAG_RANGE = (14.0, 22.5)

# Share of the total flux by which references of rows differ that are one.
SAME_REFERENCE = 1e-3


def to_light_curve(content: Mapping[str, Any]) -> dict[str, Any]:
    """Of a ZTF object."""
    detections, limits = content["detections"], content["nonDetections"]
    if "magCorr" in detections and "magErrCorrExt" not in detections:
        # Older alert tables have the error for point sources alone, which these stars are.
        detections = detections | {"magErrCorrExt": detections["magErrCorr"]}
    if content["photometry"] == "difference" and "isDiffPos" not in detections:
        detections = detections | {"isDiffPos": signs_of(detections)}
    detections = {name: detections[name] for name in DETECTION_COLUMNS if name in detections}
    lowest, highest = LIMITING_MAG_RANGE
    possible = [
        row
        for row, (band, limit) in enumerate(zip(limits["band"], limits["limitingMag"], strict=True))
        if band in BANDS and limit is not None and lowest <= limit <= highest
    ]
    return {
        "objectId": content["objectId"],
        "survey": "ZTF",
        # One object of ztf_other (ZTF18aayzpbr) does not state which; its level between outbursts is steady,
        # as that of differences is not.
        "photometry": "difference" if content["photometry"] == "difference" else "total",
        "detections": taken(
            detections, [row for row, band in enumerate(detections["band"]) if band in BANDS]
        ),
        "nonDetections": taken({name: limits[name] for name in LIMIT_COLUMNS}, possible),
    }


def signs_of(detections: Mapping[str, Sequence[Any]]) -> list[int]:
    """
    1 or -1, as every alert has it, of the difference magnitudes of a set that leaves it out: by the
    total magnitudes where there are any. Sets without those are of supernovae, all brightenings, as is
    a row without a total.
    """
    if "magCorr" not in detections:
        return [1] * len(detections["mjd"])
    bands = np.array(detections["band"])
    change, total = (
        10 ** (-0.4 * np.array(detections[name], float)) for name in ("mag", "magCorr")
    )
    signs = np.ones(len(bands), int)
    for band in set(bands):
        rows = (bands == band) & np.isfinite(total)
        if rows.any():
            signs[rows] = signs_by_reference(change[rows], total[rows])
    return signs.tolist()


def signs_by_reference(change: np.ndarray, total: np.ndarray) -> np.ndarray:
    """
    [rows] 1 or -1, from fluxes in one band: the total less the signed change is the reference, which a
    row has in common with others; a star may have more than one. Of 15 stars whose alerts have signs,
    all 1,283 are found.
    """
    references = np.stack([total - change, total + change])
    distances = np.abs(references[:, :, np.newaxis] - references.ravel()) / total[:, np.newaxis]
    brightening, fading = np.sum(1 / (1 + (distances / SAME_REFERENCE) ** 2), axis=2)
    return np.where(brightening >= fading, 1, -1)


def ended_after(light_curve: Mapping[str, Any], days: float) -> dict[str, Any]:
    """What was known `days` after the first detection."""
    detections, limits = light_curve["detections"], light_curve["nonDetections"]
    end = min(detections["mjd"], default=0.0) + days
    return {**light_curve, "detections": until(detections, end), "nonDetections": until(limits, end)}


def first_detections(light_curve: Mapping[str, Any], count: int) -> dict[str, Any]:
    """What was known at the `count`-th detection; of detections at one time the earlier rows."""
    detections, limits = light_curve["detections"], light_curve["nonDetections"]
    by_time = sorted(range(len(detections["mjd"])), key=detections["mjd"].__getitem__)
    kept = sorted(by_time[:count])
    end = max((detections["mjd"][row] for row in kept), default=0.0)
    return {
        **light_curve,
        "detections": taken(detections, kept),
        "nonDetections": until(limits, end),
    }


def alert_history(light_curve: Mapping[str, Any], newest: float, days: float) -> dict[str, Any]:
    """What the alert of the time `newest` carries with it: the `days` before."""
    return {
        **light_curve,
        **{
            name: since(until(light_curve[name], newest), newest - days)
            for name in ("detections", "nonDetections")
        },
    }


def since(columns: Mapping[str, Sequence[Any]], start: float) -> dict[str, list[Any]]:
    """Columns of the rows from an MJD on."""
    return taken(columns, [row for row, mjd in enumerate(columns["mjd"]) if mjd >= start])


def until(columns: Mapping[str, Sequence[Any]], end: float) -> dict[str, list[Any]]:
    """Columns of the rows up to an MJD."""
    return taken(columns, [row for row, mjd in enumerate(columns["mjd"]) if mjd <= end])


def taken(columns: Mapping[str, Sequence[Any]], rows: Sequence[int]) -> dict[str, list[Any]]:
    """Columns of the rows with these indices."""
    return {name: [values[row] for row in rows] for name, values in columns.items()}
