"""Imported once, by the process that every worker is forked from: what a sheet needs is loaded then.

Nothing is read and no thread starts here: a fork copies neither open files nor threads safely.
"""

import atexit
import gc
import os
import signal
import sys
from importlib import import_module

SERVER = "IMPACT_FORK_SERVER"
"""Set for the process that is forked from; importing this module elsewhere does nothing."""

NEVER_NEEDED = "rfc3987_syntax"
"""A grammar for addresses in JSON schemas; building it takes longer than all the rest together."""

NEEDED = (
    "ibis.backends.duckdb",
    "nbformat",
    "nbconvert",
    "papermill.execute",
    "IPython.core.interactiveshell",
    "impactlib.batch.make",
    "impactlib.batch.shell",
    "impactlib.intake.open",
    "impactlib.measures",
    "impactlib.release.sheet",
    "impactlib.release.texts",
    "impactlib.reports.contents",
    "impactlib.sheet.warm",
    # What the libraries above load when they are first used.
    "ibis.backends.duckdb.converter",
    "IPython.core.completer",
    "IPython.core.magics",
    "pyarrow.pandas_compat",
)


def load() -> None:
    """Load what a sheet needs, and keep it out of the way of memory that is copied on writing."""
    sys.modules[NEVER_NEEDED] = None  # type: ignore[assignment] # so that importing it is refused
    for name in NEEDED:
        import_module(name)
    import_module("nbformat").validate(import_module("nbformat.v4").new_notebook())  # compiles its schema
    del sys.modules[NEVER_NEEDED]
    gc.collect()
    gc.freeze()
    atexit.register(os._exit, 0)  # libraries that were only imported have nothing to put away


if os.environ.pop(SERVER, ""):
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))  # Ctrl-C while loading: whoever asked tells it, once
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    load()
