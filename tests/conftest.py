"""What holds for every test: neither a clock nor the width of a terminal changes one."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

# What continuous integration derandomises stays so: only the clocks are taken off. A test that
# lists health checks of its own names `too_slow` again. Twenty examples find what a hundred find, a
# few runs later.
settings.register_profile(
    "no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=20
)
settings.load_profile("no clock")

# Texts are as wide as the terminal they are printed in; tests compare those of no terminal.
os.environ.pop("COLUMNS", None)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not among the modules and tests, which stay anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
