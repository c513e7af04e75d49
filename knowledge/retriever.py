"""Search a library, or any passages, from a script.

    from knowledge import Passage, Retriever

    for hit in Retriever.open().search("clauses sociales dans les marchés publics", limit=3):
        print(hit.score, hit.passage.reference(), hit.passage.text)

    mine = Retriever.from_passages([Passage(id="a", text="…", language="en")])

Neither needs torch, llama.cpp, Flower or a terminal.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge import languages
from knowledge.calibration import shipped
from knowledge.catalogue import Catalogue
from knowledge.documents import Document, Passage
from knowledge.embedding import Embedder, open_embedder
from knowledge.filters import Filters
from knowledge.gate import Gate, judge
from knowledge.grouping import DEEP, group, prefer, spread
from knowledge.hits import Hit
from knowledge.index import Index
from knowledge.intent import read_intent
from knowledge.paths import data_folder
from knowledge.prebuilt import Progress, embed_texts
from knowledge.premises import check_premise
from knowledge.query import asks_the_texts, asks_what_it_is, expand, names_topic
from knowledge.rerank import Reranker, open_reranker, rerank
from knowledge.sentence_table import Sentence, SentenceTable, sentences_of
from knowledge.store import open_store
from knowledge.text import clean_query

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.library import Library

    Matrix = NDArray[np.float32]

__all__ = ["Hit", "Retrieval", "Retriever"]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A search with everything that an answer needs to show.

    `searched_documents` and `searched_passages` count what the filters let through.
    `vector` is the question's embedding, `timings_ms` the time of each step. `reranker` names
    the model that ordered the first hits, or is "". `named` are the documents of the texts and
    bodies that the question names.
    """

    query: str
    language: str
    hits: tuple[Hit, ...]
    gate: Gate
    searched_documents: int
    searched_passages: int
    vector: Matrix
    timings_ms: dict[str, float] = field(default_factory=dict)
    reranker: str = ""
    named: frozenset[str] = frozenset()


class Retriever:
    """Passages that can be asked. Use `open` or `from_passages`."""

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        documents: Sequence[Document] = (),
        sentences: SentenceTable | None = None,
        notices: Sequence[str] = (),
        library: Library | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.index = index
        self.reranker = reranker
        self.embedder = embedder
        self.documents = tuple(documents)
        self.notices = tuple(notices)
        self._sentences = sentences
        self._library = library
        codes: dict[str, int] = {}
        self._document_codes = np.asarray(
            [codes.setdefault(passage.document, len(codes)) for passage in index.passages], np.int32
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """The texts of the library by their names; made at the first question."""
        return Catalogue(self.documents)

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        *,
        embedder: Embedder | None = None,
        progress: Progress | None = None,
        reranker: Reranker | str | None = None,
    ) -> Retriever:
        """Open the installed library; the first time, the shipped corpus is put in it.

        Args:
            folder: the data folder; the user's own where it is not given.
            embedder: the one that is set (`SSE_EMBEDDER`) where it is not given.
            progress: called with (done, in all) while texts are embedded.
            reranker: reads the first hits again: an object, or the folder or name of a
                cross-encoder; the one that is set (`SSE_RERANKER`) or none where it is not given.

        Raises:
            LibraryError, LibraryCorrupt, EmbedderError, EmbedderMismatch, CorpusError.
        """
        embedder = embedder or open_embedder()
        store = open_store(Path(folder) if folder else data_folder(), embedder, progress=progress)
        return cls(
            store.index, embedder, store.documents, store.sentences, store.notices, store.library,
            open_reranker(reranker),
        )  # fmt: skip

    @classmethod
    def from_passages(
        cls,
        passages: Iterable[Passage],
        *,
        embedder: Embedder | None = None,
        progress: Progress | None = None,
        reranker: Reranker | str | None = None,
    ) -> Retriever:
        """Index any passages in memory; their ids, texts and languages are kept as given.

        Embedding takes most of the time: 1 to 10 passages a second on a laptop.
        """
        embedder = embedder or open_embedder()
        given = list(passages)
        vectors = embed_texts([passage.indexed_text for passage in given], embedder, progress=progress)
        index = Index(given, vectors, shipped(embedder.fingerprint))
        return cls(index, embedder, reranker=open_reranker(reranker))

    def search(
        self,
        query: str,
        limit: int = 10,
        language: str | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        *,
        filters: Filters | None = None,
    ) -> list[Hit]:
        """The passages that answer `query` best, best first.

        Args:
            query: a question or keywords.
            limit: at most this many hits.
            language: of the query and of the reader, any code; detected where not given.
            documents: only these document ids.
            kinds: only these kinds (`official`, `digest`, `practice`, `own`).
            filters: more of them (theme, body, year, language of the passage), together
                with the two above.

        Raises:
            QueryError: the query is empty or too long.
            UnknownDocument: `documents` names one that is not there.
            RerankerError: a reranker is set and cannot be used.
        """
        return list(self.retrieve(query, limit, language, documents, kinds, filters=filters).hits)

    def retrieve(
        self,
        query: str,
        limit: int = 10,
        language: str | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        *,
        filters: Filters | None = None,
    ) -> Retrieval:
        """Like `search`, with the gate's verdict and what was searched."""
        started = time.perf_counter()
        query, language, expanded = _prepared(query, language)
        filters = filters or Filters()
        if documents is not None:
            filters = replace(filters, documents=documents)
        if kinds is not None:
            filters = replace(filters, kinds=kinds)
        allowed = filters.mask(self.index.passages)
        vector = self.embedder.embed_queries([expanded])[0]
        return self._retrieve(query, language, expanded, vector, limit, allowed, started)

    def search_many(
        self,
        queries: Sequence[str],
        limit: int = 10,
        language: str | None = None,
        *,
        filters: Filters | None = None,
    ) -> list[list[Hit]]:
        """`search` for many questions: they are embedded together, and the filters applied once.

        Raises:
            QueryError: one of the queries is empty or too long.
            UnknownDocument: the filters name a document that is not there.
        """
        asked = [_prepared(query, language) for query in queries]
        if not asked:
            return []
        allowed = (filters or Filters()).mask(self.index.passages)
        vectors = self.embedder.embed_queries([expanded for _, _, expanded in asked])
        started = time.perf_counter()
        return [
            list(self._retrieve(query, code, expanded, vector, limit, allowed, started).hits)
            for (query, code, expanded), vector in zip(asked, vectors, strict=True)
        ]

    def lookup(self, document: str, pinpoint: str, language: str | None = None) -> list[Passage]:
        """The passages at a pinpoint and below it: `op:1` has `op:1(a)`.

        Args:
            language: that of the interface where it is not given; another one where the
                document has no version in it. An official text stands before its digest.

        Raises:
            UnknownDocument: no document has this id.
            PinpointError: the pinpoint is not in the grammar, or the document has no such provision.
        """
        from knowledge.corpus.reading import provisions_at, version

        held = version(self.documents, document, language)
        spans = [(provision.start, provision.end) for provision in provisions_at(held, pinpoint)]
        return [
            passage
            for passage in self.index.passages
            if (passage.document, passage.language, passage.kind) == (held.id, held.language, held.kind)
            and any(start <= passage.start and passage.end <= end for start, end in spans)
        ]

    def _retrieve(
        self,
        query: str,
        language: str,
        expanded: str,
        vector: Matrix,
        limit: int,
        allowed: NDArray[np.bool_] | None,
        started: float,
    ) -> Retrieval:
        passages = self.index.passages
        embedded = time.perf_counter()
        premise = check_premise(query, self.catalogue, language)
        scores = self.index.score(expanded, vector, language, allowed)
        general = asks_what_it_is(expanded, query) or asks_the_texts(query)
        scores = prefer(scores, passages, premise, general)
        found = group(scores, passages, language, max(limit, DEEP))
        intent = read_intent(query)
        hits = spread(found, intent, premise.texts, limit)
        ranked = time.perf_counter()
        gate = judge(expanded, language, hits, self.index, premise, topic=names_topic(query))
        timings = {
            "embed": 1e3 * (embedded - started),
            "search": 1e3 * (ranked - embedded),
            "gate": 1e3 * (time.perf_counter() - ranked),
        }
        if self.reranker is not None:
            judged = time.perf_counter()
            hits = spread(rerank(query, found, self.reranker), intent, premise.texts, limit)
            timings["rerank"] = 1e3 * (time.perf_counter() - judged)
        searched = self._document_codes if allowed is None else self._document_codes[allowed]
        return Retrieval(
            query, language, tuple(hits), gate, len(np.unique(searched)), len(searched), vector, timings,
            self.reranker.name if self.reranker is not None else "", premise.documents,
        )  # fmt: skip

    def sentences(self, hit: Hit) -> tuple[list[Sentence], Matrix]:
        """The sentences of a hit's passage and their vectors, shape (n, d)."""
        if self._sentences is not None and hit.row >= 0:
            found, vectors = self._sentences.of(hit.row, hit.passage)
            if found:
                return found, vectors
        found = sentences_of(hit.passage)
        texts = [hit.passage.embeddable(sentence.text) for sentence in found]
        # None of them ships: the shipped vectors need not be read for them.
        return found, embed_texts(texts, self.embedder, self._library, known={})


def _prepared(query: str, language: str | None) -> tuple[str, str, str]:
    """The question cleaned, its language, and the words that it is searched with."""
    query = clean_query(query)
    language = languages.base(language) if language else languages.detect(query)
    return query, language, expand(query, language)
