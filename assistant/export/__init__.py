"""An answer as a file: one structure (`page`), and a writer for each format.

from assistant.export.files import export
"""
