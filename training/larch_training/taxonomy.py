"""The classes of the ALeRCE light curve classifier (Sanchez-Saez et al. 2021, AJ 161, 141)."""

from collections.abc import Collection

TAXONOMY_NAME = "alerce-15"

TAXONOMY = {
    "Transient": ("SNIa", "SNIbc", "SNII", "SLSN"),
    "Stochastic": ("QSO", "AGN", "Blazar", "YSO", "CV/Nova"),
    "Periodic": ("LPV", "E", "DSCT", "RRL", "CEP", "Periodic-Other"),
}

SUPERNOVAE = TAXONOMY["Transient"]

BRANCH_OF = {leaf: branch for branch, leaves in TAXONOMY.items() for leaf in leaves}


def hierarchy_of(classes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Classes by branch, both in the order of the taxonomy; branches without a class are left out."""
    chosen = {
        branch: tuple(leaf for leaf in leaves if leaf in classes)
        for branch, leaves in TAXONOMY.items()
    }
    return {branch: leaves for branch, leaves in chosen.items() if leaves}
