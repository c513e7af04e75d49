"""The retriever over the shipped corpus, under the name that these tests use."""

from __future__ import annotations

import pytest

from knowledge import Retriever


@pytest.fixture(scope="session")
def retriever(installed: Retriever) -> Retriever:
    """Read-only: shared by all tests."""
    return installed
