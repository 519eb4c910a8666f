"""A made-up supernova as difference alerts, for tests."""

import numpy as np


def supernova(brightest=18.0, nights=60):
    """g and r in turn, rising for fifteen days, and limits of the forty nights before."""
    day = np.arange(nights)
    return {
        "objectId": "supernova",
        "photometry": "difference",
        "detections": {
            "mjd": (59000.2 + day).tolist(),
            "band": ["g", "r"] * (nights // 2),
            "mag": (brightest + 0.03 * np.abs(day - 15)).tolist(),
            "magErr": [0.05] * nights,
            "isDiffPos": [1] * nights,
        },
        "nonDetections": {
            "mjd": (58960.2 + np.arange(40)).tolist(),
            "band": ["g", "r"] * 20,
            "limitingMag": [20.5] * 40,
        },
    }
