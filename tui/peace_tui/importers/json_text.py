"""JSON as people hand it over: in any encoding, with a mark in front, inside a JavaScript assignment."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from peace_tui.importers.input_file import Intake
from peace_tui.text.terminal_safe import preview

WRAPPED: Final = re.compile(r"\s*(?:(?:var|let|const)\s+)?[\w.$]+\s*(?:=\s*|\()(?=[\[{])", re.ASCII)
"""What stands before JSON in a JavaScript file: an assignment or a call (JSONP)."""


def read_json(intake: Intake) -> Any:
    """Read a whole file of JSON.

    Raises:
        InputError: It is none; says in which line and why.
    """
    data = intake.whole()
    start = data.lstrip()[:1]
    if start == b"<":
        raise intake.refusal("this is XML or HTML, not JSON; XML of the TEI is read by: peace-tui import tei")
    try:
        text = data.decode(json.detect_encoding(data), "strict").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise intake.refusal("this is not text in UTF-8; save it as UTF-8") from None
    if wrapper := WRAPPED.match(text):
        text = text[wrapper.end() :].rstrip().rstrip(";").rstrip().removesuffix(")")
    if not text.strip():
        raise intake.refusal("the file is empty")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        what = preview(f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", 200)
        raise intake.refusal(what, f"line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise intake.refusal("arrays or objects are nested too deeply") from None
    except ValueError:  # what int() says of more digits than it takes
        raise intake.refusal("a number is too long") from None


def kind_of_json(value: Any) -> str:
    """Return the import format that a JSON value looks like, nothing where it is none that is known."""
    if isinstance(value, dict):
        if isinstance(value.get("timeline"), dict) or ("events" in value and isinstance(value["events"], list)):
            return "timelinejs"
        if isinstance(items := value.get("items"), list):
            return kind_of_json(items)
    if isinstance(value, list) and value:
        first = value[0]
        if isinstance(first, dict) and ("start_date" in first or "startDate" in first):
            return "timelinejs"
        if isinstance(first, dict) and first.keys() & {"issued", "container-title", "title", "author", "URL", "DOI"}:
            return "csl"
    return ""
