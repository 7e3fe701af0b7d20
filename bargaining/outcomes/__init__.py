"""What came out of a run: labelled arrays, tables, files, and histories in words."""

from bargaining.codes import Cause, Closing, Ending, Response
from bargaining.outcomes.explanation import Explanation
from bargaining.outcomes.history import Event, History
from bargaining.outcomes.outcomes import Outcomes
from bargaining.outcomes.record import RunRecord

__all__ = [
    "Cause",
    "Closing",
    "Ending",
    "Event",
    "Explanation",
    "History",
    "Outcomes",
    "Response",
    "RunRecord",
    "load_outcomes",
]

load_outcomes = Outcomes.load
