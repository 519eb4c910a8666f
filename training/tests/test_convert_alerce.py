"""`alerce_2020` holds five pickles as the original's `save_model` writes them, of forests trained
on random numbers with imbalanced-learn 0.7.0, scikit-learn 0.23.2, pandas 1.1.5 and numpy 1.19.5 on
Python 3.8, and what `predict_proba` of those versions gives for some rows."""

import json
import os
import pickle
import shutil
import subprocess
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from sklearn.ensemble import RandomForestClassifier

from larch_training import alerce_forest
from larch_training.convert_alerce import convert_alerce, write_converted
from larch_training.features import COMMAND
from larch_training.taxonomy import BRANCH_OF, TAXONOMY

OLD = Path(__file__).parent / "alerce_2020"
EXAMPLE = Path(__file__).parents[2] / "examples" / "ZTF18aagrehr.features.json"
COMPUTED = tuple(json.loads(EXAMPLE.read_text())["features"])

READ = ("W1-W2", "g-r_max_corr", "iqr_1", "Power_rate_1/2", "SPM_A_1", "Multiband_period")


def dump(folder, **values):
    for name, value in values.items():
        with (folder / f"{name}.pkl").open("wb") as file:
            pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)


@pytest.fixture
def forests(tmp_path):
    """Of this version of scikit-learn, and the rows [N, features] they were trained on."""
    random = np.random.default_rng(3)
    labels = np.array(random.choice(list(BRANCH_OF), 600), object)
    centres = {name: random.normal(size=len(READ)) for name in BRANCH_OF}
    rows = np.array([centres[label] for label in labels]) + random.normal(size=(600, len(READ)))
    rows = np.where(random.random(rows.shape) < 0.2, np.nan, rows).astype(np.float32)
    branches = np.array([BRANCH_OF[label] for label in labels], object)
    inputs = np.nan_to_num(rows, nan=-999)

    def train(chosen, targets):
        forest = RandomForestClassifier(n_estimators=7, random_state=1)
        return forest.fit(inputs[chosen], targets[chosen])

    top = train(slice(None), branches)
    of_branch = {branch: train(branches == branch, labels) for branch in TAXONOMY}
    dump(tmp_path, features_RF_model=list(READ), top_level_BRF_model=top)
    for branch, forest in of_branch.items():
        dump(tmp_path, **{f"{branch.lower()}_level_BRF_model": forest})
    return tmp_path, top, of_branch, rows


def expected_of(top, of_branch, rows):
    """Classes by name, [N]"""
    inputs = np.nan_to_num(rows, nan=-999)
    branches = dict(zip(top.classes_, top.predict_proba(inputs).T, strict=True))
    return {
        name: branches[branch] * column
        for branch, forest in of_branch.items()
        for name, column in zip(forest.classes_, forest.predict_proba(inputs).T, strict=True)
    }


def run(folder, rows):
    """Classes by name, [N]"""
    manifest = json.loads((folder / "model.json").read_text())
    session = onnxruntime.InferenceSession(folder / "model.onnx")
    (probabilities,) = session.run(["probabilities"], {"features": rows})
    return dict(zip(manifest["classes"], probabilities.T, strict=True))


def assert_same(given, expected):
    assert given.keys() == expected.keys()
    for name, column in expected.items():
        assert given[name] == pytest.approx(column, abs=1e-5), name


def read_old():
    lines = json.loads((OLD / "expected.json").read_text())
    rows = np.array([line["features"] for line in lines], float).astype(np.float32)
    expected = {name: [line["probabilities"][name] for line in lines] for name in BRANCH_OF}
    return rows, expected


def test_forests_of_2020_give_what_they_gave_then(tmp_path):
    rows, expected = read_old()
    assert np.isnan(rows).any(axis=1).all() and np.isnan(rows[0]).all()
    said = write_converted(OLD, tmp_path, "alerce", "1.1.1", COMPUTED)
    assert "8 trees over 10 features" in said
    assert_same(run(tmp_path / "alerce@1.1.1", rows), expected)


def test_forests_of_today_give_what_scikit_learn_gives(forests):
    pickles, top, of_branch, rows = forests
    write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)
    assert_same(run(pickles / "alerce@1.0.0", rows), expected_of(top, of_branch, rows))


def test_the_files_of_version_1_0_have_other_names(forests):
    pickles, top, of_branch, rows = forests
    for path in pickles.glob("*_level_BRF_model.pkl"):
        name = path.name.replace("BRF", "RF").replace("top", "hierarchical")
        path.rename(pickles / name)
    write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)
    assert_same(run(pickles / "alerce@1.0.0", rows), expected_of(top, of_branch, rows))


def test_the_manifest_says_what_is_known(forests):
    pickles, *_ = forests
    write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)
    manifest = json.loads((pickles / "alerce@1.0.0" / "model.json").read_text())
    assert manifest["featureSet"] == "alerce-2021@1"
    assert manifest["featureNames"] == list(READ)
    assert manifest["branches"] == list(TAXONOMY)
    assert manifest["priors"]["SNIa"] == pytest.approx(1 / 12)
    assert manifest["priors"]["CV/Nova"] == pytest.approx(1 / 15)
    assert manifest["priors"]["Periodic-Other"] == pytest.approx(1 / 18)
    assert manifest["metrics"]["macroF1"] is None


def test_a_feature_that_is_not_computed_is_named_or_missing_from_every_object(forests):
    pickles, top, of_branch, rows = forests
    names = [*READ[:2], "g-r_ml", *READ[3:]]
    dump(pickles, features_RF_model=names)
    with pytest.raises(ValueError, match=r"alerce-2021@1 does not have: g-r_ml;"):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)

    write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED, ["g-r_ml"])
    folder = pickles / "alerce@1.0.0"
    rows[:, 2] = np.nan
    given = run(folder, np.delete(rows, 2, axis=1))
    assert_same(given, expected_of(top, of_branch, rows))
    limits = json.loads((folder / "model.json").read_text())["limits"]
    assert "It was trained with g-r_ml, which is missing here." in limits


def test_a_file_that_is_not_there_is_named(forests):
    pickles, *_ = forests
    (pickles / "stochastic_level_BRF_model.pkl").unlink()
    with pytest.raises(ValueError, match=r"one file stochastic_level_BRF_model\.pkl or .*has 0"):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)


def test_a_file_with_code_is_named(forests):
    pickles, *_ = forests
    dump(pickles, periodic_level_BRF_model=os.system)
    with pytest.raises(ValueError, match=r"periodic_level_BRF_model\.pkl: .*posix\.system"):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)


def test_files_in_each_others_places_are_refused(forests):
    pickles, top, of_branch, _ = forests
    dump(pickles, transient_level_BRF_model=of_branch["Periodic"])
    with pytest.raises(ValueError, match=r"transient_level.*its classes are CEP, .* not SNIa"):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)
    dump(pickles, transient_level_BRF_model=list(READ))
    with pytest.raises(ValueError, match="it holds a list and no forest"):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)
    dump(pickles, features_RF_model=top)
    with pytest.raises(ValueError, match="there is a StoredForest in the place of an array"):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)


def test_a_list_of_too_few_features_is_refused(forests):
    pickles, *_ = forests
    dump(pickles, features_RF_model=list(READ[:3]))
    with pytest.raises(ValueError, match=r"top_level.*do not read the 3 features of features_RF"):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)


def test_a_forest_that_repeats_its_trees_without_end_is_refused(forests, monkeypatch):
    pickles, top, *_ = forests
    monkeypatch.setattr(alerce_forest, "MAXIMUM_NODES", 10_000)
    top.estimators_ *= 1000
    dump(pickles, top_level_BRF_model=top)
    with pytest.raises(ValueError, match="more than 10000 nodes"):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)


@pytest.mark.parametrize(
    ("array", "place", "damage", "fault"),
    [
        ("nodes", "left_child", 0, "form no tree"),
        ("nodes", "left_child", 10**9, "form no tree"),
        ("nodes", "feature", len(READ), "form no tree"),
        ("nodes", "threshold", np.nan, "form no tree"),
        ("values", (0, 0), -1, "weights"),
        ("values", 0, 0, "no weight"),
    ],
)
def test_a_damaged_tree_is_refused(forests, array, place, damage, fault):
    pickles, top, *_ = forests
    path = pickles / "top_level_BRF_model.pkl"
    whole = top.estimators_[2].tree_.__getstate__()[array]
    damaged = whole.copy()
    damaged[0][place] = damage
    assert whole.tobytes() in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(whole.tobytes(), damaged.tobytes()))
    with pytest.raises(ValueError, match=fault):
        write_converted(pickles, pickles, "alerce", "1.0.0", COMPUTED)


@pytest.mark.parametrize(("name", "version"), [("../x", "1.0.0"), ("ALeRCE", "1.0.0"), ("a", "1")])
def test_a_name_that_the_service_does_not_take_is_refused(tmp_path, name, version):
    with pytest.raises(ValueError, match="is no name"):
        write_converted(OLD, tmp_path, name, version, COMPUTED)


@pytest.mark.skipif(
    not COMMAND.exists() or shutil.which("node") is None,
    reason="the service is not built: npm run build in the root of the repository",
)
def test_the_service_classifies_with_it(tmp_path):
    rows, expected = read_old()
    convert_alerce(OLD, tmp_path / "models", "alerce", "1.1.1")
    manifest = json.loads((tmp_path / "models" / "alerce@1.1.1" / "model.json").read_text())
    lines = [
        {
            "objectId": f"row{index}",
            "features": {
                name: None if np.isnan(value) else float(value)
                for name, value in zip(manifest["featureNames"], row, strict=True)
            },
        }
        for index, row in enumerate(rows)
        if not np.isnan(row).all()
    ]
    command = ["node", COMMAND, "classify", "--from-features", "--classifier", "alerce", "-"]
    answers = subprocess.run(
        command,
        input="\n".join(map(json.dumps, lines)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "LARCH_MODELS_DIR": str(tmp_path / "models")},
        timeout=120,
    ).stdout.splitlines()
    assert len(answers) == len(lines) > 10
    for answer in map(json.loads, answers):
        row = int(answer["objectId"].removeprefix("row"))
        assert answer["classifier"] == "alerce@1.1.1"
        of_row = {name: column[row] for name, column in expected.items()}
        assert answer["probabilities"] == pytest.approx(of_row, abs=1e-5)
