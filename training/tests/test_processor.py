import platform
import subprocess
import sys

import pytest

LOADED = """
import larch_training, numpy, scipy.linalg
from numpy._core._multiarray_umath import __cpu_features__ as features
from threadpoolctl import threadpool_info
blas = {each["architecture"] for each in threadpool_info() if each["user_api"] == "blas"}
print(sorted(blas), features["X86_V4"])
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="it is about x86-64 processors")
def test_vectors_are_those_that_every_processor_has():
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert loaded.stdout == "['Haswell'] False\n"
