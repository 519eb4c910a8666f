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


def test_each_measurement_is_taken_once_and_limits_are_left_out():
    earlier = candidate(jd=2458990.5, isdiffpos="0")
    limit = candidate(jd=2458980.5, magpsf=None)
    content = {
        "objectId": "ZTF1",
        "alert": {"candidate": candidate(), "prv_candidates": [earlier, limit]},
        "earlierAlerts": [{"candidate": earlier}],
    }
    detections = light_curve_of(content)["detections"]
    assert [(each["mjd"], each["isDiffPos"]) for each in detections] == [(58990, -1), (59000, 1)]


def test_the_total_is_reference_plus_difference():
    mag, error = total_magnitude(candidate(magpsf=18.0), 1)
    assert mag == pytest.approx(18 - 2.5 * math.log10(2))
    assert error == pytest.approx(0.05)


@pytest.mark.parametrize("changes", [{"distnr": 2.0}, {"magnr": -999.0}, {"magpsf": 17.0}])
def test_there_is_no_total_without_a_reference_of_the_object_itself(changes):
    assert total_magnitude(candidate(**changes), -1) == (None, None)
