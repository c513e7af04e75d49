"""Texts of the social and solidarity economy, and search over them.

    from knowledge import Retriever

    for hit in Retriever.open().search("satellite accounts for the social economy"):
        print(f"{hit.score:.3f}", hit.passage.reference())

Names are loaded when they are first used: `from knowledge import Passage` costs 20 ms, and
nothing here loads torch, llama.cpp, Flower or a terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.calibration import Calibration
    from knowledge.documents import Document, Passage, Provision, citation_key
    from knowledge.embedding import E5Embedder, Embedder, SentenceTransformerEmbedder, open_embedder
    from knowledge.errors import KnowledgeError
    from knowledge.filters import Filters
    from knowledge.gate import Gate
    from knowledge.hits import Hit
    from knowledge.ingest import Intake, Wanted
    from knowledge.library import Library
    from knowledge.rerank import CrossEncoderReranker, Reranker, open_reranker
    from knowledge.retriever import Retrieval, Retriever

_HOMES = {
    "Calibration": "knowledge.calibration",
    "CrossEncoderReranker": "knowledge.rerank",
    "Document": "knowledge.documents",
    "E5Embedder": "knowledge.embedding",
    "Embedder": "knowledge.embedding",
    "Gate": "knowledge.gate",
    "Hit": "knowledge.hits",
    "Filters": "knowledge.filters",
    "Intake": "knowledge.ingest",
    "Library": "knowledge.library",
    "Wanted": "knowledge.ingest",
    "open_embedder": "knowledge.embedding",
    "open_reranker": "knowledge.rerank",
    "Reranker": "knowledge.rerank",
    "KnowledgeError": "knowledge.errors",
    "Passage": "knowledge.documents",
    "Provision": "knowledge.documents",
    "Retrieval": "knowledge.retriever",
    "Retriever": "knowledge.retriever",
    "SentenceTransformerEmbedder": "knowledge.embedding",
    "citation_key": "knowledge.documents",
}

__all__ = [
    "Calibration",
    "CrossEncoderReranker",
    "Document",
    "E5Embedder",
    "Embedder",
    "Filters",
    "Gate",
    "Hit",
    "Intake",
    "KnowledgeError",
    "Library",
    "Passage",
    "Provision",
    "Reranker",
    "Retrieval",
    "Retriever",
    "SentenceTransformerEmbedder",
    "Wanted",
    "citation_key",
    "open_embedder",
    "open_reranker",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'knowledge' has no attribute '{name}'")
