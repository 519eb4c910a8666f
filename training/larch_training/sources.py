"""The labelled sets of real light curves: what they hold, whom to cite, and what is taken of them."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .split import hash_fraction


@dataclass(frozen=True)
class Source:
    """A file `<name>.ndjson.gz` of labelled light curves."""

    name: str
    contents: str
    citation: str
    licence: str
    is_ztf: bool
    classes: tuple[str, ...]
    # Most objects of a class to take; None for all.
    maximum: int | None = None


# Where an object is in two sets, the first is taken: full alert rows before bare magnitudes.
PREVIEW_SOURCES = (
    Source(
        name="ztf_sne_alerts",
        contents="supernovae as full alert rows with corrected magnitudes",
        citation="ZTF alerts, ALeRCE; github.com/alercebroker/lc_classifier",
        licence="MIT",
        is_ztf=True,
        classes=("SNIa", "SNIbc", "SLSN"),
    ),
    Source(
        name="ztf_supernovae",
        contents="supernovae with a spectroscopic type; ZTF alerts, difference photometry",
        citation="ZTF alerts served by ALeRCE, types of the Transient Name Server; "
        "github.com/mramirezz/ztf-supernova-features",
        licence="none stated",
        is_ztf=True,
        classes=("SNIa", "SNIbc", "SNII", "SLSN"),
    ),
    Source(
        name="ztf_bts_snia",
        contents="SNIa of the ZTF Bright Transient Survey; difference photometry",
        citation="ZTF Bright Transient Survey, photometry through ANTARES; "
        "github.com/light-curve/test-data",
        licence="none stated",
        is_ztf=True,
        classes=("SNIa",),
    ),
    Source(
        name="ztf_yso",
        contents="young stellar objects of the North America and Pelican nebulae; total magnitudes",
        citation="ZTF data releases; github.com/HarritonResearchLab/NAPYSOs and its paper",
        licence="none stated",
        is_ztf=True,
        classes=("YSO",),
    ),
    Source(
        name="ztf_periodic",
        contents="periodic variables; data-release, forced and alert photometry",
        citation="ZTF data releases and alerts; Chen et al. 2020 ApJS 249, 18; ALeRCE; "
        "github.com/emmachickles/ztf-embedding-demo, github.com/alercebroker/lc_classifier, "
        "github.com/alercebroker/pipeline, github.com/gvard/lcurvemaker",
        licence="MIT in part, else none stated",
        is_ztf=True,
        classes=("E", "RRL", "CEP"),
    ),
    Source(
        name="eros2_periodic",
        contents="EROS-2 stars of the Large Magellanic Cloud with OGLE-III classes; "
        "bands B_E and R_E read as g and r",
        citation="EROS-2; OGLE-III; Kim et al. 2014; github.com/rdelgadov/curvas-de-luz-EL4106",
        licence="none stated",
        is_ztf=False,
        classes=("E", "RRL", "CEP"),
        maximum=600,
    ),
    Source(
        name="eros_ramp",
        contents="EROS-2 Mira variables; bands B_E and R_E read as g and r",
        citation="EROS-2; github.com/ramp-kits/variable_stars",
        licence="none stated",
        is_ztf=False,
        classes=("LPV",),
    ),
    Source(
        name="s82_rrl",
        contents="RR Lyrae of SDSS Stripe 82; bands g and r",
        citation="SDSS; Sesar et al. 2010 ApJ 708, 717; github.com/light-curve/test-data",
        licence="none stated",
        is_ztf=False,
        classes=("RRL",),
    ),
)


@dataclass(frozen=True)
class LabelledObject:
    source: Source
    # As in the file.
    content: Mapping[str, Any]

    @property
    def object_id(self) -> str:
        return self.content["objectId"]

    @property
    def label(self) -> str:
        return self.content["class"]


def read_objects(data: Path, sources: Iterable[Source]) -> list[LabelledObject]:
    """Each object once, in the order of sources and files."""
    objects: dict[str, LabelledObject] = {}
    for source in sources:
        for content in read_source(data, source):
            objects.setdefault(content["objectId"], LabelledObject(source, content))
    return list(objects.values())


def read_source(data: Path, source: Source) -> Iterator[Mapping[str, Any]]:
    with gzip.open(data / f"{source.name}.ndjson.gz", "rt") as file:
        contents = [
            content for line in file if (content := json.loads(line))["class"] in source.classes
        ]
    for name in source.classes:
        of_class = [content for content in contents if content["class"] == name]
        of_class.sort(key=lambda content: hash_fraction("subsample", content["objectId"]))
        yield from of_class[: source.maximum]
