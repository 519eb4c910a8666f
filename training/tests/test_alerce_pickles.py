import os
import pickle

import joblib
import numpy as np
import pytest

from larch_training.alerce_pickles import read_pickle, to_numbers, to_texts

NODES = np.dtype([("left_child", "<i8"), ("threshold", "<f8"), ("flag", "u1")], align=True)
ARRAYS = [
    np.arange(12.0).reshape(3, 4),
    np.asfortranarray(np.arange(12.0).reshape(3, 4)),
    np.arange(12)[::2],
    np.array([(1, 0.5, 1), (-1, -2.0, 0)], NODES),
    np.array(["CV/Nova", "E"]),
    np.array([1, 2], ">i4"),
]
NAMES = ["W1-W2", "Power_rate_1/2"]


class Calls:
    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def write(folder, value, protocol=pickle.HIGHEST_PROTOCOL):
    path = folder / "forest.pkl"
    path.write_bytes(pickle.dumps(value, protocol))
    return path


@pytest.mark.parametrize("protocol", range(3, 6))
@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: str(array.dtype))
def test_arrays_are_read_as_they_were(tmp_path, array, protocol):
    read = to_numbers(read_pickle(write(tmp_path, array, protocol)))
    assert np.array_equal(read, array)
    assert read.dtype == array.dtype


@pytest.mark.parametrize("names", [NAMES, tuple(NAMES), np.array(NAMES), np.array(NAMES, object)])
def test_names_are_read_from_lists_and_arrays(tmp_path, names):
    assert to_texts(read_pickle(write(tmp_path, names))) == tuple(NAMES)


@pytest.mark.parametrize("protocol", range(6))
def test_code_in_a_pickle_is_refused_and_not_run(tmp_path, protocol):
    trace = tmp_path / "trace"
    path = write(tmp_path, [Calls(os.system, f"touch {trace}")], protocol)
    with pytest.raises(ValueError, match=r"refused: it names posix\.system"):
        read_pickle(path)
    assert not trace.exists()
    with path.open("rb") as file:
        pickle.load(file)
    assert trace.exists()


@pytest.mark.parametrize("function", [eval, getattr, np.load, np.array, joblib.load, object])
def test_what_no_forest_needs_is_refused_by_name(tmp_path, function):
    with pytest.raises(ValueError, match=rf"it names [\w.]+\.{function.__name__}, which"):
        read_pickle(write(tmp_path, Calls(function, "1")))


def test_names_that_lead_out_of_an_allowed_module_are_refused(tmp_path):
    path = tmp_path / "forest.pkl"
    path.write_bytes(b"\x80\x04\x8c\x05numpy\x8c\x10ndarray.__init__\x93.")
    with pytest.raises(ValueError, match=r"it names numpy\.ndarray\.__init__"):
        read_pickle(path)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "no complete file"),
        (b"<html>Not found</html>", "no complete file"),
        (pickle.dumps(ARRAYS)[:-20], "no complete file"),
        (b"\x80\x04Nr\xff\xff\xff\x7f.", "2147483647 memo places"),
        (b"\x80\x05\x96" + (2**40).to_bytes(8, "little") + b"short.", "only 6 remain"),
        (b"\x80\x05\x8e" + (2**40).to_bytes(8, "little") + b"short.", "only 6 remain"),
        (b"\x80\x04Pelsewhere\n.", "outside of the file"),
        (b"\x80\x04Ppersistent", "no complete file"),
    ],
)
def test_malformed_and_greedy_files_are_refused(tmp_path, data, fault):
    path = tmp_path / "forest.pkl"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=fault):
        read_pickle(path)


def test_a_dump_of_joblib_is_refused(tmp_path):
    joblib.dump(np.arange(10.0), tmp_path / "forest.pkl")
    with pytest.raises(ValueError, match="no complete file of pickle.dump"):
        read_pickle(tmp_path / "forest.pkl")


@pytest.mark.parametrize("value", [np.array([1, "a"], object), np.array([1 + 2j]), [1.0], "E"])
def test_what_is_no_array_of_numbers_is_refused(tmp_path, value):
    with pytest.raises(ValueError, match="there is a"):
        to_numbers(read_pickle(write(tmp_path, value)))


@pytest.mark.parametrize("value", [[1], np.array([1.0]), np.array(["E", None], object), {"E": 1}])
def test_what_is_no_list_of_names_is_refused(tmp_path, value):
    with pytest.raises(ValueError, match="there is a"):
        to_texts(read_pickle(write(tmp_path, value)))
