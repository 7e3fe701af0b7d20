"""One negotiation by hand: its seats, their decisions and answers, and the way back."""
