"""python -m larch_training train | train-own | verify | crossvalidate | gallery | leakage | templates
| convert-alerce | fixture
"""

import argparse
import sys
from collections.abc import Callable
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
    given = vars(parser.parse_args())
    del given["command"]
    run = given.pop("run")
    run(**given)


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
    command.set_defaults(run=lambda **given: print(*train(**given), sep="\n"))


def add_train_own(commands) -> None:
    command = commands.add_parser("train-own", help="from labelled light curves of your own")
    command.add_argument(
        "path",
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
    command.set_defaults(run=lambda **given: print(with_faults_told(train_own, **given)))


def add_crossvalidate(commands) -> None:
    command = commands.add_parser("crossvalidate", help="what the feature sets are worth")
    add_data(command)
    command.set_defaults(
        run=lambda data, work: print(crossvalidate(data, work / "crossvalidate"))
    )


def add_templates(commands) -> None:
    command = commands.add_parser("templates", help="the tables of the template fits")
    add_data(command)
    command.set_defaults(run=lambda data, work: print(write_templates(data)))


def add_gallery(commands) -> None:
    command = commands.add_parser("gallery", help="pictures of every class beside its real ones")
    add_data(command)
    command.add_argument("--output", type=Path, help="for the pages (default: gallery in WORK)")

    def run(data: Path, work: Path, output: Path | None) -> None:
        print(*write_gallery(data, work, output or work / "gallery"), sep="\n")

    command.set_defaults(run=run)


def add_leakage(commands) -> None:
    command = commands.add_parser("leakage", help="what tells the sources of light curves apart")
    add_data(command)
    command.add_argument(
        "--per-class", type=int, default=250, help="light curves to make (default: %(default)s)"
    )
    command.add_argument("--training-set", type=Path, help="a saved one in their place")
    command.set_defaults(run=lambda **given: print(report_leakage(**given)))


def add_verify(commands) -> None:
    command = commands.add_parser(
        "verify", help="whether the service answers as well as model.json says"
    )
    command.add_argument("--models", type=Path, default=MODELS)
    command.add_argument("--classifier", help="name@version (default: each that train makes)")
    command.add_argument("--quick", action="store_true", help="of a quick training")
    add_data(command)

    def run(classifier: str | None, **given) -> None:
        made = [f"{each.name}@{VERSION}" for each in CLASSIFIERS]
        comparisons = []
        for each in [classifier] if classifier else made:
            found = with_faults_told(verify, classifier=each, **given)
            print(f"\n{each}\n\n{comparison_table(found)}", flush=True)
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
    command.set_defaults(run=lambda **given: print(with_faults_told(convert_alerce, **given)))


def add_fixture(commands) -> None:
    command = commands.add_parser("fixture", help="write the small model of the service's tests")
    command.add_argument(
        "--models", type=Path, default=REPOSITORY / "test" / "unit" / "classifiers" / "fixtures"
    )
    command.set_defaults(run=lambda models: print(write_fixture(models)))


def add_data(command: argparse.ArgumentParser) -> None:
    """What the commands have in common that read the labelled sets."""
    command.add_argument(
        "--data",
        type=Path,
        default=REPOSITORY.parent / "shared" / "data",
        help="labelled light curves (default: %(default)s)",
    )
    command.add_argument("--work", type=Path, default=WORK, help="for raw rows")


def with_faults_told(function: Callable, **given):
    """What is wrong with the files that were given ends the run without a trace of the stack."""
    try:
        return function(**given)
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
