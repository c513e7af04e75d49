"""The phrases by name, as parts of the app still ask for them; the catalogues hold the translations."""

from __future__ import annotations

from collections.abc import Mapping

from tui.i18n import N_, translated

__all__ = ["PHRASES", "tell"]

PHRASES: Mapping[str, str] = {
    "placeholder": N_("Ask the texts a question"),
    "intro": N_(
        "Ask the international texts on the social and solidarity economy. An AI system (search and, if "
        "you ask for it, a language model) chooses sentences of the texts, each with its place. Nothing "
        "leaves this machine."
    ),
    "examples": N_("For instance:"),
    "example.1": N_("How does the ILO define the social and solidarity economy?"),
    "example.2": N_("What does the EU recommend on public procurement?"),
    "example.3": N_("How is Som Energia governed?"),
    "opening": N_("opening the library …"),
    "embedding": N_("reading texts, {done} of {total} …"),
    "waiting": N_("your question waits for the library …"),
    "searching": N_("searching …"),
    "writing": N_("the model is writing …"),
    "ready": N_("{documents} documents"),
    "not_open": N_("the library is not open"),
    "not_open.next": N_("Mend it, then ask again: the app will try to open the library once more."),
    "stopped": N_("Stopped."),
    "write.on": N_("writing: on"),
    "write.off": N_("writing: off"),
    "write.auto": N_("writing: auto"),
    "draft": N_("The model's draft, not yet checked:"),
    "written": N_("Written by the model, each sentence checked against the quotes:"),
    "write_failed": N_("The model could not write: {reason}"),
    "note": N_("Note: {note}"),
    "unexpected": N_("Unexpected error, {name}: {reason}. The app goes on; please report it."),
    "source.empty": N_("Move to a sentence to see it where it stands in its text."),
    "source.unknown": N_("The text around this passage is not in the library."),
    "before": N_("Before: {provision}"),
    "after": N_("After: {provision}"),
    "reported_by": N_("Reported by: {url}"),
    "page": N_("Text: {url}"),
    "leave": N_("To leave, press {key}."),
    "judged.yes": N_("Kept on this machine: it answers the question."),
    "judged.no": N_("Kept on this machine: it does not answer the question."),
    "key.statement.answers": N_("Answers"),
    "key.statement.answers_not": N_("Does not answer"),
    "copied": N_("Sent to the clipboard, with its reference."),
    "palette.search": N_("Search for a command …"),
    "palette.theme": N_("Theme"),
    "palette.theme.help": N_("Choose other colours"),
    "palette.keys": N_("Keys"),
    "palette.keys.help": N_("Show or hide all keys"),
    "key.app.help": N_("Help"),
    "key.app.quit": N_("Quit"),
    "key.ask.source": N_("Source"),
    "key.ask.write": N_("Write"),
    "key.ask.question": N_("Question"),
    "key.ask.stop": N_("Stop"),
    "key.ask.back": N_("Back"),
    "key.ask.down": N_("Next sentence"),
    "key.ask.page_up": N_("Page up"),
    "key.ask.page_down": N_("Page down"),
    "key.answer.up": N_("Previous sentence"),
    "key.answer.down": N_("Next sentence"),
    "key.answer.first": N_("First sentence"),
    "key.answer.last": N_("Last sentence"),
    "key.statement.read": N_("Read"),
    "key.statement.copy": N_("Copy"),
}


def tell(name: str, language: str, /, **values: object) -> str:
    """The phrase `name` in `language`; a language without a catalogue gets English.

    Raises:
        KeyError: no phrase has such a name.
    """
    return translated(PHRASES[name], language, **values)
