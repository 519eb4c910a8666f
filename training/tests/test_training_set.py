from judged import row

from larch_training.training_set import CUTS, every_length


def light_curve(days):
    return {
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
