"""Imported once, by the process that every worker is forked from: what a sheet needs is loaded then.

Nothing is read and no thread starts here: a fork copies neither open files nor threads safely.
"""

import gc

import ibis.backends.duckdb
import matplotlib as mpl
import nbconvert
import papermill

import impactlib.batch.make
import impactlib.intake.open
import impactlib.measures
import impactlib.release
import impactlib.sheet

__all__ = ["ibis", "impactlib", "nbconvert", "papermill"]

mpl.use("agg")
gc.collect()
gc.freeze()
