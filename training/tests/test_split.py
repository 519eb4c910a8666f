from collections import Counter

import pytest

from larch_training.split import TEST_FRACTION, fold_of, group_names, hash_fraction, is_held_out


@pytest.mark.parametrize(
    ("object_id", "expected"),
    [("ZTF18aaiscil", 0.253), ("ZTF19aacgslb", 0.562)],
)
def test_the_split_never_changes(object_id, expected):
    assert hash_fraction("test", object_id) == pytest.approx(expected, abs=0.001)


def test_about_the_wanted_share_is_held_out():
    held_out = [is_held_out(f"ZTF{number}", {}) for number in range(10_000)]
    assert sum(held_out) / len(held_out) == pytest.approx(TEST_FRACTION, abs=0.02)


def test_names_of_one_star_are_on_one_side():
    pairs = [(f"a{number}", f"b{number}") for number in range(200)]
    pairs += [(f"c{number}", f"b{number}") for number in range(200)]
    same = group_names(pairs)
    for number in range(200):
        assert len({is_held_out(f"{letter}{number}", same) for letter in "abc"}) == 1


def test_groups_that_meet_later_become_one():
    same = group_names([("a", "b"), ("d", "c"), ("b", "c")])
    assert same == dict.fromkeys("abcd", "a")


def test_folds_are_of_one_size():
    sizes = Counter(fold_of(f"ZTF{number}", 5) for number in range(10_000))
    assert sorted(sizes) == [0, 1, 2, 3, 4]
    assert min(sizes.values()) == pytest.approx(2000, abs=200)
