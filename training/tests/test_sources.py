from larch_training.material import JUDGE_SETS, OTHER_SETS, ZTF_SETS
from larch_training.sources import SET_OF_ORIGIN, SOURCES
from larch_training.training_set import MAKERS


def test_every_set_that_is_used_is_named_once_with_all_classes():
    names = [each.name for each in SOURCES]
    assert len(names) == len(set(names))
    assert {*ZTF_SETS, *JUDGE_SETS, *OTHER_SETS} <= set(names)
    assert {label for each in SOURCES for label in each.classes} == set(MAKERS)
    origins = [origin for each in SOURCES for origin in (each.name, *each.origins)]
    assert len(SET_OF_ORIGIN) == len(origins)
