"""Rounds by file: the round file, bundles, and their aggregation to a candidate."""
