"""Measure the answers to a file of questions: retrieval, quotes, facts, citations, refusals, cost."""
