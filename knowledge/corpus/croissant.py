"""The corpus described for machines: Croissant, a JSON-LD vocabulary for datasets.

https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from knowledge.languages import LANGUAGES

__all__ = ["croissant"]

_REPOSITORY = "https://github.com/sse-assistant/sse-assistant"
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(published: str) -> dict[str, Any]:
    """The Croissant 1.0 description of the corpus files; `published` is an ISO date."""
    path = {"fileSet": {"@id": "files"}, "extract": {"fileProperty": "fullpath"}}
    content = {"fileSet": {"@id": "files"}, "extract": {"fileProperty": "content"}}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "sse-corpus",
        "description": "Digests of international texts and national laws on the social and solidarity economy, and "
        "cards of good practices, provision by provision with pinpoints and sources, in en, fr, es and pt.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "url": _REPOSITORY,
        "version": version("sse-assistant"),
        "inLanguage": list(LANGUAGES),
        "keywords": ["social and solidarity economy", "cooperatives", "international law", "good practices"],
        "creator": {"@type": "sc:Organization", "name": "SSE Assistant", "url": _REPOSITORY},
        "datePublished": published,
        "citeAs": f"SSE Assistant, corpus of digests and practices, {_REPOSITORY}",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": "repository",
                "name": "repository",
                "description": "The repository that holds the files.",
                "contentUrl": _REPOSITORY,
                "encodingFormat": "git+https",
                "sha256": "main",
            },
            {
                "@type": "cr:FileSet",
                "@id": "files",
                "name": "files",
                "description": "One file a document and language: TOML front matter, then sections.",
                "containedIn": {"@id": "repository"},
                "encodingFormat": "text/markdown",
                "includes": "knowledge/corpus/*/*/*.md",
            },
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "documents",
                "name": "documents",
                "description": "A record a file; the form is described in docs/corpus.md.",
                "field": [
                    _field("documents/path", "Path of the file: kind, document id, language.", path),
                    _field(
                        "documents/content", "The file: front matter and sections with pinpoints.", content
                    ),
                ],
            }
        ],
    }


def _field(id_: str, description: str, source: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": id_,
        "name": id_,
        "description": description,
        "dataType": "sc:Text",
        "source": source,
    }
