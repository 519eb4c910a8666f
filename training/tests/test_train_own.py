import gzip
import json
import re

import numpy as np
import pytest

from larch_training.boosting import BoostingSettings
from larch_training.features import COMMAND
from larch_training.hierarchy import NodeSettings, everywhere
from larch_training.own_light_curves import (
    check_classes,
    parts_of,
    read_labelled,
    with_columns,
)
from larch_training.perceptrons import PerceptronSettings
from larch_training.train_own import cuts, read_parts, to_row, train_own
from larch_training.verify import compare_with_service

SETTINGS = everywhere(
    NodeSettings(
        boosting=BoostingSettings(rounds=5, min_rows_in_leaf=3),
        perceptrons=PerceptronSettings(networks=1, hidden=4),
    )
)
built = pytest.mark.skipif(
    not COMMAND.exists(), reason=f"{COMMAND} is not built: npm ci && npm run build"
)


def light_curve(label, number):
    """A magnitude of 0.02 mag noise at forty times in two bands, that rises and falls, repeats or drifts."""
    random = np.random.default_rng([len(label), number])
    mjd = np.sort(58500 + random.uniform(0, 120, 40))
    phase = (mjd - 58500) / (0.5 + 0.01 * number)
    day = mjd - 58520
    mag = {
        "SNIa": 17 + np.abs(day) / 25,
        "RRL": 16 + 0.5 * np.sin(2 * np.pi * phase),
        "LPV": 15 + np.cos(2 * np.pi * day / 100),
    }[label] + random.normal(0, 0.02, 40)
    return {
        "objectId": f"{label}-{number}",
        "survey": "ZTF",
        "photometry": "total",
        "detections": [
            {"mjd": time, "band": "gr"[row % 2], "mag": value, "magErr": 0.02}
            for row, (time, value) in enumerate(zip(mjd.tolist(), mag.tolist(), strict=True))
        ],
        "class": label,
    }


def light_curves(classes=("SNIa", "RRL", "LPV"), each=12):
    return [light_curve(label, number) for label in classes for number in range(each)]


def written(path, lines):
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_what_is_wrong_with_a_line_is_told_with_its_number(tmp_path):
    good = light_curve("RRL", 0)
    path = written(
        tmp_path / "mine.ndjson",
        [
            good,
            "",
            "{",
            "[]",
            {"class": "RRL"},
            {**good, "objectId": 7},
            {**good, "class": "Galaxy"},
            {**good, "class": ["RRL"]},
            {**good, "class": "E"},
        ],
    )
    with pytest.raises(ValueError) as raised:
        read_labelled(path)
    lines = str(raised.value).splitlines()
    assert [int(re.search(r"#L(\d+): ", line)[1]) for line in lines] == [3, 4, 5, 6, 7, 8, 9]
    assert "is not JSON" in lines[0]
    assert "is not a JSON object" in lines[1]
    assert all("/objectId must be a string" in line for line in lines[2:4])
    assert '/class must be one of SNIa, SNIbc,' in lines[4] and 'not "Galaxy"' in lines[4]
    assert lines[6].endswith("/class is E, but RRL-0 is RRL in line 1")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    broken = tmp_path / "mine.ndjson.gz"
    broken.write_bytes(b"plain")
    for path in (broken, tmp_path / "absent.ndjson"):
        with pytest.raises(ValueError, match=f"{path.name} cannot be read"):
            read_labelled(path)


def labelled(tmp_path, lines):
    return read_labelled(written(tmp_path / "mine.ndjson.gz", lines))


def test_too_few_objects_or_classes_are_refused_and_light_curves_of_one_object_count_once(tmp_path):
    with pytest.raises(ValueError, match="light curves of RRL alone"):
        check_classes(labelled(tmp_path, light_curves(["RRL"])))
    ten = light_curves(["RRL", "LPV"], 10)
    check_classes(labelled(tmp_path, ten))
    ten[0]["objectId"] = ten[1]["objectId"]
    with pytest.raises(ValueError, match="there are 9 of RRL:"):
        check_classes(labelled(tmp_path, ten))


def test_every_part_has_objects_of_every_class(tmp_path):
    parts = parts_of(labelled(tmp_path, light_curves(["RRL", "LPV"], 10)))
    for label in ("RRL", "LPV"):
        counted = [parts[f"{label}-{number}"] for number in range(10)]
        assert [counted.count(part) for part in ("training", "validation", "test")] == [6, 2, 2]


def test_rows_become_columns_without_those_that_have_no_time():
    rows = [{"mjd": 1.0, "mag": 2.0}, {"mjd": None, "mag": 3.0}, {"mjd": 4.0, "mag": 5.0, "rb": 0.9}]
    columns = with_columns({"detections": rows})
    assert columns["detections"] == {"mjd": [1.0, 4.0], "mag": [2.0, 5.0], "rb": [None, 0.9]}
    assert columns["nonDetections"] == {"mjd": [], "band": [], "limitingMag": []}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A branch of two classes and one of one; one light curve that the service refuses."""
    folder = tmp_path_factory.mktemp("own")
    lines = light_curves()
    lines[20]["detections"] = lines[20]["detections"][:4]
    path = written(folder / "mine.ndjson.gz", lines)
    model = train_own(
        path,
        folder / "models",
        folder / "work",
        "mine",
        "2.0.0",
        "alerce-2021",
        citation="Mine et al. 2026",
        settings=SETTINGS,
    )
    return path, model


@built
def test_the_service_answers_as_the_model_was_judged(trained, tmp_path):
    path, model = trained
    manifest = json.loads((model / "model.json").read_text())
    assert manifest["classes"] == ["SNIa", "LPV", "RRL"]
    assert manifest["branches"] == ["Transient", "Periodic"]
    assert manifest["priors"] == {"SNIa": 0.5, "LPV": 0.25, "RRL": 0.25}
    (mine,) = manifest["trainingData"]
    assert (mine["citation"], mine["licence"]) == ("Mine et al. 2026", "none stated")
    assert mine["objects"] == {"SNIa": 12, "LPV": 12, "RRL": 11}
    read = read_labelled(path)
    rows = [to_row(each, path.name) for each in read if each.line != 21]
    parts = parts_of([each for each in read if each.line != 21])
    test = [each for each in rows if parts[each[0].group] == "test"]
    test += [each for row, curve in test for each in cuts(row, curve, "test")]
    comparisons = compare_with_service(model.parent, "mine@2.0.0", test, tmp_path)
    assert len(comparisons) > 40
    assert [each.metric for each in comparisons if not each.agrees] == []


@built
def test_light_curves_of_so_unlike_classes_are_told_apart(trained):
    card = (trained[1] / "README.md").read_text()
    metrics = json.loads((trained[1] / "model.json").read_text())["metrics"]
    assert metrics["testObjects"] == 6
    assert metrics["macroF1"] > 0.8
    assert "| RRL | 7 (" in card
    assert "Judged on fewer than 10 objects" in card


@built
def test_what_the_service_refuses_is_counted_and_listed(tmp_path, capsys):
    lines = light_curves(["RRL", "LPV"], 11)
    lines[0]["detections"] = lines[0]["detections"][:4]
    lines[12]["photometry"] = "forced"
    path = written(tmp_path / "mine.ndjson", lines)
    parts = read_parts(path, "alerce-2021", tmp_path)
    assert len({row.group for part in (parts.training, parts.validation, parts.test) for row in part.rows}) == 20
    told = capsys.readouterr().err
    assert "light curves left out, TOO_FEW_DETECTIONS: 1\n" in told
    assert f"{path}#L1: RRL-0: " in told
    assert re.search(r"#L13: LPV-1: .*/photometry must be", told)


@built
def test_why_nothing_is_left_is_told(tmp_path):
    lines = [{**each, "survey": "Zwicky"} for each in light_curves(["RRL", "LPV"])]
    with pytest.raises(ValueError, match="none of 24 light curves has features: .*/survey must be"):
        read_parts(written(tmp_path / "mine.ndjson", lines), "alerce-2021", tmp_path)


@built
def test_one_branch_is_enough(tmp_path):
    path = written(tmp_path / "mine.ndjson", light_curves(["RRL", "LPV"]))
    model = train_own(path, tmp_path / "models", tmp_path, "stars", settings=SETTINGS)
    assert json.loads((model / "model.json").read_text())["branches"] == ["Periodic"]
    with pytest.raises(ValueError, match="stars@1.0.0 is there already"):
        train_own(path, tmp_path / "models", tmp_path, "stars", settings=SETTINGS)
