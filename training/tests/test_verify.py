import json

import pytest
from judged import BRANCHES, CLASSES, row

from larch_training.verify import compare, comparison_table, read_answers

METRICS = {
    "macroF1": 0.5,
    "perClass": {"SLSN": {"precision": None, "f1Interval": [0.1, 0.9]}},
    "byDays": [{"days": 8, "macroF1": 0.25}],
    "outlierAuroc": {"SLSN": 0.7},
    "supernovaeInFolds": {"macroF1": 0.7},
}


def compared(**changes):
    return {each.metric: each for each in compare(METRICS, METRICS | changes)}


def test_every_number_of_this_classifier_is_compared_by_its_path():
    comparisons = compared()
    assert list(comparisons) == [
        "macroF1",
        "perClass/SLSN/precision",
        "perClass/SLSN/f1Interval/0",
        "perClass/SLSN/f1Interval/1",
        "byDays/8/macroF1",
    ]
    assert all(each.agrees for each in comparisons.values())


def test_half_a_unit_of_the_third_digit_is_the_most_that_agrees():
    assert compared(macroF1=0.5004)["macroF1"].agrees
    assert not compared(macroF1=0.5006)["macroF1"].agrees
    assert not compared(macroF1=0.4994)["macroF1"].agrees


def test_a_score_that_is_missing_on_one_side_differs():
    assert not compared(macroF1=None)["macroF1"].agrees
    assert not compared(byDays=[])["byDays/8/macroF1"].agrees
    assert not compared(byDays=[{"days": 16, "macroF1": 0.25}])["byDays/16/macroF1"].agrees


def test_what_differs_is_marked_in_the_table():
    lines = comparison_table(list(compared(macroF1=0.75).values())).splitlines()
    assert lines[2] == "| macroF1 | 0.5 | 0.75 | differs |"
    assert not any("differs" in line for line in lines[3:])


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "classifications.ndjson"
    answered = {
        "probabilities": {name: float(name == "RRL") for name in reversed(CLASSES)},
        "branches": {name: float(name == "Periodic") for name in reversed(BRANCHES)},
        "outlierScore": 0.25,
    }
    lines = [{"problem": {"code": "TOO_FEW_DETECTIONS"}}, answered]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def test_answers_are_of_their_light_curves_and_those_without_are_left_out(answers):
    rows = [row("SNIa", "short"), row("RRL", "star")]
    judged = read_answers(answers, [(each, {}) for each in rows], CLASSES, BRANCHES)
    assert judged.rows == (rows[1],)
    assert judged.probabilities[0, CLASSES.index("RRL")] == 1
    assert judged.branch_probabilities[0].tolist() == [0, 0, 1]
    assert judged.outlier_scores.tolist() == [0.25]


def test_as_many_answers_as_light_curves_are_needed(answers):
    with pytest.raises(ValueError, match="zip"):
        read_answers(answers, [(row("SNIa", "short"), {})], CLASSES, BRANCHES)
