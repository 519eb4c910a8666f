import numpy as np
import pytest

from larch_training.boosting import BoostingSettings
from larch_training.forest import ForestSettings
from larch_training.hierarchy import NodeSettings, everywhere, train_hierarchy
from larch_training.importances import ADDON, family_importances, feature_families
from larch_training.perceptrons import PerceptronSettings

FAMILIES = {"Amplitude_1": "a", "Amplitude_2": "a", "Multiband_period": "p", "gal_b": "c"}


def test_the_family_that_tells_the_classes_apart_has_nearly_all_of_the_importance():
    random = np.random.default_rng(2)
    labels = ["RRL", "E", "SNIa"] * 60
    values = random.normal(size=(180, 4)).astype(np.float32)
    # The period tells RRL from E, the amplitude supernovae from both.
    values[:, 2] += 20 * np.array([label == "RRL" for label in labels])
    values[:, 0] += 20 * np.array([label == "SNIa" for label in labels])
    settings = everywhere(
        NodeSettings(
            ForestSettings(trees=10),
            BoostingSettings(rounds=10, feature_share=1.0),
            PerceptronSettings(networks=1, hidden=4),
        )
    )
    hierarchy = train_hierarchy(values, labels, *2 * [np.ones(180)], tuple(FAMILIES), settings)
    importances = family_importances(hierarchy, tuple(FAMILIES), FAMILIES)
    # A branch of one class has no member; networks have no importances; what a node may not read has
    # no family there.
    assert set(importances) == {
        (node, member) for node in ("top", "Periodic") for member in ("forest", "boosting")
    }
    for (node, _), shares in importances.items():
        assert sum(shares.values()) == pytest.approx(1)
        assert "c" not in shares
        assert shares["p" if node == "Periodic" else "a"] > 0.7


@pytest.mark.skipif(not ADDON.exists(), reason="the service is not built")
def test_families_are_those_of_the_service():
    families = feature_families()
    assert families["Multiband_period"] == "period"
    assert families["W1-W2"] == "WISE colours"
