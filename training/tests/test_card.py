import re

import pytest
from judged import CLASSES, judged, row

from larch_training.card import Findings, periodic_section, render_card
from larch_training.model_folder import ModelDescription
from larch_training.scores import HeldOutAuroc

ANSWERS = (
    (row("SNIa", "a"), "SNIa", 0.9),
    (row("SNIa", "b"), "SNIa", 0.9),
    (row("SNIa", "b", cut=16), "SNII", 0.9),
    (row("SNIa", "b", detections=6), "SNII", 0.9),
    (row("SNII", "c"), "SNIa", 0.7),
    (row("SNII", "c", history=30.0), "SNII", 0.8),
    (row("SNII", "d", origin="fink_alerts"), "SNII", 0.9),
    (row("RRL", "e", origin="ztf_periodic", channel="total magnitudes"), "RRL", 0.9),
    (row("RRL", "f", origin="ztf_periodic"), "QSO", 0.9),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    test = judged(*ANSWERS)
    made = judged((row("E", "m", kind="re-observed", origin="asas"), "E", 0.9))
    unknown = dict.fromkeys(CLASSES, HeldOutAuroc(None, None))
    findings = Findings(
        parts={"training": [row("SNIa", "x")], "validation": made.rows, "test": test.rows},
        test=test,
        in_folds=judged(
            (row("SLSN", "g"), "SLSN", 0.9),
            (row("SLSN", "h"), "SNII", 0.8),
            (row("SLSN", "h", cut=32), "SLSN", 0.8),
        ),
        made=made,
        outlier_aurocs=unknown | {"RRL": HeldOutAuroc(0.81, 0.72)},
        made_outlier_aurocs=unknown,
        features=3,
        recipes={"the mean": test},
        importances={("top", "forest"): {"period": 0.25, "colours": 0.75}},
        onnx_difference=2e-7,
    )
    description = ModelDescription(
        name="larch",
        version="9.8.7",
        description="What it is.",
        priors=dict.fromkeys(CLASSES, 1 / len(CLASSES)),
        feature_set="larch@1",
        minimum_detections=6,
        training_data=[],
        metrics={},
        limits=["One limit."],
    )
    return render_card(description, findings, folder), folder


def section(card, title):
    (text,) = re.findall(rf"^##+ {re.escape(title)}\n(.*?)(?=^##|\Z)", card, re.M | re.S)
    return text


def test_scores_are_of_whole_real_light_curves(written):
    text = section(written[0], "Scores on real ZTF light curves")
    assert "6 objects, accuracy 0.667, macro-F1 0.711" in text
    ends = r"\d.\d\d to \d.\d\d"
    assert re.search(rf"\| SNIa \| 0.67 \| {ends} \| 1.00 \| {ends} \| 0.80 \| {ends} \| 2 \|", text)
    assert "| RRL | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 |" in text


def test_periodic_stars_have_recall_within_all_classes_and_within_the_branch(written):
    text = section(written[0], "Periodic stars")
    assert "| RRL | 2 | 0.50 |" in text
    assert "| mean | 2 | 0.50 |" in text


def test_the_mean_of_periodic_stars_is_also_that_without_single_alerts():
    text = periodic_section(
        judged(
            (row("RRL", "e", origin="ztf_periodic"), "RRL", 0.9),
            (row("CEP", "f", origin="ztf_periodic"), "CEP", 0.9),
            (row("CEP", "g", origin="fink_alerts"), "CV/Nova", 0.9),
        )
    )
    assert "| CEP | 2 | 0.50 |" in text
    assert "| mean | 3 | 0.75 |" in text
    assert "| mean without `fink_alerts` | 2 | 1.00 |" in text


def test_objects_of_one_pipeline_stand_apart(written):
    text = section(written[0], "Objects that came through one alert pipeline")
    assert "Classes: 2 objects, accuracy 0.500" in text
    assert "| fink_alerts | 1 | 1.00 |" in text
    assert "| ztf_periodic | 1 | 0.00 |" in text


def test_short_light_curves_have_a_line_each_and_none_where_there_are_none(written):
    text = section(written[0], "Short light curves")
    assert "| 6 | 1 | 1 | 1 | 0.00 | 0.00 | 0.00 | 1.00 | 0.900 | 0.900 |" in text
    assert "| 8 | 0 | 0 | 0 |  |  |  |  |  |  |" in text


def test_an_alert_stands_beside_all_that_is_known_of_its_object(written):
    text = section(written[0], "Short light curves")
    assert "| alert | 1 | 1 | 1 | 1.00 | 1.00 | 1.00 | 1.00 | 0.200 | 0.200 |" in text
    assert "| whole | 1 | 1 | 1 | 0.00 | 0.00 | 0.00 | 1.00 | 0.700 | 0.700 |" in text


def test_scores_in_folds_stand_apart(written):
    text = section(written[0], "Scores in folds")
    assert "2 objects, accuracy 0.500, macro-F1 0.667" in text
    ends = r"\d.\d\d to \d.\d\d"
    assert re.search(rf"\| SLSN \| 1.00 \| {ends} \| 0.50 \| {ends} \| 0.67 \| {ends} \| 2 \|", text)
    assert "| 32 | 1 | 1 | 1 | 1.00 | 1.00 | 1.00 | 1.00 | 0.200 | 0.200 |" in text
    assert "SLSN" not in section(written[0], "Scores on real ZTF light curves").split("| true")[0]


def test_what_boosting_divides_and_which_signs_are_put_back_is_told(written):
    assert "the ratio of g to r of `Amplitude`, `Std`," in section(written[0], "Inputs")
    assert "learnt from as alerts\n15 per cent have none." in section(written[0], "Data")


def test_strangeness_importance_and_recipes_are_told(written):
    card, _ = written
    assert "| RRL | 2 | 0.81 | 0.72 | 0.95 |  |  |" in section(card, "Outliers")
    uses = section(card, "What it uses")
    assert uses.index("| colours | 75.0 |") < uses.index("| period | 25.0 |")
    assert "| the mean | 0.711 |" in section(card, "Other ways of training it")


def test_made_light_curves_are_scored_under_their_own_name(written):
    assert "| E | 1.00 | 1.00 | 1.00 | 1 |" in section(written[0], "Re-observed")
    assert "### Simulated" not in written[0]


def test_every_picture_that_is_shown_is_written_and_no_other(written):
    card, folder = written
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", card)
    assert sorted(pictures) == sorted(path.name for path in folder.iterdir())
    assert len(pictures) == 6
    for name in pictures:
        assert (folder / name).read_bytes().startswith(b"\x89PNG\r\n")
