"""python -m larch_training train | train-own | verify | crossvalidate | gallery | leakage | templates
| convert-alerce | fixture
"""

import argparse
import sys
from contextlib import contextmanager
from pathlib import Path

from .convert_alerce import convert_alerce
from .crossvalidate import crossvalidate
from .features import REPOSITORY
from .fixture import write_fixture
from .gallery import write_gallery
from .leakage import report_leakage
from .templates import write_templates
from .train import CLASSIFIERS, VERSION, train
from .train_own import FEATURE_SETS, train_own
from .verify import comparison_table, verify

MODELS = REPOSITORY / "models"
WORK = REPOSITORY / "training" / "work"


def main() -> None:
    parser = argparse.ArgumentParser(prog="larch_training", description="Trains models of Larch")
    commands = parser.add_subparsers(dest="command", required=True)
    for add in (
        add_train,
        add_train_own,
        add_crossvalidate,
        add_templates,
        add_gallery,
        add_leakage,
        add_verify,
        add_convert_alerce,
        add_fixture,
    ):
        add(commands)
    arguments = parser.parse_args()
    arguments.run(arguments)


def add_train(commands) -> None:
    command = commands.add_parser("train", help="from the labelled sets to the model folders")
    command.add_argument("--models", type=Path, default=MODELS)
    command.add_argument(
        "--quick", action="store_true", help="of few light curves, to see that every step works"
    )
    command.add_argument(
        "--reuse", action="store_true", help="the training set that an earlier run left in WORK"
    )
    add_data(command)

    def run(given: argparse.Namespace) -> None:
        for folder in train(
            data=given.data,
            models=given.models,
            work=given.work,
            quick=given.quick,
            reuse=given.reuse,
        ):
            print(folder)

    command.set_defaults(run=run)


def add_train_own(commands) -> None:
    command = commands.add_parser("train-own", help="from labelled light curves of your own")
    command.add_argument(
        "light_curves",
        type=Path,
        metavar="LIGHT_CURVES",
        help="NDJSON, plain or .gz: a light curve of the service and its class on each line",
    )
    command.add_argument("--name", required=True, help="of the classifier")
    command.add_argument("--version", default="1.0.0", help="of the classifier (default: %(default)s)")
    command.add_argument("--feature-set", choices=FEATURE_SETS, default=FEATURE_SETS[0])
    command.add_argument("--citation", default="none given", help="of the light curves")
    command.add_argument("--licence", default="none stated", help="of the light curves")
    command.add_argument("--models", type=Path, default=MODELS)
    command.add_argument("--work", type=Path, default=WORK / "own", help="for features")

    def run(given: argparse.Namespace) -> None:
        with faults_told():
            folder = train_own(
                path=given.light_curves,
                models=given.models,
                work=given.work,
                name=given.name,
                version=given.version,
                feature_set=given.feature_set,
                citation=given.citation,
                licence=given.licence,
            )
        print(folder)

    command.set_defaults(run=run)


def add_crossvalidate(commands) -> None:
    command = commands.add_parser("crossvalidate", help="what the feature sets are worth")
    add_data(command)
    command.set_defaults(
        run=lambda given: print(crossvalidate(data=given.data, work=given.work / "crossvalidate"))
    )


def add_templates(commands) -> None:
    command = commands.add_parser("templates", help="the tables of the template fits")
    add_data(command)
    command.set_defaults(run=lambda given: print(write_templates(given.data)))


def add_gallery(commands) -> None:
    command = commands.add_parser("gallery", help="pictures of every class beside its real ones")
    add_data(command)
    command.add_argument("--output", type=Path, help="for the pages (default: gallery in WORK)")

    def run(given: argparse.Namespace) -> None:
        output = given.output or given.work / "gallery"
        for page in write_gallery(data=given.data, work=given.work, output=output):
            print(page)

    command.set_defaults(run=run)


def add_leakage(commands) -> None:
    command = commands.add_parser("leakage", help="what tells the sources of light curves apart")
    add_data(command)
    command.add_argument(
        "--per-class", type=int, default=250, help="light curves to make (default: %(default)s)"
    )
    command.add_argument("--training-set", type=Path, help="a saved one in their place")

    def run(given: argparse.Namespace) -> None:
        print(
            report_leakage(
                data=given.data,
                work=given.work,
                per_class=given.per_class,
                training_set=given.training_set,
            )
        )

    command.set_defaults(run=run)


def add_verify(commands) -> None:
    command = commands.add_parser(
        "verify", help="whether the service answers as well as model.json says"
    )
    command.add_argument("--models", type=Path, default=MODELS)
    command.add_argument("--classifier", help="name@version (default: each that train makes)")
    command.add_argument("--quick", action="store_true", help="of a quick training")
    add_data(command)

    def run(given: argparse.Namespace) -> None:
        made = [f"{each.name}@{VERSION}" for each in CLASSIFIERS]
        comparisons = []
        for classifier in [given.classifier] if given.classifier else made:
            with faults_told():
                found = verify(
                    models=given.models,
                    data=given.data,
                    work=given.work,
                    classifier=classifier,
                    quick=given.quick,
                )
            print(f"\n{classifier}\n\n{comparison_table(found)}", flush=True)
            comparisons += found
        if not all(each.agrees for each in comparisons):
            sys.exit(1)

    command.set_defaults(run=run)


def add_convert_alerce(commands) -> None:
    command = commands.add_parser("convert-alerce", help="a published forest of ALeRCE")
    command.add_argument("--pickles", type=Path, required=True, help="folder of the five files")
    command.add_argument("--name", required=True, help="of the classifier")
    command.add_argument("--version", required=True, help="of the classifier: 1.2.3")
    command.add_argument("--models", type=Path, default=MODELS)
    command.add_argument(
        "--always-missing", nargs="+", default=[], help="features that the service does not compute"
    )

    def run(given: argparse.Namespace) -> None:
        with faults_told():
            told = convert_alerce(
                pickles=given.pickles,
                models=given.models,
                name=given.name,
                version=given.version,
                always_missing=given.always_missing,
            )
        print(told)

    command.set_defaults(run=run)


def add_fixture(commands) -> None:
    command = commands.add_parser("fixture", help="write the small model of the service's tests")
    command.add_argument(
        "--models", type=Path, default=REPOSITORY / "test" / "unit" / "classifiers" / "fixtures"
    )
    command.set_defaults(run=lambda given: print(write_fixture(given.models)))


def add_data(command: argparse.ArgumentParser) -> None:
    """What the commands have in common that read the labelled sets."""
    command.add_argument(
        "--data",
        type=Path,
        default=REPOSITORY.parent / "shared" / "data",
        help="labelled light curves (default: %(default)s)",
    )
    command.add_argument("--work", type=Path, default=WORK, help="for raw rows")


@contextmanager
def faults_told():
    """What is wrong with the files that were given ends the run without a trace of the stack."""
    try:
        yield
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
