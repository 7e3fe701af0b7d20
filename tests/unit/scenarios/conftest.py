"""The bundled scenario of Stockholm, read once."""

from __future__ import annotations

import pytest

from bargaining.scenario import Scenario, load


@pytest.fixture(scope="session")
def stockholm() -> Scenario:
    return load("stockholm-2014")
