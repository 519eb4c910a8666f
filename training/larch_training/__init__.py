"""Trains the classifiers of Larch: from labelled light curves to a model folder."""
