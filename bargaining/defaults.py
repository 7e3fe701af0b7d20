"""How much is played unless somebody says otherwise: one home for library and command line."""

SEED = 0
# One scenario at a time. Draws are the cases that errors are computed from, and five worlds of each
# are the fewest that still tell luck from assumptions (docs/design/decisions.md).
WORLDS, PER_DRAW = 10_000, 5
# Many runs at once: pairs of strategies, arms of claims, combinations of blocks, cells of the
# record. Each is smaller, since there are dozens.
WORLDS_EACH, PER_DRAW_EACH = 400, 5
# With more packages a world takes several times as long: a first look plays fewer of them.
MANY_PACKAGES = 500
