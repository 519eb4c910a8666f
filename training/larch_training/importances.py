"""Which feature families a trained hierarchy uses, and how much."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from .boosting import Boosting
from .features import REPOSITORY
from .forest import Forest
from .hierarchy import Hierarchy
from .perceptrons import Perceptrons

ADDON = REPOSITORY / "dist" / "features" / "native-addon.js"
CATALOGUE = """
const { nativeAddon } = await import(process.argv[1]);
console.log(JSON.stringify(nativeAddon.catalogue()));
"""


def feature_families() -> dict[str, str]:
    """From each feature of the service to the family that it is computed with."""
    command = ["node", "--input-type=module", "--eval", CATALOGUE, ADDON.as_uri()]
    catalogue = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return {
        feature["name"]: family["family"] for family in catalogue for feature in family["features"]
    }


def family_importances(
    hierarchy: Hierarchy, names: Sequence[str], families: Mapping[str, str]
) -> dict[tuple[str, str], dict[str, float]]:
    """
    By node and member made of trees, "boosting" (gain) or "forest" (impurity): shares of families,
    sum 1.
    """
    result = {}
    for node_name, node in hierarchy.nodes.items():
        for member in node.members():
            if isinstance(member, Perceptrons):
                continue
            shares: dict[str, float] = defaultdict(float)
            importances = importances_of(member)
            # A ratio is of one family.
            columns = member.columns
            if isinstance(member, Boosting):
                columns = np.concatenate([columns, member.ratios[:, 0]])
            for column, importance in zip(columns, importances, strict=True):
                shares[families[names[column]]] += importance / importances.sum()
            result[node_name, type(member).__name__.lower()] = dict(shares)
    return result


def importances_of(member: Forest | Boosting) -> np.ndarray:
    """[columns of the member]"""
    if isinstance(member, Boosting):
        return member.booster.feature_importance("gain")
    return np.mean([tree.feature_importances_ for tree in member.estimators], axis=0)
