"""The command line: `bargaining run`, `tournament`, `strategies`, `theory`, `check` and others.

Exit codes, which scripts may trust:

| code | meaning |
|---|---|
| 0 | done |
| 1 | a bug in bargaining, with its traceback |
| 2 | a wrong option, a bad scenario (also for `check`), a file that cannot be written, no memory |
| 130 | stopped by Ctrl-C; what was finished is kept |
| 143 | stopped by SIGTERM, as schedulers do (129: SIGHUP); what was finished is kept |
| 141 | the reader of the output went away, as after ``| head`` |
"""

from __future__ import annotations

from collections.abc import Sequence

from bargaining.cli.stops import exit_code, heard

__all__ = ["main"]


@heard()
def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; the process's own by default.
    """
    import atexit
    import gc
    import sys

    # Half a second would go into looking for what nobody refers to when the process ends.
    atexit.register(gc.freeze)
    # A tenth of a short command would go into looking for cycles among what is imported.
    gc.set_threshold(10_000)
    try:
        from bargaining.cli.streams import bear_any_encoding, reason, warn, with_options
        from bargaining.errors import BargainingError

        bear_any_encoding()
        from bargaining.cli.app import program

        program(sys.argv[1:] if arguments is None else list(arguments), prog_name="bargaining")
    except KeyboardInterrupt:
        # First, since it may come while the names below are imported.
        print("Stopped.", file=sys.stderr)
        sys.exit(exit_code())
    except SystemExit as left:
        # Typer leaves without a word after a Ctrl-C that the command itself did not answer.
        if isinstance(getattr(left.__context__, "__cause__", None), KeyboardInterrupt):
            print("Stopped.", file=sys.stderr)
            sys.exit(exit_code())
        raise
    except BargainingError as error:
        warn(with_options(str(error)))
        sys.exit(2)
    except OSError as error:
        warn(f"Cannot go on: {reason(error)}{f' ({error.filename})' if error.filename else ''}.")
        sys.exit(2)
    except MemoryError:
        warn("There is not enough memory for this. Ask for fewer worlds with --worlds.")
        sys.exit(2)
    except Exception:
        import traceback

        told = traceback.format_exc()
        if "KeyboardInterrupt" in told:
            # Pydantic makes an error of its own of a Ctrl-C while it builds a class.
            print("Stopped.", file=sys.stderr)
            sys.exit(exit_code())
        warn(told)
        warn("This is a bug in bargaining. Please report it together with the lines above.")
        sys.exit(1)
