"""Local language models: which there are, the process that runs one, and the test that lets one write."""
