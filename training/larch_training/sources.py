"""The labelled sets of light curves: what they hold, and whom to cite."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A file `<name>.ndjson.gz` of labelled light curves, or what stands in its place."""

    name: str
    contents: str
    citation: str
    licence: str
    # Those that are taken.
    classes: tuple[str, ...]
    # What `source` of its objects can be, where they are observed again.
    origins: tuple[str, ...] = ()


SOURCES = (
    Source(
        name="ztf_supernovae",
        contents="supernovae with a spectroscopic type; ZTF alerts, difference photometry",
        citation="ZTF alerts served by ALeRCE, types of the Transient Name Server; "
        "github.com/mramirezz/ztf-supernova-features",
        licence="none stated",
        classes=("SNIa", "SNIbc", "SNII", "SLSN"),
        origins=("mramirezz-ztf-sn",),
    ),
    Source(
        name="ztf_bts_snia",
        contents="SNIa of the ZTF Bright Transient Survey; difference photometry without limits",
        citation="ZTF Bright Transient Survey, photometry through ANTARES; "
        "github.com/light-curve/test-data",
        licence="none stated",
        classes=("SNIa",),
    ),
    Source(
        name="ztf_yso",
        contents="young stellar objects of the North America and Pelican nebulae; total magnitudes",
        citation="ZTF data releases; github.com/HarritonResearchLab/NAPYSOs and its paper",
        licence="none stated",
        classes=("YSO",),
        origins=("napysos",),
    ),
    Source(
        name="ztf_agn",
        contents="type 1 active nuclei, most in r alone; total magnitudes",
        citation="ZTF; Burke et al. 2021, Science 373, 789; github.com/burke86/taufit, "
        "github.com/LSST-sersag/dle",
        licence="MIT (taufit), none stated (dle)",
        classes=("AGN",),
        origins=("taufit-ztf", "lsst-sersag"),
    ),
    Source(
        name="ztf_periodic",
        contents="periodic variables; data-release, forced and alert photometry",
        citation="ZTF data releases and alerts; Chen et al. 2020 ApJS 249, 18; ALeRCE; "
        "github.com/emmachickles/ztf-embedding-demo, github.com/alercebroker/lc_classifier, "
        "github.com/alercebroker/pipeline, github.com/gvard/lcurvemaker",
        licence="MIT in part, else none stated",
        classes=("E", "DSCT", "RRL", "CEP", "Periodic-Other"),
    ),
    Source(
        name="ztf_other",
        contents="cataclysmic variables, a long-period variable and an RR Lyrae; total magnitudes; "
        "white-dwarf systems without a class lend their epochs",
        citation="ZTF; Jestin et al. 2026, arXiv:2509.15133; "
        "github.com/cupidthatbtc/panelcast-ztf-wd, github.com/felipeelorrieta/iAR, "
        "github.com/gvard/lcurvemaker",
        licence="MIT in part, else none stated",
        classes=("CV/Nova", "LPV", "RRL"),
    ),
    Source(
        name="ztf_sne_alerts",
        contents="supernovae as full alert rows with corrected magnitudes",
        citation="ZTF alerts, ALeRCE; github.com/alercebroker/lc_classifier",
        licence="MIT",
        classes=("SNIa", "SNIbc", "SLSN"),
    ),
    Source(
        name="fink_alerts",
        contents="alert packets of all branches, each with its history of 30 days",
        citation="ZTF alerts, labels of SIMBAD and the Transient Name Server collected by the "
        "broker Fink; github.com/astrolabsoftware/fink-science",
        licence="Apache-2.0",
        classes=(
            *("SNIa", "SNIbc", "SNII", "SLSN"),
            *("QSO", "AGN", "Blazar", "YSO", "CV/Nova"),
            *("LPV", "E", "DSCT", "RRL", "CEP", "Periodic-Other"),
        ),
    ),
    Source(
        name="eros2_periodic",
        contents="EROS-2 stars of the Large Magellanic Cloud with OGLE-III classes; two bands",
        citation="EROS-2; OGLE-III; Kim et al. 2014; github.com/rdelgadov/curvas-de-luz-EL4106",
        licence="none stated",
        classes=("E", "RRL", "CEP"),
        origins=("rdelgadov-eros2",),
    ),
    Source(
        name="eros_ramp",
        contents="EROS-2 Mira variables; two bands",
        citation="EROS-2; github.com/ramp-kits/variable_stars",
        licence="none stated",
        classes=("LPV",),
        origins=("ramp-eros2",),
    ),
    Source(
        name="asas",
        contents="bright variables; V alone",
        citation="ASAS; ACVS; github.com/longjp/lightcurves",
        licence="none stated",
        classes=("LPV", "E", "DSCT", "RRL", "Periodic-Other"),
        origins=("longjp-asas",),
    ),
    Source(
        name="cesium_asas",
        contents="bright variables with labels of experts; V alone",
        citation="ASAS; Richards et al. 2012 ApJS 203, 32; github.com/cesium-ml/cesium-data",
        licence="none stated",
        classes=("YSO", "LPV", "CEP"),
        origins=("cesium-asas",),
    ),
    Source(
        name="debosscher",
        contents="bright variables of Hipparcos (Hp) and variables of OGLE (I); one band",
        citation="Hipparcos; OGLE; Debosscher et al. 2007 A&A 475, 1159; "
        "github.com/longjp/lightcurves",
        licence="none stated",
        classes=("DSCT", "CEP", "Periodic-Other"),
        origins=("longjp-debosscher",),
    ),
    Source(
        name="sss_crts",
        contents="periodic variables of the Catalina Southern Survey; V alone",
        citation="CRTS-SSS; Drake et al. 2017 MNRAS 469, 3688; "
        "github.com/aibsen/Light-Curve-Classification",
        licence="none stated",
        classes=("LPV", "E", "DSCT", "RRL", "CEP", "Periodic-Other"),
        origins=("aibsen-sss",),
    ),
    Source(
        name="s82_rrl",
        contents="RR Lyrae of SDSS Stripe 82; g and r",
        citation="SDSS; Sesar et al. 2010 ApJ 708, 717; github.com/light-curve/test-data",
        licence="none stated",
        classes=("RRL",),
        origins=("s82-rrl",),
    ),
    Source(
        name="ccsn_templates",
        contents="well-sampled core-collapse and superluminous supernovae of many surveys",
        citation="Simongini et al. 2024, MNRAS stae1911 (CASTOR); PyCoCo; Pruzhinskaya et al. 2019, "
        "arXiv:1905.11516 (Open Supernova Catalog); Gomez et al., SLSNe; "
        "github.com/AndreaSimongini/CASTOR, github.com/RobFirth/pycoco, github.com/snad-space/snad, "
        "github.com/gmzsebastian/SLSNe",
        licence="BSD-3 (CASTOR), MIT (PyCoCo, SLSNe), none stated (snad)",
        classes=("SNIbc", "SNII", "SLSN"),
        origins=("castor", "pycoco", "snad", "slsne"),
    ),
    Source(
        name="agn_qso",
        contents="quasars and Seyferts of SDSS, PS1, DES, MACHO and reverberation mapping; one band",
        citation="Burke et al. 2021, Science 373, 789, and the campaigns it names; "
        "github.com/burke86/taufit",
        licence="MIT",
        classes=("QSO", "AGN"),
        origins=("taufit",),
    ),
    Source(
        name="qso_drw_prior",
        contents="damped-random-walk fits of 9,139 quasars, which simulated ones are drawn from",
        citation="SDSS Stripe 82; github.com/suberlak/quasars-sdss",
        licence="none stated",
        classes=(),
    ),
    Source(
        name="novae",
        contents="novae, which simulated eruptions are drawn from",
        citation="AAVSO; Schaefer; github.com/astrocatalogs/cne-external, "
        "github.com/LSST-TVSSC/ContributedLCVs",
        licence="none stated",
        classes=(),
    ),
    Source(
        name="simulated",
        contents="light curves of formulas and published statistics, without a star behind them",
        citation="named beside each formula in training/larch_training of Larch",
        licence="MIT",
        classes=("QSO", "AGN", "Blazar", "YSO", "CV/Nova", "E", "DSCT", "RRL", "Periodic-Other"),
    ),
)

SET_OF_ORIGIN: Mapping[str, str] = {
    origin: source.name for source in SOURCES for origin in (source.name, *source.origins)
}
