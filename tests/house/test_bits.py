"""No number of a history goes through functions whose last bits depend on the processor."""

from __future__ import annotations

import ast

from tests.house.source import files, name_of, room_of, tree

PLAYING = {
    "arrays", "chance", "engine", "parties", "protocol", "solver", "strategies", "views", "world",
}  # fmt: skip
# The factor of correlated priors is made where a file is checked.
PLAYING_FILES = {"bargaining/scenario/ranges.py"}
MODULES = {"np", "numpy", "math", "cmath", "scipy", "special"}
# NumPy, SciPy and the C library choose among versions of these by the processor that they find.
TRANSCENDENTAL = {
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logaddexp", "logaddexp2", "power",
    "pow", "float_power", "cbrt", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2",
    "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh",
    "asinh", "acosh", "atanh", "hypot", "sinc", "gamma", "lgamma", "erf", "erfc", "geomspace",
    "logspace",
}  # fmt: skip
# Those that multiply and add in one go may round once or twice, in any order.
SUMS_OF_PRODUCTS = {
    "dot", "vdot", "inner", "matmul", "tensordot", "einsum", "linalg", "interp", "polyval",
    "convolve", "correlate", "average", "mean", "std", "var", "cov", "corrcoef",
}  # fmt: skip
METHODS = {"dot", "mean", "std", "var"}


def offences(module):
    """Yield what a module does that other processors may do otherwise, with its line."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            called = of in MODULES and node.attr in TRANSCENDENTAL | SUMS_OF_PRODUCTS
            if called or node.attr in METHODS:
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            source = getattr(node, "module", None) or ""
            for alias in node.names:
                library = f"{source}.{alias.name}".lstrip(".").split(".")[0]
                banned = library in MODULES and alias.name in TRANSCENDENTAL | SUMS_OF_PRODUCTS
                if library == "scipy" or banned:
                    yield f"{node.lineno}: imports {alias.name} of {source or library}"
        elif isinstance(node, ast.BinOp | ast.AugAssign):
            if isinstance(node.op, ast.MatMult):
                yield f"{node.lineno}: {ast.unparse(node)}"
            # Powers of literals are worked out once, and exactly where they are whole.
            if isinstance(node.op, ast.Pow) and not is_constant(node):
                yield f"{node.lineno}: {ast.unparse(node)}"


def is_constant(node):
    return not any(isinstance(part, ast.Name | ast.Call | ast.Attribute) for part in ast.walk(node))


def test_numbers_of_histories_have_the_same_bits_everywhere():
    # Use `bargaining.solver.elementary` and `bargaining.arrays.add_up` instead.
    found = [
        f"{name_of(path)}:{offence}"
        for path in files()
        if room_of(path) in PLAYING or name_of(path) in PLAYING_FILES
        for offence in offences(tree(path))
    ]
    assert not found, "\n".join(found)


def test_offences_are_found():
    code = """
import scipy.special
from math import log1p, sqrt
from numpy import einsum
a = np.exp(x) + math.tanh(y)
b = x ** 2 + 2.0 ** -54 - 10 ** 6
b **= 3
c = x @ y
d = x.mean(axis=0)
e = np.sqrt(x) + np.maximum(x, y) + exp(x) + elementary.exp(x)
"""
    assert sorted(offences(ast.parse(code))) == [
        "2: imports scipy.special of scipy",
        "3: imports log1p of math",
        "4: imports einsum of numpy",
        "5: math.tanh",
        "5: np.exp",
        "6: x ** 2",
        "7: b **= 3",
        "8: x @ y",
        "9: x.mean",
    ]
