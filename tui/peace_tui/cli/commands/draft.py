"""Make a dossier of saved articles, or add to one, for an author to review."""

from __future__ import annotations

import json
import os
import re
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from os.path import basename, splitext
from typing import Any, Final

from peace_tui.drafting.articles import CHARSET, HTML, read_article
from peace_tui.drafting.clauses import Use
from peace_tui.drafting.documents import extract_text, is_document
from peace_tui.drafting.speakers import Grade
from peace_tui.errors import SUCCESS, InputError, UsageError
from peace_tui.importers.articles import Draft, PassageOutcome, SavedArticle, add_draft, format_draft, make_draft
from peace_tui.importers.dates import find_date
from peace_tui.importers.input_file import InputFile, open_input
from peace_tui.loading.diagnostics import ERROR
from peace_tui.loading.files import DossierError, read, read_bytes
from peace_tui.model.dossier import Dossier
from peace_tui.system.output_file import check_output, save
from peace_tui.system.streams import STANDARD_INPUT, show_progress, write_stderr, write_stdout_bytes
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import preview

OTHER_FORMATS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"{\\rtf")
"""The first bytes of documents and archives that are not read."""
DOSSIER: Final = re.compile(rb"""^format[ \t]*=[ \t]*["']peace-tui/\d""", re.MULTILINE)
"""The line that tells a dossier whatever its name is."""


def run(arguments: Namespace) -> int:
    """Read the articles, write the dossier or add to it, and report what is sure, likely and unknown."""
    output = None if arguments.output in (None, STANDARD_INPUT) else arguments.output
    if output is not None:
        check_output(output, arguments.articles, replace=True)
    before = read_bytes(output) if output and os.path.isfile(output) else None
    dossier = _read_dossier(before, output) if before is not None and output else None
    with show_progress("Reading articles") as progress:
        articles = [*_read_articles(arguments)]
        draft = make_draft(articles, dossier, progress)
    if before is not None and output:
        save(output, [add_draft(draft, before, output)], replace=True, before=before)
    elif output:
        save(output, [_format_new(draft, articles).encode()])
    elif arguments.format != "json":
        write_stdout_bytes([_format_new(draft, articles).encode()])
    if arguments.format == "json":
        outcomes = json.dumps([_to_plain(outcome) for outcome in draft.outcomes], ensure_ascii=False, indent=2)
        write_stdout_bytes([outcomes.encode() + b"\n"])
    write_stderr("\n".join(_report(draft, articles, output)))
    return SUCCESS


def _read_dossier(data: bytes, file: str) -> Dossier:
    reading = read(data, file)
    if reading.dossier is None:
        raise DossierError([problem for problem in reading.problems if problem.level == ERROR])
    return reading.dossier


def _read_articles(arguments: Namespace) -> Iterator[SavedArticle]:
    files = arguments.articles
    stated = {name: _spread(name, getattr(arguments, name) or [], len(files)) for name in ("outlet", "issued", "url")}
    for date in stated["issued"]:
        if date and not find_date(date):
            raise UsageError(f"--issued: '{preview(date)}' is no date that can be read; write 2025-11-25")
    for number, file in enumerate(files):
        with open_input(file, arguments.encoding or "") as input_file:
            text, ending = _read_text(input_file, splitext(file)[1].lower())
        article = read_article(text, ending)
        if not article.paragraphs:
            raise InputError(
                f"{preview(file, 200)}: no paragraphs of an article are found in it; save its text as .txt"
            )
        yield SavedArticle(article, file, *(stated[name][number] for name in ("outlet", "issued", "url")))


def _spread(name: str, values: Sequence[str], count: int) -> Sequence[str]:
    """Return a value for each article: one holds for all, else there is one for each in their order."""
    if len(values) not in (0, 1, count):
        times = f"--{name} is given {len(values)} times for {format_count(count, 'article')}"
        raise UsageError(f"{times}; give it once for all, or once for each")
    return values if len(values) == count else [values[0] if values else ""] * count


def _read_text(input_file: InputFile, ending: str) -> tuple[str, str]:
    """Return the text of a file, and the ending that tells how it is written."""
    start = input_file.first_bytes()
    if ending == ".toml" or DOSSIER.search(start):
        raise input_file.error(
            "this is a dossier, and no article; to add articles to it: peace-tui draft ARTICLE -o DOSSIER"
        )
    if is_document(start):
        try:
            return extract_text(input_file.read_all())
        except InputError as error:
            raise input_file.error(str(error)) from None
    if start.startswith(OTHER_FORMATS):
        raise input_file.error("this is a document or archive; save its text as .txt, or the page as .html")
    charset = CHARSET.search(start) if ending in HTML and not input_file.stated_encoding else None
    if charset:
        data = input_file.read_all()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(charset[1].decode("ascii"), "replace"), ending
            except (LookupError, ValueError):
                pass
    return input_file.read_text(), ending


def _format_new(draft: Draft, articles: Sequence[SavedArticle]) -> str:
    names = ", ".join(basename(saved.file) for saved in articles)
    title = next((saved.article.title for saved in articles if saved.article.title), "Draft")
    languages = {saved.article.language for saved in articles}
    comment = (
        f"Made by peace-tui draft from {names}.\n"
        "Review each record and remove its `draft = true`. A speaker is written where the name stands at a verb of\n"
        "saying; who is only likely stands in a comment."
    )
    return format_draft(draft, title, comment, languages.pop() if len(languages) == 1 else "")


def _to_plain(outcome: PassageOutcome) -> dict[str, Any]:
    """Return an outcome as JSON has it, with its evidence."""
    passage, attribution = outcome.passage, outcome.attribution
    return {
        "file": outcome.file,
        "source": outcome.source,
        "paragraph": passage.paragraph + 1,
        "text": passage.text,
        "closed": passage.closed,
        "use": attribution.use.value,
        "grade": attribution.grade.value,
        "who": list(outcome.speakers),
        "names": [person.name for person in attribution.speakers],
        "to": [person.name for person in attribution.to],
        "evidence": attribution.evidence,
        "evidence_paragraph": attribution.paragraph + 1 if attribution.evidence else None,
        "quote": outcome.quote or None,
        "known": outcome.is_known,
    }


def _report(draft: Draft, articles: Sequence[SavedArticle], output: str | None) -> Iterator[str]:
    outcomes = draft.outcomes
    new = [outcome for outcome in outcomes if outcome.quote]
    grades = Counter(outcome.attribution.grade for outcome in new)
    left_out: Counter[Use] = Counter(
        outcome.attribution.use for outcome in outcomes if outcome.attribution.use != Use.SPEECH
    )
    known = sum(outcome.is_known for outcome in outcomes)
    yield (
        f"{format_count(len(articles), 'article')}: {format_count(len(outcomes), 'passage')}"
        f" in {format_count(len({outcome.quote for outcome in new}), 'quote')}"
    )
    yield (
        f"  speaker sure: {grades[Grade.SURE]}; likely, in a comment: {grades[Grade.LIKELY]};"
        f" unknown: {grades[Grade.NONE]}"
    )
    if left_out:
        nouns = {Use.TITLE: "title", Use.SCARE: "so-called thing"}
        yield f"  left out: {', '.join(format_count(left_out[use], nouns[use]) for use in nouns if left_out[use])}"
    if known:
        yield f"  in the dossier already: {known}"
    for saved in articles:
        outlet, issued = saved.outlet or saved.article.outlet, saved.issued or saved.article.issued
        missing = {"outlet": "--outlet"} if not outlet else {}
        missing |= {"date": "--issued"} if not issued else {}
        if missing:
            options = " and ".join(missing.values())
            yield f"  {preview(basename(saved.file), 60)}: the page names no {' and no '.join(missing)}; add {options}"
    if output:
        yield f"  written: {output}; review it: peace-tui {preview(output, 200)} --view draft:yes"
