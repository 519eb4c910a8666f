import gzip
import json
from dataclasses import replace

from larch_training.material import JUDGE_SETS, OTHER_SETS, ZTF_SETS
from larch_training.sources import SET_OF_ORIGIN, SOURCES, read_source
from larch_training.training_set import MAKERS

SOURCE = replace(SOURCES[0], name="stars", classes=("E", "RRL"))


def test_a_set_is_read_class_by_class_in_an_order_of_names_alone(tmp_path):
    rows = [(f"{label}{n}", label) for n in range(5) for label in ("YSO", "RRL", "E")]

    def read(rows):
        with gzip.open(tmp_path / "stars.ndjson.gz", "wt") as file:
            for object_id, label in rows:
                file.write(json.dumps({"objectId": object_id, "class": label}) + "\n")
        return list(read_source(tmp_path, SOURCE))

    contents = read(rows)
    assert [each["class"] for each in contents] == ["E"] * 5 + ["RRL"] * 5
    assert read(rows[::-1]) == contents


def test_every_set_that_is_used_is_named_once_with_all_classes():
    names = [each.name for each in SOURCES]
    assert len(names) == len(set(names))
    assert {*ZTF_SETS, *JUDGE_SETS, *OTHER_SETS} <= set(names)
    assert {label for each in SOURCES for label in each.classes} == set(MAKERS)
    origins = [origin for each in SOURCES for origin in (each.name, *each.origins)]
    assert len(SET_OF_ORIGIN) == len(origins)
