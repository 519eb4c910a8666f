"""Objects of the labelled sets in the form in which the service takes light curves."""

from collections.abc import Mapping, Sequence
from typing import Any

# The bands of EROS-2 stand for their nearest neighbours; rows of other bands are left out.
BANDS = {"g": "g", "r": "r", "B_E": "g", "R_E": "r"}

DETECTION_COLUMNS = ("mjd", "mag", "magErr", "magCorr", "magErrCorrExt", "isDiffPos", "rb")

# Limits outside of this are errors of the source; mag.
LIMITING_MAG_RANGE = (14.0, 22.5)


def to_light_curve(content: Mapping[str, Any]) -> dict[str, Any]:
    detections = content["detections"]
    if "magCorr" in detections and "magErrCorrExt" not in detections:
        # Older alert tables have the error for point sources alone, which these stars are.
        detections = detections | {"magErrCorrExt": detections["magErrCorr"]}
    rows = [row for row, band in enumerate(detections["band"]) if band in BANDS]
    if content["source"] == "rdelgadov-eros2":
        rows = alternate_bands(detections, rows)
    return {
        "objectId": content["objectId"],
        "survey": "ZTF",
        "photometry": content["photometry"],
        "detections": {
            "band": [BANDS[detections["band"][row]] for row in rows],
            **{
                name: [detections[name][row] for row in rows]
                for name in DETECTION_COLUMNS
                if name in detections
            },
        },
        "nonDetections": non_detections(content["nonDetections"]),
    }


def alternate_bands(detections: Mapping[str, Sequence[Any]], rows: Sequence[int]) -> list[int]:
    """Of epochs taken in both bands at the same time one band, in turn, as ZTF would observe."""
    epochs = {mjd: index for index, mjd in enumerate(sorted(set(detections["mjd"])))}
    turn = ("g", "r")
    return [
        row
        for row in rows
        if BANDS[detections["band"][row]] == turn[epochs[detections["mjd"][row]] % 2]
    ]


def non_detections(limits: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    lowest, highest = LIMITING_MAG_RANGE
    rows = [
        row
        for row, (band, limit) in enumerate(zip(limits["band"], limits["limitingMag"], strict=True))
        if band in BANDS and limit is not None and lowest <= limit <= highest
    ]
    return {
        "band": [BANDS[limits["band"][row]] for row in rows],
        "mjd": [limits["mjd"][row] for row in rows],
        "limitingMag": [limits["limitingMag"][row] for row in rows],
    }


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
        "detections": {name: [values[row] for row in kept] for name, values in detections.items()},
        "nonDetections": until(limits, end),
    }


def until(columns: Mapping[str, Sequence[Any]], end: float) -> dict[str, list[Any]]:
    rows = [row for row, mjd in enumerate(columns["mjd"]) if mjd <= end]
    return {name: [values[row] for row in rows] for name, values in columns.items()}
