"""python -m larch_training train | train-own | verify | crossvalidate | gallery | leakage | templates
| convert-alerce | fixture
"""

import argparse
from contextlib import contextmanager
from pathlib import Path

from .convert_alerce import convert_alerce
from .crossvalidate import crossvalidate
from .fixture import write_fixture
from .gallery import write_gallery
from .leakage import report_leakage
from .templates import write_templates
from .train import CLASSIFIERS, VERSION, train
from .train_own import FEATURE_SETS, train_own
from .verify import comparison_table, verify

TRAINING = Path(__file__).resolve().parents[1]
REPOSITORY = TRAINING.parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="larch_training", description="Trains models of Larch")
    commands = parser.add_subparsers(dest="command", required=True)

    training = commands.add_parser("train", help="from the labelled sets to the model folders")
    training.add_argument("--models", type=Path, default=REPOSITORY / "models")
    training.add_argument(
        "--quick", action="store_true", help="of few light curves, to see that every step works"
    )

    training.add_argument(
        "--reuse", action="store_true", help="the training set that an earlier run left in WORK"
    )

    own = commands.add_parser("train-own", help="from labelled light curves of your own")
    own.add_argument(
        "light_curves",
        type=Path,
        metavar="LIGHT_CURVES",
        help="NDJSON, plain or .gz: a light curve of the service and its class on each line",
    )
    own.add_argument("--name", required=True, help="of the classifier")
    own.add_argument("--version", default="1.0.0", help="of the classifier (default: %(default)s)")
    own.add_argument("--feature-set", choices=FEATURE_SETS, default=FEATURE_SETS[0])
    own.add_argument("--citation", default="none given", help="of the light curves")
    own.add_argument("--licence", default="none stated", help="of the light curves")
    own.add_argument("--models", type=Path, default=REPOSITORY / "models")
    own.add_argument("--work", type=Path, default=TRAINING / "work" / "own", help="for features")

    validation = commands.add_parser("crossvalidate", help="what the feature sets are worth")
    templates = commands.add_parser("templates", help="the tables of the template fits")
    gallery = commands.add_parser("gallery", help="pictures of every class beside its real ones")
    leakage = commands.add_parser("leakage", help="what tells the sources of light curves apart")
    verification = commands.add_parser(
        "verify", help="whether the service answers as well as model.json says"
    )
    verification.add_argument("--models", type=Path, default=REPOSITORY / "models")
    verification.add_argument(
        "--classifier", help="name@version (default: each that train makes)"
    )
    verification.add_argument("--quick", action="store_true", help="of a quick training")
    for command in (training, verification, validation, templates, gallery, leakage):
        command.add_argument(
            "--data",
            type=Path,
            default=REPOSITORY.parent / "shared" / "data",
            help="labelled light curves (default: %(default)s)",
        )
        command.add_argument("--work", type=Path, default=TRAINING / "work", help="for raw rows")

    gallery.add_argument("--output", type=Path, help="for the pages (default: gallery in WORK)")
    leakage.add_argument(
        "--per-class", type=int, default=250, help="light curves to make (default: %(default)s)"
    )
    leakage.add_argument("--training-set", type=Path, help="a saved one in their place")

    conversion = commands.add_parser("convert-alerce", help="a published forest of ALeRCE")
    conversion.add_argument("--pickles", type=Path, required=True, help="folder of the five files")
    conversion.add_argument("--name", required=True, help="of the classifier")
    conversion.add_argument("--version", required=True, help="of the classifier: 1.2.3")
    conversion.add_argument("--models", type=Path, default=REPOSITORY / "models")
    conversion.add_argument(
        "--always-missing", nargs="+", default=[], help="features that the service does not compute"
    )

    fixture = commands.add_parser("fixture", help="write the small model of the service's tests")
    fixture.add_argument(
        "--models", type=Path, default=REPOSITORY / "test" / "unit" / "classifiers" / "fixtures"
    )

    arguments = parser.parse_args()
    if arguments.command == "train":
        for folder in train(
            arguments.data, arguments.models, arguments.work, arguments.quick, arguments.reuse
        ):
            print(folder)
    elif arguments.command == "train-own":
        with faults_told(parser):
            print(
                train_own(
                    arguments.light_curves,
                    arguments.models,
                    arguments.work,
                    arguments.name,
                    arguments.version,
                    arguments.feature_set,
                    arguments.citation,
                    arguments.licence,
                )
            )
    elif arguments.command == "verify":
        made = [f"{each.name}@{VERSION}" for each in CLASSIFIERS]
        classifiers = [arguments.classifier] if arguments.classifier else made
        comparisons = []
        for classifier in classifiers:
            with faults_told(parser):
                found = verify(
                    arguments.models,
                    arguments.data,
                    arguments.work,
                    classifier,
                    arguments.quick,
                )
            print(f"\n{classifier}\n\n{comparison_table(found)}", flush=True)
            comparisons += found
        if not all(each.agrees for each in comparisons):
            parser.exit(1)
    elif arguments.command == "crossvalidate":
        print(crossvalidate(arguments.data, arguments.work / "crossvalidate"))
    elif arguments.command == "gallery":
        output = arguments.output or arguments.work / "gallery"
        for page in write_gallery(arguments.data, arguments.work, output):
            print(page)
    elif arguments.command == "leakage":
        print(
            report_leakage(
                arguments.data, arguments.work, arguments.per_class, arguments.training_set
            )
        )
    elif arguments.command == "templates":
        print(write_templates(arguments.data))
    elif arguments.command == "convert-alerce":
        with faults_told(parser):
            print(
                convert_alerce(
                    arguments.pickles,
                    arguments.models,
                    arguments.name,
                    arguments.version,
                    arguments.always_missing,
                )
            )
    else:
        print(write_fixture(arguments.models))


@contextmanager
def faults_told(parser: argparse.ArgumentParser):
    """What is wrong with the files that were given ends the run without a trace of the stack."""
    try:
        yield
    except ValueError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
