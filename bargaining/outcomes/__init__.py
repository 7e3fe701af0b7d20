"""What came out of a run: labelled arrays, tables, files, and histories in words."""

from bargaining.codes import Cause, Closing, Ending, Response
from bargaining.outcomes.citing import Citation
from bargaining.outcomes.explanation import Explanation
from bargaining.outcomes.outcomes import Outcomes
from bargaining.outcomes.parts import merge
from bargaining.outcomes.record import Event, History, RunRecord

__all__ = [
    "Cause", "Citation", "Closing", "Ending", "Event", "Explanation", "History", "Outcomes",
    "Response", "RunRecord", "load_outcomes", "merge",
]  # fmt: skip

load_outcomes = Outcomes.load
