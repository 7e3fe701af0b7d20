"""Histories have the same bits whatever vectors and variants a processor offers.

Children of the tests play the same worlds with parts of the processor's features hidden, and say
what they found to be hidden.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        platform.machine() not in ("x86_64", "AMD64"), reason="features of x86-64 are hidden"
    ),
]

ROOT = Path(__file__).resolve().parents[3]
# Without fused multiplication, and with vectors of two numbers instead of four or eight.
NARROW_KERNELS = {"NUMBA_CPU_NAME": "nehalem", "NUMBA_CPU_FEATURES": ""}
# Names of today and, ending on _Usable, of glibc before 2.33; unknown ones are passed over.
GLIBC_FEATURES = ("AVX512F", "AVX512VL", "AVX512DQ", "AVX512BW", "AVX2", "AVX", "FMA", "FMA4")
PLAIN_GLIBC = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps="
    + ",".join(f"-{name}{end}" for name in GLIBC_FEATURES for end in ("", "_Usable"))
}

CHILD = """
import ctypes, json, math
from hashlib import sha256
import numba, numpy as np
import bargaining as bg
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from numpy.lib import introspect

def digest(arrays):
    found = sha256()
    for name, array in arrays:
        found.update(f"{name} {array.dtype} {array.shape}".encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()

def played(name, worlds, **options):
    run = bg.simulate(name, worlds=worlds, worlds_per_draw=2, seed=3, **options)
    return digest((name, run[name]) for name in run.names)

@numba.njit("void(float64[::1], float64[::1])")
def add(x, y):
    for i in range(x.size):
        y[i] += 2.5 * x[i]

assembly = "".join(add.inspect_asm().values())
exponential = introspect.opt_func_info(func_name="^exp$", signature="float64")
x = np.linspace(-20.0, 20.0, 100_001)
try:
    library = ctypes.CDLL("libm.so.6")
    address = lambda name: ctypes.cast(getattr(library, name), ctypes.c_void_p).value
    sine = address("sin") - address("frexp")
except OSError:
    sine = None
print(json.dumps({
    "wide_kernels": "ymm" in assembly or "zmm" in assembly,
    "fused_kernels": "vfmadd" in assembly,
    "numpy_features": [name for name in __cpu_dispatch__ if __cpu_features__.get(name)],
    "numpy_exponential": exponential["exp"]["dd"]["current"],
    "libm_sine": sine,
    "by_others": {
        "numpy": digest([("", np.exp(x)), ("", np.log(x * x + 1.0))]),
        "libm": sha256(repr([math.sin(v) for v in x]).encode()).hexdigest(),
    },
    "histories": {
        "stockholm-2014": played("stockholm-2014", 24),
        "priors of every kind": played("pyongyang-2002", 12),
        "two types": played("two-types", 12),
        "concession by the clock": played(
            "rubinstein", 12, seats={"ann": bg.TimeDependent(exponent=0.3)}
        ),
        "best responses": played("deadline", 12, seats={"ann": bg.Equilibrium()}),
    },
}))
"""


@cache
def child(*settings: tuple[str, str]) -> dict:
    """Play in a process of its own; the kernels' cache tells processors' targets apart."""
    hiding = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NPY_DISABLE_CPU_FEATURES", "GLIBC_TUNABLES")
    kept = {name: value for name, value in os.environ.items() if name not in hiding}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHILD],
        cwd=ROOT, env={**kept, **dict(settings)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def hidden(*parts: dict[str, str]) -> dict:
    return child(*sorted({name: value for part in parts for name, value in part.items()}.items()))


def plain_numpy() -> dict[str, str]:
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(hidden()["numpy_features"])}


def needs_numpy_features() -> None:
    if not hidden()["numpy_features"]:
        pytest.skip("NumPy finds no feature on this processor that could be hidden")


def needs_glibc() -> None:
    if hidden()["libm_sine"] is None or platform.libc_ver()[0] != "glibc":
        pytest.skip("the C library is not glibc, so its variants cannot be chosen")


def needs_wide_kernels() -> None:
    if not hidden()["wide_kernels"]:
        pytest.skip("this processor has no vectors that could be hidden")


def test_kernels_of_an_old_processor_play_the_same_histories():
    needs_wide_kernels()
    found = hidden(NARROW_KERNELS)
    assert not found["wide_kernels"]
    assert not found["fused_kernels"]
    assert found["histories"] == hidden()["histories"]


def test_numpy_of_an_old_processor_plays_the_same_histories():
    needs_numpy_features()
    found = hidden(plain_numpy())
    assert found["numpy_features"] == []
    assert found["numpy_exponential"].startswith("baseline")
    assert found["histories"] == hidden()["histories"]


def test_the_c_library_of_an_old_processor_plays_the_same_histories():
    needs_glibc()
    found = hidden(PLAIN_GLIBC)
    if found["libm_sine"] == hidden()["libm_sine"]:
        pytest.skip("this C library has one variant only for this processor")
    assert found["histories"] == hidden()["histories"]


def test_an_old_processor_plays_the_same_histories():
    needs_wide_kernels()
    needs_numpy_features()
    found = hidden(NARROW_KERNELS, plain_numpy(), PLAIN_GLIBC)
    assert not found["wide_kernels"]
    assert found["numpy_features"] == []
    assert found["histories"] == hidden()["histories"]


def test_hiding_changes_what_others_compute():
    # Where nothing else changes either, the tests above show nothing on this processor.
    needs_numpy_features()
    needs_glibc()
    usual, numpy, libm = hidden(), hidden(plain_numpy()), hidden(PLAIN_GLIBC)
    # NumPy has an exponential of its own for AVX-512 only; its other versions ask the C library.
    own = any(name in usual["numpy_exponential"] for name in ("X86_V4", "AVX512"))
    variants = libm["libm_sine"] != usual["libm_sine"]
    if not own and not variants:
        pytest.skip("neither NumPy nor the C library has a version of its own for this processor")
    if own:
        assert numpy["by_others"]["numpy"] != usual["by_others"]["numpy"]
    if variants:
        assert libm["by_others"]["libm"] != usual["by_others"]["libm"]
