"""Trains the classifiers of Larch: from labelled light curves to a model folder."""

import os

# NumPy and OpenBLAS choose their code by the processor, and other vectors round and sort otherwise. With
# those that most x86-64 processors since 2013 have, training gives the same files on each of them. Both
# look at the environment when they are loaded, and so do the processes that training starts.
os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", "X86_V4 AVX512_ICL AVX512_SPR")
os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
