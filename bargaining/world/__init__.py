"""The compiled world of a batch: payoffs, numbers, state, beliefs, promises, luck."""
