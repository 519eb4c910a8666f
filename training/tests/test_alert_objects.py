import math

import pytest

from larch_training.alert_objects import light_curve_of, total_magnitude


def candidate(**changes):
    return {
        "jd": 2459000.5,
        "fid": 1,
        "magpsf": 19.0,
        "sigmapsf": 0.1,
        "isdiffpos": "t",
        "rb": 0.9,
        "magnr": 18.0,
        "distnr": 0.3,
    } | changes


def test_each_epoch_is_taken_once_as_a_measurement_or_a_limit():
    earlier = candidate(jd=2458990.5, isdiffpos="0")
    limit = candidate(jd=2458980.5, magpsf=None, diffmaglim=20.5)
    content = {
        "objectId": "ZTF1",
        "alert": {"candidate": candidate(), "prv_candidates": [earlier, limit]},
        "earlierAlerts": [{"candidate": earlier}],
    }
    light_curve = light_curve_of(content)
    assert light_curve["detections"]["mjd"] == [58990, 59000]
    assert light_curve["detections"]["isDiffPos"] == [-1, 1]
    assert light_curve["nonDetections"] == {"mjd": [58980], "band": ["g"], "limitingMag": [20.5]}


def test_the_total_is_reference_plus_difference():
    mag, error = total_magnitude(candidate(magpsf=18.0), 1)
    assert mag == pytest.approx(18 - 2.5 * math.log10(2))
    assert error == pytest.approx(0.05)


@pytest.mark.parametrize("changes", [{"distnr": 2.0}, {"magnr": -999.0}, {"magpsf": 17.0}])
def test_there_is_no_total_without_a_reference_of_the_object_itself(changes):
    assert total_magnitude(candidate(**changes), -1) == (None, None)
