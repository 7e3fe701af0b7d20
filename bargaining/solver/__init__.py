"""The solver: what positions, reactions, packages and the look-ahead are worth, in kernels."""
