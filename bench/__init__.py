"""Measurements: each sets a part of the desk beside its bare floor, in turns, in one run."""
