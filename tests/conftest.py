"""What holds for every test: none is measured against a clock, since machines are busy."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# What continuous integration derandomises stays so: only the clocks are taken off. A test that
# lists health checks of its own names `too_slow` again.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")
