"""Reads pickles of scikit-learn and imbalanced-learn forests without trusting them.

To unpickle is to call whatever the file names. Here nothing it names is ever called or imported:
the globals that such forests need become stand-ins that keep what they are given, and any other is
refused. So the versions of the libraries that wrote the file do not matter either.
"""

import io
import pickle
import pickletools
import re
from pathlib import Path
from typing import Any, NoReturn, Self

import numpy as np

MAXIMUM_BYTES = 2**31


class Stored:
    """What stands in for an object of the file: it keeps arguments and state, and does nothing."""

    arguments: tuple[Any, ...]
    state: Any = None

    def __new__(cls, *arguments: Any) -> Self:
        stored = super().__new__(cls)
        stored.arguments = arguments
        return stored

    def __setstate__(self, state: Any) -> None:
        self.state = state


class StoredForest(Stored):
    """State: the attributes of the forest."""


class StoredClassifier(Stored):
    """One tree of a forest. State: its attributes."""


class StoredTree(Stored):
    """Arguments: features, classes, outputs. State: `nodes` and `values` among others."""


class StoredIndex(Stored):
    """Arguments: the class of pandas, and a dict with the `data`."""


class StoredArray(Stored):
    """State: version, shape, dtype, whether in Fortran order, data."""


class StoredBuffer(Stored):
    """An array as protocol 5 writes it. Arguments: data, dtype, shape, order."""


class StoredType(Stored):
    """Arguments: the code, ... State: version, byte order, _, names, fields, size, ..."""


class Unread(Stored):
    """Part of a forest that its answers do not depend on."""

    def __setitem__(self, key: Any, value: Any) -> None:
        pass


SAMPLERS = "imblearn.under_sampling"
STAND_INS = {
    (module, name): stand_in
    for stand_in, name, *modules in (
        (StoredForest, "BalancedRandomForestClassifier", "imblearn.ensemble._forest"),
        (StoredForest, "BalancedRandomForestClassifier", "imblearn.ensemble.forest"),
        (StoredForest, "RandomForestClassifier", "sklearn.ensemble._forest"),
        (StoredForest, "RandomForestClassifier", "sklearn.ensemble.forest"),
        (StoredClassifier, "DecisionTreeClassifier", "sklearn.tree._classes", "sklearn.tree.tree"),
        (StoredTree, "Tree", "sklearn.tree._tree"),
        (StoredIndex, "_new_Index", "pandas.core.indexes.base"),
        (StoredArray, "_reconstruct", "numpy.core.multiarray", "numpy._core.multiarray"),
        (StoredBuffer, "_frombuffer", "numpy.core.numeric", "numpy._core.numeric"),
        (StoredType, "dtype", "numpy"),
        (Unread, "Index", "pandas.core.indexes.base"),
        (Unread, "ndarray", "numpy"),
        (Unread, "scalar", "numpy.core.multiarray", "numpy._core.multiarray"),
        (Unread, "__randomstate_ctor", "numpy.random._pickle"),
        (Unread, "__bit_generator_ctor", "numpy.random._pickle"),
        (Unread, "MT19937", "numpy.random._mt19937"),
        (Unread, "__RandomState_ctor", "numpy.random"),
        (Unread, "OrderedDict", "collections"),
        (Unread, "Pipeline", "imblearn.pipeline"),
        (Unread, "RandomUnderSampler", f"{SAMPLERS}._prototype_selection._random_under_sampler"),
        (Unread, "RandomUnderSampler", f"{SAMPLERS}.prototype_selection.random_under_sampler"),
    )
    for module in modules
}

NUMBERS_OR_TEXT = re.compile(r"[iuf][1248]|b1|U\d+")


class ForestUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type[Stored]:
        if (module, name) not in STAND_INS:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which no forest needs")
        return STAND_INS[module, name]

    def persistent_load(self, _: object) -> NoReturn:
        raise pickle.UnpicklingError("it refers to something outside of the file")


def read_pickle(path: Path) -> Any:
    """
    Plain containers, numbers and text as they are, everything else as `Stored`.

    Raises ValueError where the file is no pickle of such a forest.
    """
    if path.stat().st_size > MAXIMUM_BYTES:
        raise ValueError(f"it has more than {MAXIMUM_BYTES} bytes")
    data = path.read_bytes()
    try:
        check_sizes(data)
        return ForestUnpickler(io.BytesIO(data)).load()
    except pickle.UnpicklingError as cause:
        raise ValueError(f"it is refused: {cause}") from cause
    except Exception as cause:  # Bytes that are no pickle can raise anything.
        raise ValueError(f"it is no complete file of pickle.dump ({cause})") from cause


def check_sizes(data: bytes) -> None:
    """A few bytes can ask the unpickler for any amount of memory, by a length or a memo index."""
    for opcode, argument, position in pickletools.genops(data):
        if opcode.name in ("PUT", "BINPUT", "LONG_BINPUT") and argument > position:
            raise pickle.UnpicklingError(f"at byte {position} it asks for {argument} memo places")


def to_numbers(stored: Any) -> np.ndarray:
    """Raises ValueError where it is no array of numbers or text."""
    match stored:
        case StoredArray(state=(_, shape, StoredType() as dtype, fortran, bytes(data))):
            order = "F" if fortran else "C"
        case StoredBuffer(
            arguments=(bytes(data) | bytearray(data), StoredType() as dtype, shape, order)
        ):
            pass
        case _:
            raise ValueError(f"there is a {type(stored).__name__} in the place of an array")
    return np.frombuffer(data, to_dtype(dtype)).reshape(shape, order=order)


def to_dtype(stored: StoredType) -> np.dtype:
    """Raises ValueError where it is neither of numbers nor of text."""
    match stored:
        case StoredType(state=(_, _, _, tuple(names), dict(fields), int(size), *_)):
            formats, offsets = zip(*(fields[name][:2] for name in names), strict=True)
            return np.dtype(
                {
                    "names": names,
                    "formats": [to_dtype(each) for each in formats],
                    "offsets": offsets,
                    "itemsize": size,
                }
            )
        case StoredType(arguments=(str(code), *_), state=(_, str(byte_order), *_)) if (
            NUMBERS_OR_TEXT.fullmatch(code)
        ):
            return np.dtype(byte_order + code)
    raise ValueError(f"there is an array of type {stored.arguments}")


def to_texts(stored: Any) -> tuple[str, ...]:
    """Raises ValueError where it is no list, array or pandas index of text."""
    match stored:
        case StoredIndex(arguments=(_, {"data": data})):
            return to_texts(data)
        case StoredArray(state=(_, _, _, _, list(values))) | list(values) | tuple(values):
            texts = tuple(values)
        case _:
            texts = tuple(to_numbers(stored).tolist())
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("there is a list of something else than text in the place of names")
    return texts
