import gzip
import json
from dataclasses import replace

from larch_training.sources import PREVIEW_SOURCES, read_objects
from larch_training.split import TEST_FRACTION, is_held_out

SOURCE = replace(PREVIEW_SOURCES[0], name="stars", classes=("E", "RRL"), maximum=200)


def write(data, name, rows):
    with gzip.open(data / f"{name}.ndjson.gz", "wt") as file:
        for object_id, label in rows:
            file.write(json.dumps({"objectId": object_id, "class": label}) + "\n")


def test_takes_the_classes_asked_for_up_to_the_maximum(tmp_path):
    write(tmp_path, "stars", [(f"{label}{n}", label) for n in range(500) for label in ("E", "YSO")])
    objects = read_objects(tmp_path, [SOURCE])
    assert [each.label for each in objects] == ["E"] * 200


def test_the_choice_has_nothing_to_do_with_the_split(tmp_path):
    write(tmp_path, "stars", [(f"star{n}", "E") for n in range(2000)])
    held_out = [is_held_out(each.object_id, {}) for each in read_objects(tmp_path, [SOURCE])]
    assert abs(sum(held_out) / len(held_out) - TEST_FRACTION) < 0.1


def test_an_object_in_two_sets_is_taken_once_from_the_first(tmp_path):
    write(tmp_path, "stars", [("a", "E"), ("b", "E")])
    write(tmp_path, "others", [("b", "E"), ("c", "E")])
    objects = read_objects(tmp_path, [SOURCE, replace(SOURCE, name="others")])
    assert sorted((each.object_id, each.source.name) for each in objects) == [
        ("a", "stars"),
        ("b", "stars"),
        ("c", "others"),
    ]
