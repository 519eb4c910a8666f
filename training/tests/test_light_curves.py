from larch_training.light_curves import to_light_curve


def labelled(**changes):
    return {
        "objectId": "x",
        "class": "RRL",
        "source": "s",
        "survey": "EROS-2",
        "photometry": "total",
        "detections": {
            "mjd": [1.0, 1.0, 2.0, 2.0, 3.0],
            "band": ["B_E", "R_E", "B_E", "R_E", "i"],
            "mag": [1, 2, 3, 4, 5],
            "magErr": [0.1] * 5,
        },
        "nonDetections": {
            "mjd": [1.5, 1.6, 1.7],
            "band": ["g", "r", "g"],
            "limitingMag": [20.5, 99.0, None],
        },
    } | changes


def test_bands_are_renamed_and_others_left_out():
    detections = to_light_curve(labelled())["detections"]
    assert detections["band"] == ["g", "r", "g", "r"]
    assert detections["mag"] == [1, 2, 3, 4]


def test_simultaneous_epochs_take_turns():
    detections = to_light_curve(labelled(source="rdelgadov-eros2"))["detections"]
    assert detections["band"] == ["g", "r"]
    assert detections["mjd"] == [1.0, 2.0]


def test_impossible_limits_are_left_out():
    limits = to_light_curve(labelled())["nonDetections"]
    assert limits == {"band": ["g"], "mjd": [1.5], "limitingMag": [20.5]}
