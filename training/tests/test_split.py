from collections import Counter

import pytest

from larch_training.split import (
    TEST_FRACTION,
    fold_of,
    group_names,
    hash_fraction,
    pairs_by_position,
    part_of,
)


@pytest.mark.parametrize(
    ("object_id", "expected"),
    [("ZTF18aaiscil", 0.253), ("ZTF19aacgslb", 0.562)],
)
def test_the_split_never_changes(object_id, expected):
    assert hash_fraction("test", object_id) == pytest.approx(expected, abs=0.001)


def test_about_the_wanted_share_is_held_out():
    held_out = [part_of(f"ZTF{number}") == "test" for number in range(10_000)]
    assert sum(held_out) / len(held_out) == pytest.approx(TEST_FRACTION, abs=0.02)


def test_names_of_one_star_are_on_one_side():
    pairs = [(f"a{number}", f"b{number}") for number in range(200)]
    pairs += [(f"c{number}", f"b{number}") for number in range(200)]
    same = group_names(pairs)
    for number in range(200):
        assert len({part_of(same[f"{letter}{number}"]) for letter in "abc"}) == 1


def test_groups_that_meet_later_become_one():
    same = group_names([("a", "b"), ("d", "c"), ("b", "c")])
    assert same == dict.fromkeys("abcd", "a")


def test_names_at_one_place_are_of_one_object():
    # 1.9 and 2.1 arcsec apart at a declination where a degree of right ascension is half a degree.
    right_ascension = [10.0, 10.0 + 2 * 1.9 / 3600, 20.0, 20.0 + 2 * 2.1 / 3600, 0.0, 360.0 - 1e-5]
    pairs = pairs_by_position("abcdef", right_ascension, [60.0] * 6)
    assert pairs == [("a", "b"), ("e", "f")]


def test_folds_are_of_one_size():
    sizes = Counter(fold_of(f"ZTF{number}", 5) for number in range(10_000))
    assert sorted(sizes) == [0, 1, 2, 3, 4]
    assert min(sizes.values()) == pytest.approx(2000, abs=200)
