"""How long `import bargaining` and `bargaining --help` take, and what they load.

From anywhere:

    python -m benchmarks.imports --times 9

Each time is the least and the median of fresh interpreters, warm file cache; the bare interpreter
stands beside them. Memory is the peak resident set, where the system tells it (Linux).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

from benchmarks.benchmark import row, ruled

HEAVY = ("mesa", "pandas", "matplotlib", "scipy", "networkx", "rich", "typer", "pydantic", "numpy")
IMPORT = "import bargaining"
MEASURE = """
import json, sys
{code}
peak = float("nan")
try:
    # Of this program alone: getrusage() remembers the process it was forked from.
    with open("/proc/self/status") as status:
        peak = next(float(line.split()[1]) / 1024 for line in status if line[:6] == "VmHWM:")
except OSError:
    pass
print(json.dumps([peak, sorted({{name.partition(".")[0] for name in sys.modules}})]))
"""


def seconds(command: list[str], times: int) -> list[float]:
    """Wall-clock seconds of fresh interpreters, the first one (cold files) left out."""
    found = []
    for _ in range(times + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        found.append(time.perf_counter() - start)
    return found[1:]


def footprint(code: str) -> tuple[float, list[str]]:
    """Peak megabytes and the heavy packages loaded."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(code=code)],
        check=True,
        capture_output=True,
        text=True,
    )
    peak, loaded = json.loads(done.stdout.splitlines()[-1])
    return float(peak), [name for name in HEAVY if name in loaded]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=9)
    asked = parser.parse_args()
    help_code = (
        "import contextlib, io, sys\n"
        "from bargaining.cli import main\n"
        "sys.argv = ['bargaining', '--help']\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main()"
    )
    cases = {
        "bare interpreter": ([sys.executable, "-c", "pass"], "pass"),
        "import bargaining": ([sys.executable, "-c", IMPORT], IMPORT),
        "bargaining --help": ([sys.executable, "-m", "bargaining", "--help"], help_code),
    }
    for line in ruled("what", "least s", "median s", "peak MB", "heavy packages loaded"):
        print(line)
    for name, (command, code) in cases.items():
        found = seconds(command, asked.times)
        peak, heavy = footprint(code)
        print(
            row(
                name,
                f"{min(found):.3f}",
                f"{statistics.median(found):.3f}",
                f"{peak:.0f}",
                ", ".join(heavy) or "none",
            )
        )


if __name__ == "__main__":
    main()
