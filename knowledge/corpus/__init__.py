"""The shipped corpus: digests and practice cards as text files, and what reads them.

`texts/<id>/<language>.md` and `practices/<id>/<language>.md` hold the documents; their
form is described in docs/corpus.md. `loader` reads them, `check` says what is wrong.
"""
