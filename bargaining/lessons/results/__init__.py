"""One lesson a file; `bargaining.lessons.catalogue` names them in the order of teaching."""
