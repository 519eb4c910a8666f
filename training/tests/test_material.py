import csv
import gzip
import json

import pytest

from larch_training.material import JUDGE_SETS, OTHER_SETS, ZTF_SETS, in_test_part, read_material
from larch_training.rows import Row
from larch_training.split import part_of

COUNT = 60
TESTED = next(name for n in range(100) for name in [f"a{n}"] if part_of(name) == "test")
CLASSES = {"ztf_yso": "YSO", "ztf_agn": "AGN", "agn_qso": "QSO", "eros2_periodic": "RRL"}


def content(name, label, ra=None, dec=None):
    return {
        "objectId": name,
        "class": label,
        "photometry": "total",
        "ra": ra,
        "dec": dec,
        "detections": {
            "mjd": [58000.0 + night for night in range(8)],
            "band": ["g", "r"] * 4,
            "mag": [18.0] * 8,
            "magErr": [0.05] * 8,
        },
        "nonDetections": {
            "mjd": [58000.5 + night for night in range(8)],
            "band": ["g", "r"] * 4,
            "limitingMag": [20.5] * 8,
        },
    }


def write(path, lines):
    with gzip.open(path, "wt") as file:
        file.writelines(f"{line}\n" for line in lines)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """COUNT objects of each set, of which TESTED is a real one of the test part."""
    folder = tmp_path_factory.mktemp("data")
    sets = {
        name: [content(f"{name}-{n}", CLASSES.get(name, "SNIa")) for n in range(COUNT)]
        for name in (*JUDGE_SETS, *ZTF_SETS, *OTHER_SETS)
    }
    tested = content(TESTED, "YSO", 10.0, 20.0)
    sets["ztf_yso"] = [tested, *sets["ztf_yso"][1:]]
    # The same object: by position, by name, and by the file of pairs.
    sets["agn_qso"].append(content("near", "QSO", 10.0, 20.0 + 1 / 3600))
    sets["ztf_supernovae"].append(content(sets["fink_alerts"][0]["objectId"], "SNIa"))
    sets["asas"].append(content("paired", "RRL"))
    sets["ztf_other"].append(content("without class", None))
    for name, contents in sets.items():
        write(folder / f"{name}.ndjson.gz", map(json.dumps, contents))
    with (folder / "same_object_pairs.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["first_object", "second_object"], ["paired", TESTED]])
    write(folder / "novae.ndjson.gz", [])
    write(
        folder / "qso_drw_prior.csv.gz",
        [
            "id,ra,dec,sigma_g_50,tau_g_50,sigma_r_50,tau_r_50,mean_mag_g,mean_mag_r",
            "1,10.0,20.0,0.2,300,0.18,310,20.0,19.8",
            "2,50.0,20.0,0.2,300,0.18,310,20.0,19.8",
        ],
    )
    return folder


@pytest.fixture(scope="module")
def material(data):
    return read_material(data)


def groups(material, by_set):
    return {material.group(each["objectId"]) for contents in by_set.values() for each in contents}


def test_what_judges_is_learnt_from_under_no_name(material):
    assert groups(material, material.stars).isdisjoint(groups(material, material.held_out))
    assert [fit.object_id for fit in material.drw_prior] == ["drw-2"]


def test_nothing_else_is_lost(material):
    kept = sum(map(len, material.stars.values())) + sum(map(len, material.held_out.values()))
    assert kept == COUNT * len((*JUDGE_SETS, *ZTF_SETS, *OTHER_SETS)) + 1


def test_a_fifth_of_real_objects_judge_and_all_stars_of_other_surveys_are_learnt_from(material):
    real = groups(material, {name: material.held_out[name] for name in ZTF_SETS})
    assert all(part_of(group) == "test" for group in real)
    assert 0.1 < len(real) / (COUNT * len(ZTF_SETS)) < 0.3
    others = material.stars["eros2_periodic", "RRL"]
    assert len(others) == COUNT
    assert any(part_of(each["objectId"]) == "test" for each in others)
    assert {material.part(group) for group in groups(material, material.stars)} == {
        "training",
        "validation",
    }


def test_choices_may_look_at_half_of_the_sets_that_only_judge(material):
    rows = [
        Row(each["class"], material.group(each["objectId"]), name, "real", "total", None)
        for name, contents in material.held_out.items()
        for each in contents
        if each["class"] is not None
    ]
    in_test = in_test_part(material, rows)
    of_judges = [chosen for row, chosen in zip(rows, in_test, strict=True) if row.origin in JUDGE_SETS]
    assert 0.4 < sum(of_judges) / len(of_judges) < 0.6
    assert all(chosen for row, chosen in zip(rows, in_test, strict=True) if row.origin in ZTF_SETS)
