"""Three of Textual's own lists over a dossier that filter one another: python three_lists.py DOSSIER."""

from __future__ import annotations

import sys
from typing import Any

import tomli
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

Table = dict[str, Any]


def named(table: Table, key: str) -> list[str]:
    value = table.get(key, [])
    return [value] if isinstance(value, str) else value


def people_of(quote: Table) -> set[str]:
    return {id for key in ("who", "to", "about") for id in named(quote, key)}


class ThreeLists(App[None]):
    BINDINGS = [("q", "quit", "quit")]
    CSS = "OptionList { width: 1fr; height: 1fr; }"

    def __init__(self, document: Table) -> None:
        super().__init__()
        self.document = document

    def compose(self) -> ComposeResult:
        events, people, quotes = (self.document[kind] for kind in ("events", "people", "quotes"))
        with Horizontal():
            yield OptionList(*(Option(Content(event["title"]), event["id"]) for event in events), id="timeline")
            yield OptionList(*(Option(Content(person["name"]), person["id"]) for person in people), id="people")
            yield OptionList(*self.options(quotes), id="quotes")

    def on_mount(self) -> None:
        self.query_one("#quotes").border_title = f"{len(self.document['quotes'])} quotes"

    def options(self, quotes: list[Table]) -> list[Option]:
        return [Option(Content(" ".join(quote["text"].split())), quote["id"]) for quote in quotes]

    def on_option_list_option_highlighted(self, message: OptionList.OptionHighlighted) -> None:
        """Show the quotes of the row under the cursor."""
        pane, id = message.option_list.id, message.option_id
        if pane == "quotes" or not message.option_list.has_focus:
            return
        quotes = self.document["quotes"]
        kept = [quote for quote in quotes if (quote["event"] == id if pane == "timeline" else id in people_of(quote))]
        self.query_one("#quotes", OptionList).set_options(self.options(kept))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        ThreeLists(tomli.loads(file.read())).run()
