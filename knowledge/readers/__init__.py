"""Readers: a file becomes blocks of text in reading order, and blocks become provisions."""
