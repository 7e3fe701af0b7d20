"""Parts of kernels are optimised and made into machine code once, with the kernel that calls them.

Numba does both for every function by itself and again for each that calls it, which is a third of
the first compilation. This uses parts of Numba that are not documented. Where a Numba is built
otherwise, `UNFINISHED` is empty: compilation takes longer, and kernels compute the same.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

__all__ = ["UNFINISHED"]

# What is replaced or called of the class that holds compiled code.
_NEEDED = ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")


def _unfinished() -> dict[str, Any]:
    """Return the option that leaves parts unfinished, if this Numba has what it takes."""
    try:
        from numba.core.codegen import JITCodeLibrary as Holder
        from numba.core.compiler import CompilerBase, DefaultPassBuilder
        from numba.core.compiler_machinery import AnalysisPass, register_pass
        from numba.core.untyped_passes import IRProcessing
    except ImportError:
        return {}
    if not all(hasattr(Holder, name) for name in _NEEDED):
        return {}

    class Unfinished(Holder):  # type: ignore[misc]
        """Holds a part as it is linked with kernels, without machine code."""

        def _optimize_final_module(self) -> None:
            pass

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()
            self._finalized = True

        def get_pointer_to_function(self, name: str) -> int:
            """Return that there is no machine code."""
            self._ensure_finalized()
            return 0

        # Numba tells what holds machine code where a part's environment is: nothing holds any.
        codegen = SimpleNamespace(set_env=lambda *_: None)

    @register_pass(mutates_CFG=False, analysis_only=True)
    class LeaveUnfinished(AnalysisPass):  # type: ignore[misc]
        _name = "bargaining_leave_unfinished"

        def __init__(self) -> None:
            AnalysisPass.__init__(self)

        def run_pass(self, state: Any) -> bool:
            """Choose what holds a part."""
            state.library = Unfinished(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.enable_object_caching()
            return False

    class CompilerOfParts(CompilerBase):  # type: ignore[misc]
        def define_pipelines(self) -> list[Any]:
            """Return the steps of compilation."""
            steps = DefaultPassBuilder.define_nopython_pipeline(self.state)
            steps.add_pass_after(LeaveUnfinished, IRProcessing)
            steps.finalize()
            return [steps]

    return {"pipeline_class": CompilerOfParts}


UNFINISHED = _unfinished()
