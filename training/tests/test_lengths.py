import numpy as np
from judged import row

from larch_training.lengths import CUTS, every_length, some_histories
from larch_training.observe import HISTORY


def light_curve(days, photometry="total"):
    return {
        "photometry": photometry,
        "detections": {"mjd": [60000.0 + day for day in days], "mag": [18.0] * len(days)},
        "nonDetections": {"mjd": [], "limitingMag": []},
    }


def lengths(days):
    """(cut, detections it was cut to, detections left) of every length."""
    return [
        (each.cut, each.detections, len(cut["detections"]["mjd"]))
        for each, cut in every_length(row("SNIa", "a"), light_curve(days))
    ]


def test_a_light_curve_that_ends_before_counts_as_it_is():
    # A detection a day, twelve of them.
    found = lengths(range(12))
    assert found[0] == (None, None, 12)
    assert found[1:7] == [(8, None, 9), *((days, None, 12) for days in CUTS[1:])]
    assert [(count, left) for _, count, left in found[7:]] == [
        (6, 6),
        (8, 8),
        (10, 10),
        (15, 12),
        (20, 12),
        (30, 12),
        (50, 12),
    ]


def test_lengths_with_too_few_detections_are_left_out():
    found = lengths([0, 1, 2, 20, 21, 22, 23])
    assert [cut for cut, count, _ in found if count is None] == [None, 32, 64, 128, 256]
    assert lengths([0, 1, 2]) == [(None, None, 3)]


def histories(days, count, photometry="difference"):
    random = np.random.default_rng(3)
    return some_histories(random, row("SNIa", "a"), light_curve(days, photometry), count)


def test_alerts_that_are_learnt_from_carry_a_month_and_not_the_beginning():
    # A detection every third day: eleven in thirty days.
    drawn = histories(range(0, 90, 3), 5)
    newest = [max(cut["detections"]["mjd"]) - 60000 for _, cut in drawn]
    assert len(set(newest)) == 5 and min(newest) > HISTORY
    for each, cut in drawn:
        assert (each.history, each.is_whole) == (HISTORY, False)
        assert np.ptp(cut["detections"]["mjd"]) == HISTORY


def test_there_are_none_of_short_light_curves_sparse_ones_and_total_magnitudes():
    assert histories(range(0, 30, 3), 5) == []
    assert histories(range(0, 300, 10), 5) == []
    assert histories(range(0, 90, 3), 5, photometry="total") == []


def test_of_an_object_that_came_as_alerts_the_same_one_is_judged():
    def judged(days):
        lengths = every_length(row("SNIa", "a"), light_curve(days, "difference"))
        return [cut for each, cut in lengths if each.history == HISTORY]

    (alert,) = judged(range(90))
    assert len(alert["detections"]["mjd"]) <= 31
    assert judged(range(90)) == [alert]
    # Also where the alert carries all that there is.
    assert len(judged(range(12))) == 1
    assert judged(range(0, 300, 10)) == []
    assert lengths(range(90))[-1][:2] == (None, 50)
