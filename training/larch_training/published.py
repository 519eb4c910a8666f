"""What other classifiers are published to score, to compare with."""

# System, task; means over the classes of precision, of recall and of F1.
SYSTEMS = (
    (
        "ALeRCE forest (Sanchez-Saez et al. 2021, AJ 161, 141)",
        "15 classes, ZTF alerts with WISE and PS1, natural class mix",
        "0.57",
        "0.76",
        "0.59",
    ),
    ("the same", "branches", "0.96", "0.99", ""),
    (
        "ALeRCE forest of 2025",
        "15 classes, forced photometry, at most 3,000 objects a class",
        "0.80",
        "0.83",
        "0.81",
    ),
    ("the same", "8, 32 and 128 days after the first alert", "", "", "0.64, 0.74, 0.79"),
    ("the same", "reweighted to the natural class mix", "0.65", "0.84", "0.71"),
    ("ALeRCE forest (2021), supernova branch", "4 classes", "", "", "0.62 +- 0.04"),
    (
        "Superphot+ (de Soto et al. 2024, arXiv:2403.07975)",
        "5 supernova classes, no redshift",
        "",
        "",
        "0.61 +- 0.02",
    ),
    ("ORACLE-2 (2026, arXiv:2607.00228)", "transients of the ZTF BTS, with images and context", "", "", "0.73"),
)

# F1 of the ALeRCE forest of 2025: forced photometry, at most 3,000 objects a class.
ALERCE_2025_F1 = {
    "SNIa": 0.86,
    "SNIbc": 0.49,
    "SNII": 0.77,
    "SLSN": 0.52,
    "QSO": 0.87,
    "AGN": 0.83,
    "Blazar": 0.82,
    "YSO": 0.84,
    "CV/Nova": 0.88,
    "LPV": 0.95,
    "E": 0.90,
    "DSCT": 0.87,
    "RRL": 0.94,
    "CEP": 0.87,
    "Periodic-Other": 0.77,
}

# MCDSVDD (Perez-Carrasco et al. 2023, arXiv:2308.05011, table 1): area under the curve with the class
# held out, against the other classes of its branch.
MCDSVDD_AUROC = {
    "SNIa": 0.62,
    "SNIbc": 0.58,
    "SNII": 0.83,
    "SLSN": 0.69,
    "QSO": 0.48,
    "AGN": 0.71,
    "Blazar": 0.51,
    "YSO": 0.85,
    "CV/Nova": 0.77,
    "LPV": 0.95,
    "E": 0.95,
    "DSCT": 0.82,
    "RRL": 0.95,
    "CEP": 0.86,
}
