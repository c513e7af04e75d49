"""Comparisons and notes as pages: one small model of a page, and a renderer for each format."""
