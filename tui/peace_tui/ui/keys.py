"""What a key is, and which keys there are on a screen, in a kiosk, and by the reader's own choice. No Textual here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase, punctuation
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.loading.diagnostics import NOTE, Finding, locate
from peace_tui.query.facets import PANES
from peace_tui.session.layout import READER
from peace_tui.session.settings import read_settings_file
from peace_tui.text.messages import suggest

if TYPE_CHECKING:
    from peace_tui.loading.diagnostics import Problem

MAIN: Final = "main"
CHART: Final = "chart"
"""The main screen while the time chart has the focus: the keys of the main screen, and its own."""
PAGE: Final = "page"
"""Every page."""
COMPARISON, COVERAGE, EXPORT, CITATION = "comparison", "coverage", "export", "citation"
CONVERSATION, REVIEW = "conversation", "review"
PAGES: Final = (COMPARISON, COVERAGE, CONVERSATION, REVIEW, EXPORT, CITATION)
"""The pages with keys of their own."""
EVERYWHERE: Final = (MAIN, PAGE)


class Key(NamedTuple):
    """One thing the reader can do."""

    id: str
    """Stable name of the action, for remapping."""
    keys: tuple[str, ...]
    """The keys that do it, in Textual's names; the first is the one to teach."""
    action: str
    """The action of the screen it is pressed on."""
    label: str
    """What it does, in a word or three: the palette's title."""
    help: str
    """What it does, in a sentence."""
    footer: str = ""
    """How the footer puts it, after the name of the key; empty: the footer leaves it out."""
    panes: tuple[str, ...] = (*PANES, READER)
    """The panes of the main screen in which it does something."""
    leaves_program: bool = False
    """Whether it leads out of the program, to a shell, an editor or a file: strangers at a kiosk do not have it."""
    screens: tuple[str, ...] = (MAIN,)
    """The screens on which it does something."""
    page_help: str = ""
    """What it does on a page, in a sentence, where that is not what `help` says."""
    footer_with: tuple[str, ...] = ()
    """The ids of the actions whose keys the footer names for this one; none: its own key."""

    @property
    def action_name(self) -> str:
        """The name of its action, without the arguments."""
        return self.action.partition("(")[0]


def keep_kiosk_keys(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the table without what leads out of the program."""
    return tuple(key for key in keys if not key.leaves_program)


def find_keys(screen: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return what can be done on a screen; the keys of one page, and of the chart, come before the general ones."""
    own = tuple(key for key in keys if screen in key.screens)
    if screen in EVERYWHERE:
        return own
    own_names = {name for key in own for name in key.keys}
    general = MAIN if screen == CHART else PAGE
    return (*own, *(_without(key, own_names) for key in keys if general in key.screens))


def remap_keys(keys: tuple[Key, ...], chosen: Mapping[str, tuple[str, ...]]) -> tuple[Key, ...]:
    """Return the table with the reader's own keys; an action loses the keys that another one on its screens is given.

    Raises:
        ValueError: An action is not in the table; the text says so and names the nearest.
    """
    known = {key.id: key for key in keys}
    for id in chosen:
        if id not in known:
            raise ValueError(f"there is no action '{id}'" + (f"; {hint}" if (hint := suggest(id, known)) else ""))
    given = {(screen, name) for id, names in chosen.items() for screen in _find_reach(known[id]) for name in names}
    return tuple(
        key._replace(keys=chosen[key.id])
        if key.id in chosen
        else _without(key, {name for screen, name in given if screen in key.screens})
        for key in keys
    )


def _find_reach(key: Key) -> tuple[str, ...]:
    """Return where a key acts: one of every page also on pages with keys of their own, one of the panes in charts."""
    pages = PAGES if PAGE in key.screens else ()
    return (*key.screens, *pages, *((CHART,) if MAIN in key.screens else ()))


def _without(key: Key, names: set[str]) -> Key:
    return key._replace(keys=tuple(name for name in key.keys if name not in names))


KEYMAP_FILE: Final = "keys.toml"


def read_keys(keys: tuple[Key, ...]) -> tuple[tuple[Key, ...], list[Problem]]:
    """Return the table of keys as the reader's own file changes it, and what is wrong with the rest of that.

    The file gives actions other keys:

        # ~/.config/peace-tui/keys.toml
        "move.down" = ["n", "down"]
        "filter.search" = "s"
    """
    file = read_settings_file(KEYMAP_FILE)
    if not file.document:
        return keys, [*file.problems]

    chosen, findings = check_keymap(keys, file.document)
    table = remap_keys(keys, chosen)
    findings += _find_losses(keys, table, chosen)
    return table, locate(findings, file.data, file.path)


def check_keymap(
    keys: tuple[Key, ...], document: Mapping[str, object]
) -> tuple[dict[str, tuple[str, ...]], list[Finding]]:
    """Return the keys that a document gives to actions, by their ids, and what is wrong with the others."""
    known = {key.id: key for key in keys}
    chosen: dict[str, tuple[str, ...]] = {}
    findings: list[Finding] = []
    takers: dict[tuple[str, str], str] = {}
    sure: set[str] = set()
    for id, value in document.items():
        written = [value] if isinstance(value, str) else value
        if id not in known:
            hint = suggest(id, known) or "'peace-tui keys' lists them"
            findings.append(Finding((id,), f"there is no action '{id}'", hint, at_key=True))
        elif not isinstance(written, list) or not written or not all(isinstance(each, str) for each in written):
            findings.append(Finding((id,), "write a key in quotes, or an array of keys"))
        else:
            for number, each in enumerate(written):
                path = (id,) if isinstance(value, str) else (id, number)
                name, why, hint = parse_key(each)
                screens = _find_reach(known[id])
                taker = next((found for screen in screens if (found := takers.get((screen, name)))), id)
                if taker != id:
                    name, why, hint = "", f"'{each}' is already given to {taker}", "give one of them another key"
                if why:
                    findings.append(Finding(path, why, hint))
                if name:
                    takers |= {(screen, name): id for screen in screens}
                    chosen[id] = (*chosen.get(id, ()), name)
                    sure |= set() if why else {id}
    for id in chosen.keys() - sure:  # no key that is sure to arrive: those that are usual stay
        usual = (name for name in known[id].keys if not any((each, name) in takers for each in _find_reach(known[id])))
        chosen[id] = (*usual, *chosen[id])
    return chosen, findings


def _find_losses(
    keys: tuple[Key, ...], table: tuple[Key, ...], chosen: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    """Yield a note for each action that is left without a key, at the action that has it now."""
    for before, after in zip(keys, table, strict=True):
        if before.keys and not after.keys:
            taker = next((id for id, names in chosen.items() if not {*names}.isdisjoint(before.keys)), before.id)
            message = f"this leaves '{before.label}' ({before.id}) without a key"
            yield Finding((taker,), message, "it is still in the palette", NOTE)


KEY_SIGNS: Final = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "escape": "Esc",
}
"""What is written on keys that Textual names otherwise."""
ARROWS: Final = "↑↓←→"
SIGN_NAMES: Final = (
    *("exclamation_mark", "quotation_mark", "number_sign", "dollar_sign", "percent_sign", "ampersand", "apostrophe"),
    *("left_parenthesis", "right_parenthesis", "asterisk", "plus", "comma", "minus", "full_stop", "slash"),
    *("colon", "semicolon", "less_than_sign", "equals_sign", "greater_than_sign", "question_mark", "at"),
    *("left_square_bracket", "backslash", "right_square_bracket", "circumflex_accent", "underscore", "grave_accent"),
    *("left_curly_bracket", "vertical_line", "right_curly_bracket", "tilde"),
)
SIGNS: Final = dict(zip(SIGN_NAMES, punctuation, strict=True))
"""The signs on a keyboard by what Textual calls their keys."""


def _find_sign_name(sign: str) -> str:
    """Return what Textual calls the key of a sign: what Unicode does, but for some on every keyboard."""
    if sign in punctuation:
        return SIGN_NAMES[punctuation.index(sign)]
    return re.sub("[- ]", "_", unicodedata.name(sign, sign).lower())


SPECIAL_KEYS: Final = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"),
    *("tab", "space", "enter", "escape", "backspace"),
    *(f"f{number}" for number in range(1, 25)),
)
SPELLINGS: Final = {
    **{name.lower(): key for key, name in KEY_SIGNS.items()},
    **{"return": "enter", "del": "delete", "ins": "insert", "spacebar": "space", "page_up": "pageup"},
    **{"page_down": "pagedown", "dot": "full_stop", "period": "full_stop", "hyphen": "minus"},
}
"""Other names that people write for keys."""
MODIFIERS: Final = ("ctrl", "shift", "alt")
SAME_KEYS: Final = {"ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+h": "Backspace", "ctrl+left_square_bracket": "Esc"}
"""The keys that most terminals send in place of these."""
CONTROL_SIGNS: Final = ("backslash", "right_square_bracket", "circumflex_accent", "underscore")
"""The signs that every terminal sends with Ctrl."""
TAKEN: Final = {"ctrl+q": "quits in any case", "f2": "turns the mouse on and off in any case"}


def parse_key(written: str) -> tuple[str, str, str]:
    """Return the name by which Textual knows a key: of `a`, `/`, `slash`, `Ctrl+R`, `PgDn`.

    Returns:
        The name, empty where there is no such key; why it will not act, and what to write instead, empty where it will.
    """
    text = written.strip()
    *modifiers, base = [text] if text == "+" else text.split("+")
    modifiers = sorted((each.lower().replace("control", "ctrl") for each in modifiers), key=_rank_modifier)
    is_character = len(base) == 1 and base.isprintable()
    if base in SPELLINGS or len(base) > 1 or modifiers:
        base = SPELLINGS.get(base.lower(), base.lower())
    if len(base) == 1 and not base.isalnum():
        base = _find_sign_name(base)
    if base not in (*SPECIAL_KEYS, *SIGNS) and not is_character:
        known = (*SPECIAL_KEYS, *SIGNS, *SPELLINGS)
        near = suggest(base, known) or "write a letter, a sign, or a name such as pagedown, f5, ctrl+r"
        return "", f"there is no key '{written}'", near
    if unknown := next((each for each in modifiers if each not in MODIFIERS), ""):
        return "", f"there is no key '{written}'", suggest(unknown, MODIFIERS) or f"try {', '.join(MODIFIERS)}"
    name = "+".join([*modifiers, base])
    if name in TAKEN:
        return "", f"'{written}' {TAKEN[name]}", "choose another key"
    if modifiers == ["shift"] and (is_character or base in SIGNS):
        return "", f"'{written}' never arrives, since Shift types another sign", "write what it types: A, or ?"
    return name, *_explain_loss(written, name, modifiers, base)


def _rank_modifier(modifier: str) -> int:
    return MODIFIERS.index(modifier) if modifier in MODIFIERS else -1


def _explain_loss(written: str, name: str, modifiers: Sequence[str], base: str) -> tuple[str, str]:
    """Return why a key never arrives from most terminals, and what to do; nothing if it does.

    Some terminals have a protocol for all keys: https://sw.kovidgoyal.net/kitty/keyboard-protocol/
    """
    if name in SAME_KEYS:
        return f"'{written}' never arrives: most terminals send {SAME_KEYS[name]} for it", "choose another key"
    if "alt" in modifiers:
        return f"'{written}' never arrives: most terminals send Esc and the key for it", "choose a key without Alt"
    with_control = modifiers == ["ctrl"] and (base in CONTROL_SIGNS or base in ascii_lowercase)
    is_function = base in SPECIAL_KEYS and base not in ("tab", "space", "enter", "escape", "backspace")
    if not modifiers or with_control or is_function or name == "shift+tab":
        return "", ""
    return f"'{written}' never arrives from most terminals", "choose another key"


def format_key(key: str, *, ascii: bool = False) -> str:
    """Return a key as a person calls it: `<`, `Ctrl+R`, `Shift+Tab`, `PgDn`; with `ascii` also `Down` for `↓`."""
    *modifiers, base = key.split("+")
    name = KEY_SIGNS.get(base) or SIGNS.get(base) or (base if len(base) == 1 and not modifiers else base.capitalize())
    name = base.capitalize() if ascii and name in ARROWS else name
    return "+".join([*map(str.capitalize, modifiers), name])


def name_keys(keys: Iterable[Key], *, ascii: bool = False) -> dict[str, str]:
    """Return what the reader calls the key of each action, by its id; one without a key is found in the palette."""
    names = {key.id: format_key(key.keys[0], ascii=ascii) for key in keys if key.keys}
    return {key.id: names.get(key.id) or f'{names.get("palette", "palette")} "{key.label}"' for key in keys}


def with_keys(text: str, names: Mapping[str, str]) -> str:
    """Return a text of ours, `Press {filter.search}`, with the names of keys for the ids of their actions."""
    return re.sub(r"\{([a-z_.]+)\}", lambda found: names.get(found[1], found[1]), text)


def format_footer_key(key: Key, keys: Mapping[str, Key], names: Mapping[str, str]) -> str:
    """Return how the footer names the key of an action, or those of several; nothing where they have none."""
    found = [names[id] for id in key.footer_with or (key.id,) if id in keys and keys[id].keys]
    return ("" if {*ARROWS}.issuperset(found) else " ").join(found)


# Keyboards of other scripts: the key of each letter, so that letters act by their position. One row a layout, in the
# order of a Latin keyboard. Signs act by their position too where the layout has no letter there, but only after a
# letter of that layout: they are signs of Latin keyboards as well.

KEYBOARD: Final = "qwertyuiop asdfghjkl zxcvbnm /?"
LAYOUTS: Final = {
    "Russian": "йцукенгшщз фывапролд ячсмить .,",
    "Ukrainian": "йцукенгшщз фівапролд ячсмить .,",
    "Greek": ";ςερτυθιοπ ασδφγηξκλ ζχψωβνμ /?",
    "Hebrew": "/'קראטוןםפ שדגכעיחלך זסבהנמצ .?",
}
SLASH_KEYS: Final = {"/": "slash", "?": "question_mark"}
"""What Textual calls the signs."""


class Keyboard:
    """The layout of the reader's keyboard, as far as their keys have shown it."""

    def __init__(self, own: Collection[str] = ()) -> None:
        """Never translate the keys `own`, to which the reader has given actions."""
        self.own = own
        self.signs: dict[str, str] = {}

    def latin(self, character: str | None) -> str | None:
        """Return what a Latin keyboard has at the position of a character; None if that is the character."""
        if not character or character in self.own:
            return None
        if layout := _find_layout(character):
            places = dict(zip(layout, KEYBOARD, strict=True))
            self.signs = {there: here for there, here in places.items() if not there.isalpha() and there != here}
            here = places[character.lower()]
            return here.upper() if character.isupper() else here
        if character.isascii() and character.isalpha():
            self.signs = {}
        sign = self.signs.get(character)
        return sign if sign and SLASH_KEYS.get(character) not in self.own else None


def _find_layout(letter: str) -> str:
    """Return the layout with a letter; those that share letters have them, and their signs, at the same positions."""
    return next((row for row in LAYOUTS.values() if letter.isalpha() and letter.lower() in row), "")


def find_key_name(character: str) -> str:
    """Return what Textual calls the key of a character."""
    return SLASH_KEYS.get(character, character)
