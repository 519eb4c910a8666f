import numpy as np

from larch_training.light_curves import (
    alert_history,
    ended_after,
    first_detections,
    to_light_curve,
)


def labelled(**changes):
    return {
        "objectId": "x",
        "class": "RRL",
        "source": "s",
        "photometry": "total",
        "detections": {
            "mjd": [1.0, 1.0, 2.0, 2.0, 3.0],
            "band": ["g", "r", "g", "r", "i"],
            "mag": [1, 2, 3, 4, 5],
            "magErr": [0.1] * 5,
        },
        "nonDetections": {
            "mjd": [1.5, 1.6, 1.7],
            "band": ["g", "r", "g"],
            "limitingMag": [20.5, 99.0, None],
        },
    } | changes


def test_rows_of_other_bands_are_left_out():
    detections = to_light_curve(labelled())["detections"]
    assert detections["band"] == ["g", "r", "g", "r"]
    assert detections["mag"] == [1, 2, 3, 4]


def test_impossible_limits_are_left_out():
    limits = to_light_curve(labelled())["nonDetections"]
    assert limits == {"band": ["g"], "mjd": [1.5], "limitingMag": [20.5]}


def differences(**columns):
    return labelled(photometry="difference", detections=columns)


def test_differences_of_sets_without_signs_and_totals_are_brightenings():
    detections = differences(mjd=[1.0, 2.0], band=["g", "r"], mag=[18.0, 19.0])
    assert to_light_curve(detections)["detections"]["isDiffPos"] == [1, 1]
    assert "isDiffPos" not in to_light_curve(labelled())["detections"]


def test_signs_that_are_missing_follow_from_totals_about_the_references_of_each_band():
    random = np.random.default_rng(1)
    bands = np.array(["g", "r"] * 30)
    signs = random.choice([-1, 1], 60)
    change = random.uniform(0.05, 0.5, 60)
    reference = np.where(bands == "g", 1.0, 2.0)
    # The survey made another one, of the same field or of the one beside it.
    reference[40:] *= 1.1
    # What is reported has noise, and is rounded.
    total = reference + signs * change + random.normal(0, 0.005, 60)
    columns = {
        "mjd": np.arange(60.0).tolist(),
        "band": bands.tolist(),
        "mag": np.round(18 - 2.5 * np.log10(change), 3).tolist(),
        "magCorr": np.round(18 - 2.5 * np.log10(total), 3).tolist(),
        "magErrCorr": [0.1] * 60,
    }
    assert to_light_curve(differences(**columns))["detections"]["isDiffPos"] == signs.tolist()
    # A row without a total counts as a brightening.
    faded = int(np.flatnonzero(signs == -1)[0])
    columns["magCorr"][faded] = None
    signs[faded] = 1
    assert to_light_curve(differences(**columns))["detections"]["isDiffPos"] == signs.tolist()
    kept = {"isDiffPos": [-1] * 60}
    assert to_light_curve(differences(**columns, **kept))["detections"]["isDiffPos"] == [-1] * 60


def test_a_light_curve_ends_some_days_after_its_first_detection():
    light_curve = {
        "objectId": "a",
        "detections": {"mjd": [30.0, 12.0, 10.0], "mag": [20.0, 19.0, 18.0]},
        "nonDetections": {"mjd": [5.0, 26.5], "limitingMag": [20.5, 20.6]},
    }
    assert ended_after(light_curve, 16) == {
        "objectId": "a",
        "detections": {"mjd": [12.0, 10.0], "mag": [19.0, 18.0]},
        "nonDetections": {"mjd": [5.0], "limitingMag": [20.5]},
    }


def test_a_light_curve_without_detections_stays_empty():
    empty = {"detections": {"mjd": []}, "nonDetections": {"mjd": [], "limitingMag": []}}
    assert ended_after(empty, 16) == empty


def test_the_first_detections_are_those_of_earliest_times_with_the_limits_before_them():
    light_curve = {
        "objectId": "a",
        "detections": {"mjd": [30.0, 12.0, 10.0], "mag": [20.0, 19.0, 18.0]},
        "nonDetections": {"mjd": [5.0, 12.5], "limitingMag": [20.5, 20.6]},
    }
    assert first_detections(light_curve, 2) == {
        "objectId": "a",
        "detections": {"mjd": [12.0, 10.0], "mag": [19.0, 18.0]},
        "nonDetections": {"mjd": [5.0], "limitingMag": [20.5]},
    }
    assert first_detections(light_curve, 4) == light_curve


def test_an_alert_carries_the_days_before_it():
    light_curve = {
        "objectId": "a",
        "detections": {"mjd": [50.0, 40.0, 20.0, 9.9], "mag": [20.0, 19.0, 18.0, 17.0]},
        "nonDetections": {"mjd": [5.0, 10.0, 39.5, 40.5], "limitingMag": [20.5, 20.6, 20.7, 20.8]},
    }
    assert alert_history(light_curve, 40.0, 30.0) == {
        "objectId": "a",
        "detections": {"mjd": [40.0, 20.0], "mag": [19.0, 18.0]},
        "nonDetections": {"mjd": [10.0, 39.5], "limitingMag": [20.6, 20.7]},
    }


def test_photometry_that_is_not_stated_is_total():
    stated = to_light_curve(labelled(photometry="difference or total (not stated)"))
    assert stated["photometry"] == "total"
