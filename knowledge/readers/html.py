"""HTML and XHTML: the main text of a page, without what surrounds it.

The tree is walked without recursion, since pages may be nested as deep as they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from knowledge.errors import NoText, TooLarge, UnreadableFile
from knowledge.readers.blocks import Source
from knowledge.readers.htmlblocks import BlockBuilder, is_note
from knowledge.readers.wrapping import tidy
from knowledge.worded import worded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = ["read_html"]

_NEVER = frozenset(
    "script style noscript template svg math iframe object embed canvas video audio select button input textarea"
    " datalist dialog head meta link title".split()
)
_AROUND = frozenset("nav aside footer header form menu".split())
_CANDIDATES = 20  # main and article elements that are measured
_SHARE = 0.5  # of the page's text that an <article> must hold to be the page
_LEAST = 200  # characters of a <main> that is believed
_MAX_DEPTH = 20_000
_MAX_TAGS = 2_000_000
_SELF_CLOSED = re.compile(r"<([a-zA-Z][\w:-]{0,40})((?:\s[^<>]{0,2000})?)/>")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr param".split())
_SELF_ENDING = frozenset("p li td tr th dd dt option".split())
_REPEATED = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_XHTML = re.compile(r"<\?xml|xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml")


def read_html(text: str, name: str) -> Source:
    """The main text of a page.

    Raises:
        NoText: the page holds none, as one that scripts fill.
        TooLarge: it holds too many elements, or is nested too deep.
        UnreadableFile: the parser refuses it.
    """
    from selectolax.lexbor import LexborHTMLParser

    if text.count("<") > _MAX_TAGS:
        raise TooLarge(
            name,
            worded(
                "The page has more than {max_tags:,} tags. Save the part that you need, then add that.",
                max_tags=_MAX_TAGS,
            ),
        )
    _check_depth(text, name)
    if _XHTML.search(text[:2_000]):
        text = _SELF_CLOSED.sub(_opened, text)
    try:
        tree = LexborHTMLParser(text)
    except (ValueError, RuntimeError, MemoryError, UnicodeError) as error:
        raise UnreadableFile(
            name, worded("The page cannot be parsed. Save it as PDF or text, then add that.")
        ) from error
    body = tree.body or tree.root
    title_node, root_node = tree.css_first("title"), tree.css_first("html")
    title = tidy(title_node.text()) if title_node is not None else ""
    attributes = root_node.attributes if root_node is not None else {}
    language = tidy(attributes.get("lang") or attributes.get("xml:lang") or "")
    builder = BlockBuilder()
    if body is not None:
        builder = _read(_main(tree.css("main, [role=main], article"), body), around=False)
        if not builder.blocks:
            # A page that is all header or form, or has a <main> that scripts were to fill.
            builder = _read(body, around=True)
    if not builder.blocks:
        raise NoText(
            name,
            worded(
                "The page holds no text: scripts fill it in the browser. Print it there to a PDF, then "
                "add that."
            ),
        )
    first = next((block.text for block in builder.blocks if block.level == 1), "")
    return Source(
        tuple(builder.blocks), "html", title=title or first, language=language, notes=tuple(builder.notes)
    )


def _opened(match: re.Match[str]) -> str:
    # As HTML, <title/> or <a id="x"/> would swallow what follows.
    return match[0] if match[1].lower() in _VOID else f"<{match[1]}{match[2]}></{match[1]}>"


def _check_depth(text: str, name: str) -> None:
    """Refuse a page that is nested without end, before a tree is made of it.

    A parser repeats each <font> that was not closed in every paragraph after it, so these
    are counted by what they will cost.
    """
    depth = deepest = unclosed = repeats = 0
    for match in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})", text):
        tag, step = match[2].lower(), -1 if match[1] else 1
        if tag in _REPEATED:
            unclosed = max(0, unclosed + step)
        elif step > 0:
            repeats += unclosed
        if tag not in _VOID and tag not in _SELF_ENDING:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
    if deepest > _MAX_DEPTH or repeats > _MAX_TAGS:
        raise TooLarge(
            name,
            worded(
                "The page's elements are nested more than {max_depth:,} deep, or thousands are never "
                "closed. Save it as text or PDF, then add that.",
                max_depth=_MAX_DEPTH,
            ),
        )


def _read(root: LexborNode, *, around: bool) -> BlockBuilder:
    builder = BlockBuilder()
    for event, node in _walk(root, around=around):
        if event == "text":
            builder.text(node.text_content or "")
        elif event == "open":
            builder.open(node)
        else:
            builder.close(node)
    builder.flush()
    return builder


def _main(candidates: list[LexborNode], body: LexborNode) -> LexborNode:
    """The element that holds the page's text: <main>, else an <article> with most of it, else the body."""
    whole = _length(body)
    measured = [(_length(node), node) for node in candidates[:_CANDIDATES]]
    mains = [pair for pair in measured if pair[1].tag == "main" or pair[1].attributes.get("role") == "main"]
    if mains:
        length, node = max(mains, key=lambda pair: pair[0])
        if length >= min(_LEAST, _SHARE * whole):
            return node
    if measured:
        length, node = max(measured, key=lambda pair: pair[0])
        if length >= _SHARE * whole:
            return node
    return body


def _length(root: LexborNode) -> int:
    return sum(len((node.text_content or "").strip()) for event, node in _walk(root) if event == "text")


def _walk(
    root: LexborNode, *, around: bool = False
) -> Iterator[tuple[Literal["open", "close", "text"], LexborNode]]:
    """The elements and texts under `root` in order, without what is no text of the page."""
    inside = 0  # main and article elements that the walk is in: their header is their own
    within = {"main", "article"}
    if root.tag in within or root.attributes.get("role") == "main":
        inside += 1
    path: list[LexborNode] = []
    node = root.first_child
    while node is not None or path:
        if node is None:
            parent = path.pop()
            inside -= parent.tag in within
            yield "close", parent
            node = parent.next
            continue
        if node.is_text_node:
            yield "text", node
        elif node.is_element_node and not _skipped(node, inside > 0, around):
            yield "open", node
            path.append(node)
            inside += node.tag in within
            node = node.first_child
            continue
        node = node.next


def _skipped(node: LexborNode, inside: bool, around: bool) -> bool:
    tag = node.tag
    if tag in _NEVER:
        return True
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if "display:none" in (attributes.get("style") or "").replace(" ", "").lower():
        return True
    if tag not in _AROUND:
        return not around and attributes.get("role") in ("navigation", "banner", "contentinfo", "search")
    if around or (tag == "header" and inside) or is_note(node):
        return False
    # ASP.NET wraps whole pages in one form.
    return not (tag == "form" and len(node.css("p")) > 3)
