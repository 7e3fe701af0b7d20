"""How much is played unless somebody says otherwise: one home for library and command line."""

SEED = 0
# One scenario at a time.
WORLDS, PER_DRAW = 10_000, 20
# Many runs at once: pairs of strategies, arms of claims, combinations of blocks, cells of the
# record. Each is smaller, since there are dozens, and has fewer worlds a draw, since draws are the
# cases that errors are computed from.
WORLDS_EACH, PER_DRAW_EACH = 400, 5
