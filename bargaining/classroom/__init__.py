"""A class plays and watches a scenario in its browsers: a page without a network of its own."""
