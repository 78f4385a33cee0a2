"""Dates of the TEI, which stand in attributes, as EDTF."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

from peace_tui.importers.date_parts import is_date
from peace_tui.importers.tei.plain_text import label
from peace_tui.importers.written_dates import Unclear, Zoneless, as_edtf

ATTRIBUTES: Final = ("when", "from", "to", "notBefore", "notAfter")
DOUBTFUL: Final = ("low", "medium", "unknown")
"""Degrees of certainty with which a date is written with a question mark."""


def moment(element: Element | None, zone: str | None) -> str | None:
    """Return a date as EDTF, None where there is none that can be read.

    `from` and `to` make an interval, `notBefore` and `notAfter` one of a set: it happened on one day of these.
    """
    if element is None:
        return None
    given = {name: _attribute(element, name, zone) for name in ATTRIBUTES}
    date = given["when"]
    if date and (element.get("cert") in DOUBTFUL or element.get("evidence") == "conjecture") and date[-1] not in "?~%":
        date = f"{date}?"
    if not date and (given["from"] or given["to"]):
        date = given["from"] if given["from"] == given["to"] else f"{given['from'] or '..'}/{given['to'] or '..'}"
    if not date and (given["notBefore"] or given["notAfter"]):
        date = _between(given["notBefore"] or "", given["notAfter"] or "")
    if date and is_date(date, zone):
        return date
    if any(_raw(element, name) for name in ATTRIBUTES):
        return None
    try:
        return as_edtf(label(element), "", zone)
    except Zoneless as error:
        return error.day
    except Unclear:
        return None


def told(element: Element) -> str:
    """Return what an element says of a date, for a key of our own where it cannot be read."""
    attributes = [f"{name}={value}" for name in ATTRIBUTES if (value := _raw(element, name))]
    return " ".join(filter(None, [*attributes, label(element)]))


def is_exact(element: Element | None) -> bool:
    """Tell whether a date is one point of time."""
    return element is not None and bool(_raw(element, "when"))


def _between(first: str, last: str) -> str:
    return first if first == last else f"[{first}..{last}]"


def _raw(element: Element, name: str) -> str:
    return (element.get(name) or element.get(f"{name}-iso") or "").strip()


def _attribute(element: Element, name: str, zone: str | None) -> str | None:
    """Return a date in an attribute: EDTF takes what XML does, without fractions of a second or the zone of a day."""
    value = re.sub(r"(T[0-9:]+)\.[0-9]+", r"\1", _raw(element, name))
    value = re.sub(r"^(-?[0-9]{4}(?:-[0-9]{2}){0,2})(?:Z|[+-][0-9]{2}:[0-9]{2})$", r"\1", value)
    value = value.replace("T00:00:00", "") if "T00:00:00" in value and not is_date(value, zone) else value
    if value and not is_date(value, zone) and "T" in value and is_date(value.partition("T")[0]):
        value = value.partition("T")[0]
    return value if value and is_date(value, zone) else None
