"""The shelf as a tree: groups, and in each its texts with what they are at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from knowledge.languages import LANGUAGES
from tui.i18n import N_, _, language
from tui.reading import GROUPS, Entry, Group
from tui.widgets.literal import literal
from tui.widgets.marks import mark_of

__all__ = ["LibraryTree"]


class LibraryTree(Tree[Entry], inherit_bindings=False):
    """Groups and texts; a text that is chosen is told as `Tree.NodeSelected`, with its entry."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", N_("Read"), id="shelf.read"),
        Binding("space", "toggle_node", N_("Open or close"), id="shelf.toggle", show=False),
        Binding("up", "cursor_up", N_("Up"), id="shelf.up", show=False),
        Binding("down", "cursor_down", N_("Down"), id="shelf.down", show=False),
        Binding("left", "fold", N_("Close the group"), id="shelf.left", show=False),
        Binding("right", "unfold", N_("Open the group"), id="shelf.right", show=False),
        Binding("pageup", "page_up", N_("Page up"), id="shelf.page_up", show=False),
        Binding("pagedown", "page_down", N_("Page down"), id="shelf.page_down", show=False),
        Binding("home", "scroll_home", N_("Beginning"), id="shelf.home", show=False),
        Binding("end", "scroll_end", N_("End"), id="shelf.end", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("", id="shelf-tree")
        self.show_root = False
        self.guide_depth = 2
        self._shut = {"laws", "practices"}

    @property
    def chosen(self) -> Entry | None:
        """The text under the cursor."""
        node = self.cursor_node
        return node.data if node is not None else None

    def show(self, groups: Sequence[Group], *, opened: bool = False) -> None:
        """Show these groups; all of them `opened`, or as the reader left them.

        The cursor stays on its text where that is still there.
        """
        before = self.chosen
        self.clear()
        again: TreeNode[Entry] | None = None
        for group in groups:
            if not group.entries and (opened or group.name != "own"):
                continue
            title = f"{_(GROUPS[group.name])} ({len(group.entries)})"
            node = self.root.add(Text(title, "bold"), expand=opened or group.name not in self._shut)
            node.allow_expand = bool(group.entries)
            for entry in group.entries:
                leaf = node.add_leaf(_label(entry), entry)
                if before is not None and (entry.id, entry.kind) == (before.id, before.kind):
                    again = leaf
        self.root.expand()
        first = self.root.children[0] if self.root.children else None
        if first is not None and first.children and first.is_expanded:
            first = first.children[0]
        self.call_after_refresh(self.move_cursor, again or first)

    def point_at(self, id_: str, kind: str) -> None:
        """Move the cursor to a text, and open its group."""
        for group in self.root.children:
            for node in group.children:
                if node.data is not None and (node.data.id, node.data.kind) == (id_, kind):
                    group.expand()
                    self.call_after_refresh(self.move_cursor, node)

    def action_fold(self) -> None:
        node = self.cursor_node
        group = node.parent if node is not None and node.data is not None else node
        if group is not None and group is not self.root:
            group.collapse()
            self.move_cursor(group)

    def action_unfold(self) -> None:
        if self.cursor_node is not None:
            self.cursor_node.expand()


def _label(entry: Entry) -> Text:
    """`□ ILO resolution 2022  digest`; languages only where it is not there in all of ours."""
    document = entry.in_language(language())
    mark = mark_of(document)
    label = Text(no_wrap=True)
    private = f"{mark.word} " if document.kind == "own" else ""  # never cut off at the edge
    label.append(f"{mark.sign} {private}{literal(document.short_title).plain}")
    told = [] if private or (document.kind == "practice" and mark.sign == "○") else [mark.word]
    if not set(LANGUAGES) <= set(entry.languages):
        told.append(" ".join(entry.languages))
    if told:
        label.append(f"  {' · '.join(told)}", "dim")
    return label
