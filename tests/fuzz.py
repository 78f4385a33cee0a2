"""Bad input by the thousand: `python tests/fuzz.py [SEED] [SECONDS]`, or `make fuzz`.

Good input of each kind, and the hard files of the corpus in `tests/corpus`, are changed at random and given to what
reads them. That may refuse it with an error of ours; anything else is a fault. A fault becomes a file of the corpus,
which `tests/core/test_fuzz.py` gives to the same reader from then on. The seed is printed, so that a run can be had
again.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tui")]

import openpyxl  # noqa: E402

from dossiers import EXAMPLE, dossier  # noqa: E402
from drafts import GAZETTE, HERALD  # noqa: E402
from imports import import_data  # noqa: E402
from peace_tui import export  # noqa: E402
from peace_tui.cache.pack import DamagedPack, join_sections, pack_dossier, split_sections  # noqa: E402
from peace_tui.cache.reader import open_pack  # noqa: E402
from peace_tui.drafting.articles import read_article  # noqa: E402
from peace_tui.errors import InputError, OutputError  # noqa: E402
from peace_tui.importers.articles import SavedArticle, format_draft, make_draft  # noqa: E402
from peace_tui.importers.dossier_builder import ImportOptions, convert_file  # noqa: E402
from peace_tui.importers.input_file import InputFile  # noqa: E402
from peace_tui.lint.autofix import fix_document  # noqa: E402
from peace_tui.lint.warnings import find_warnings  # noqa: E402
from peace_tui.loading.files import read  # noqa: E402
from peace_tui.model.records import ARRAYS  # noqa: E402
from peace_tui.query.engine import match_clauses  # noqa: E402
from peace_tui.query.facets import ViewError  # noqa: E402
from peace_tui.query.offers import find_offers  # noqa: E402
from peace_tui.query.view import parse_view  # noqa: E402
from peace_tui.session.marks import read_marks  # noqa: E402
from peace_tui.session.settings import CONFIG_FILE, read_config  # noqa: E402
from peace_tui.session.store import load_state, state_file  # noqa: E402
from peace_tui.system.paths import settings_folder, state_folder  # noqa: E402
from peace_tui.terminal.input import InputParser  # noqa: E402
from peace_tui.text.terminal_safe import sanitize_line  # noqa: E402
from peace_tui.ui.key_table import KEYS as KEY_TABLE  # noqa: E402
from peace_tui.ui.keys import KEYMAP_FILE  # noqa: E402
from peace_tui.ui.keys import read_keys as read_keymap  # noqa: E402

CORPUS: Final = Path(__file__).parent / "corpus"
DOSSIER: Final = dossier()
MAX_BYTES: Final = 20_000


def read_toml(data: bytes) -> None:
    """A dossier is read or has problems, each in one line that is safe to print."""
    reading = read(data, "fuzz.toml", lint=find_warnings)
    assert reading.dossier or reading.problems
    for problem in reading.problems:
        assert sanitize_line(str(problem).replace("\n", " ")) is not None
        assert 0 <= problem.line <= data.count(b"\n") + data.count(b"\r") + 1
    fixed, _ = fix_document(data)
    if reading.dossier:
        assert read(fixed, "fuzz.toml").dossier


def read_view(data: bytes) -> None:
    """A view is understood, is the same again when it is written, and filters."""
    try:
        view = parse_view(data.decode("utf-8", "surrogateescape"), DOSSIER)
    except ViewError:
        return
    assert parse_view(str(view), DOSSIER) == view
    match_clauses(DOSSIER, view.clauses)
    find_offers(DOSSIER, view)


def read_keys(data: bytes) -> None:
    """What a terminal sends becomes events, whole or in pieces."""
    text = data.decode("utf-8", "replace")
    for size in (len(text) or 1, 7, 1):
        parser = InputParser()
        for start in range(0, len(text), size):
            parser.feed(text[start : start + size])
            if start % 5 == 0 and parser.needs_timeout:
                parser.flush_timeout()


def importing(kind: str) -> Callable[[bytes], None]:
    """What reads files of another format: a valid dossier comes of them, or an error."""

    def read_import(data: bytes) -> None:
        with suppress(InputError):
            import_data(kind, data)

    return read_import


def importing_own(kind: str) -> Callable[[bytes], None]:
    """What reads exports of our own: of a damaged one comes a dossier of which `check` may have something to say."""

    def read_import(data: bytes) -> None:
        with suppress(InputError):
            builder = convert_file(kind, InputFile("fuzz", io.BytesIO(data), ""), ImportOptions(), None)
            toml = b"".join(builder.chunks())
            builder.close()
            reading = read(toml, "fuzz.toml")
            assert reading.dossier or all(problem.path for problem in reading.problems), "it is no TOML"

    return read_import


def importing_workbook(kind: str, part: str, good: bytes) -> Callable[[bytes], None]:
    """What reads workbooks, of which one part is given: bytes changed in an archive make it none, and no more."""

    def read_import(data: bytes) -> None:
        changed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                new.writestr(name, data if name == part else old.read(name))
        with suppress(InputError):
            import_data(kind, changed.getvalue())

    return read_import


def reading_article(ending: str) -> Callable[[bytes], None]:
    """What drafts a dossier of a saved article: one that is valid."""

    def read_saved(data: bytes) -> None:
        article = read_article(data.decode("utf-8", "replace"), ending)
        draft = make_draft([SavedArticle(article, f"fuzz{ending}")])
        reading = read(format_draft(draft, article.title or "Draft", "A comment").encode(), "fuzz.toml")
        assert reading.dossier, reading.problems

    return read_saved


def reading_own(name: str, folder: Callable[[], str], read_file: Callable[[], object]) -> Callable[[bytes], None]:
    """What reads a file of the reader's own, in a folder that is as new."""

    def read_own(data: bytes) -> None:
        file = Path(folder(), name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        with suppress(OutputError):
            read_file()

    return read_own


def read_cache(data: bytes) -> None:
    """A damaged pack is found to be one."""
    try:
        found = open_pack(split_sections(data), "fuzz.toml", "")
    except DamagedPack:
        return
    for kind in ARRAYS:
        list(getattr(found, kind))


VIEWS: Final = (
    "who:ivanov date:2025-10 -tag:plan",
    '"the words" OR about:smith',
    "at:call-1-07 during:2025-10-14/15",
    "/",
)
KEYS: Final = (
    "jk\x1b[A\x1b[1;5B\x1bOP",
    "\x1b[200~pasted\x1b[201~q",
    "\x1b[<0;5;5M\x1b]11;rgb:ff/ff/ff\x07",
    "é王\x1b\x1b[I",
)
CSV: Final = "date,speaker,quote,source\n2025-10-14,Ann Smith,I said it.,The Paper\n14.10.2025,,…,\n"
VTT: Final = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Smith>I said it.\n\n00:02.000 --> 00:05.000\nAnd more.\n"
RIS: Final = "TY  - NEWS\nTI  - A title\nAU  - Smith, Ann\nDA  - 2025/10/14\nER  - \n"
BIBTEX: Final = "@article{a, title={A {T}itle}, author={Smith, Ann and Jones, Bob}, date={2025-10-14}}\n"


SRT: Final = (
    "1\n00:00:01,000 --> 00:00:02,000\nANN SMITH: I said it.\n\n2\n00:00:02,500 --> 00:00:05,000\nAnd <i>more</i>.\n"
)
OYEZ: Final = {
    "transcript": {
        "title": "A case",
        "sections": [
            {
                "turns": [
                    {
                        "start": 0.5,
                        "stop": 2,
                        "speaker": {"name": "Ann Smith", "roles": [{"role_title": "Judge"}]},
                        "text_blocks": [{"start": 0.5, "stop": 2, "text": "I said it."}],
                    }
                ]
            }
        ],
    }
}
CLAIM_REVIEW: Final = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "datePublished": "2025-10-14",
    "url": "https://example.org/1",
    "claimReviewed": "It was said.",
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ann Smith"}, "datePublished": "2025-10"},
    "author": {"@type": "Organization", "name": "The Checkers"},
    "reviewRating": {"@type": "Rating", "ratingValue": "1", "bestRating": "5", "alternateName": "False"},
}
MARKS: Final = """\
format = "peace-tui-marks/1"

[dossiers.example.records.smith]
starred = true
note = "A note"
tags = ["one"]

[dossiers.example.views.mine]
view = "who:smith"
made_on = "0123456789ab"
"""
SETTINGS: Final = 'theme = "peace-light"\nmouse = true\nzone = "Europe/Kyiv"\nsnap = "scale"\nidle = 5.5\n'
PLACE: Final = {
    "dossier": os.path.realpath(DOSSIER.path),
    "view": "who:smith",
    "timeline": "call-1",
    "people": None,
    "quotes": None,
    "focus": 1,
    "zoomed": True,
    "part": "person",
}
KEYMAP: Final = '"move.down" = ["n", "down"]\n"filter.search" = "s"\n'


def workbooks() -> dict[str, tuple[bytes, str]]:
    """A workbook of each kind, and the part with what is in its sheet."""
    book = openpyxl.Workbook()
    for row in (
        ["date", "speaker", "quote"],
        [datetime.date(2025, 10, 14), "Ann Smith", "I said it."],
        [1.5, True, ""],
    ):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    names = (f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("speaker", "quote")
    )
    rows = f"<table:table-row>{cells}</table:table-row>" * 2
    table = f'<office:body><office:spreadsheet><table:table table:name="One">{rows}</table:table></office:spreadsheet>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        head = f"<office:document-content {' '.join(names)}>"
        archive.writestr("content.xml", f"{head}{table}</office:body></office:document-content>")
    return {
        "xlsx": (stream.getvalue(), "xl/worksheets/sheet1.xml"),
        "ods": (content.getvalue(), "content.xml"),
    }


def _exported(*formats: str) -> dict[str, bytes]:
    return {name: export(DOSSIER, name) for name in formats}


def _readers() -> dict[str, tuple[Callable[[bytes], None], list[bytes]]]:
    own = _exported("jsonl", "timelinejs", "csl", "sqlite")
    tei = b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><u who="#a" start="T1">Words.</u></body></text></TEI>'
    books = workbooks()
    return {
        "toml": (read_toml, [EXAMPLE.encode()]),
        "view": (read_view, [view.encode() for view in VIEWS]),
        "keys": (read_keys, [keys.encode() for keys in KEYS]),
        "cache": (read_cache, [pack_of_example()]),
        "marks": (reading_own("marks.toml", state_folder, lambda: read_marks(DOSSIER)), [MARKS.encode()]),
        "settings": (reading_own(CONFIG_FILE, settings_folder, read_config), [SETTINGS.encode()]),
        "keymap": (reading_own(KEYMAP_FILE, settings_folder, lambda: read_keymap(KEY_TABLE)), [KEYMAP.encode()]),
        "place": (
            reading_own(os.path.join("places", os.path.basename(state_file(DOSSIER))), state_folder, read_place),
            [json.dumps(PLACE).encode()],
        ),
        "page": (reading_article(".html"), [GAZETTE.encode()]),
        "article": (reading_article(".txt"), [HERALD.encode()]),
        "csv": (importing("csv"), [CSV.encode()]),
        "own-csv": (importing_own("csv"), [export(DOSSIER, "csv")]),
        **{
            kind: (importing_workbook(kind, part, book), [zipfile.ZipFile(io.BytesIO(book)).read(part)])
            for kind, (book, part) in books.items()
        },
        "tei": (importing("tei"), [tei]),
        "vtt": (importing("vtt"), [VTT.encode()]),
        "srt": (importing("srt"), [SRT.encode()]),
        "oyez": (importing("oyez"), [json.dumps(OYEZ).encode()]),
        "claimreview": (importing("claimreview"), [json.dumps(CLAIM_REVIEW).encode()]),
        "ris": (importing("ris"), [RIS.encode()]),
        "bibtex": (importing("bibtex"), [BIBTEX.encode()]),
        **{name: (importing_own(name), [own[name]]) for name in ("jsonl", "sqlite")},
        **{name: (importing(name), [own[name]]) for name in ("timelinejs", "csl")},
    }


def read_place() -> None:
    """The place in which a dossier was left is found again, or is none."""
    load_state(DOSSIER)


def targets() -> dict[str, tuple[Callable[[bytes], None], list[bytes]]]:
    """What is fed, with good input and hard input to begin with."""
    return {
        name: (reader, [*seeds, *(file.read_bytes() for file in sorted((CORPUS / name).glob("*")))])
        for name, (reader, seeds) in _readers().items()
    }


def pack_of_example() -> bytes:
    """The example as the cache keeps it."""
    return b"".join(join_sections(pack_dossier(DOSSIER)))


TOKENS: Final = (
    *b"\0 \x1b \xff \xc2\x9b \xe2\x80\xae \xed\xa0\x80 \xef\xbb\xbf \r \n \t \\u0000".split(b" "),
    *b"= [[ ]] { } - / .. : , < & \" ' ''' &lt; <!DOCTYPE".split(),
    *b"-1 1e999 nan true null 2025-13-41 2025-10-14/.. 10000-01-01".split(),
    *(b'"""', b"9" * 30, b" " * 50, b"x" * 300, b"[" * 200),
)


def change(data: bytes, chance: random.Random) -> bytes:
    """Change some of the input."""
    for _ in range(1 + int(chance.expovariate(0.6))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + int(chance.expovariate(0.1)))
        kind = chance.randrange(6)
        if kind == 0:
            data = data[:start] + data[end:]
        elif kind == 1:
            data = data[:start] + chance.choice(TOKENS) + data[start:]
        elif kind == 2:
            data = data[:start] + chance.choice(TOKENS) + data[end:]
        elif kind == 3:
            data = data[:end] + data[start:end] * chance.choice((1, 2, 20)) + data[end:]
        elif kind == 4:
            place = chance.randrange(len(data) + 1)
            data = data[:place] + data[start:end] + data[place:]
        elif data:
            place = chance.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
    return data[:MAX_BYTES] if len(data) > 10 * MAX_BYTES else data


def cases(seed: int, names: tuple[str, ...] = ()) -> Iterator[tuple[str, Callable[[bytes], None], bytes]]:
    """Yield input without end, for each reader in turn."""
    chance = random.Random(seed)
    chosen = {name: each for name, each in targets().items() if not names or name in names}
    while True:
        for name, (reader, seeds) in chosen.items():
            yield name, reader, change(chance.choice(seeds), chance)


def main(seed: int, seconds: float) -> int:
    """Feed for so long; return 1 if there was a fault."""
    print(f"seed {seed}", flush=True)
    end, count, faults = time.monotonic() + seconds, 0, 0
    for name, reader, data in cases(seed):
        if time.monotonic() > end:
            break
        count += 1
        try:
            reader(data)
        except Exception:
            faults += 1
            file = CORPUS / name / hashlib.sha256(data).hexdigest()[:12]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            print(f"{file}\n{traceback.format_exc()}", flush=True)
    print(f"{count:,} inputs, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    words = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:  # nothing of the reader's own is read, or written over
        for kind in ("CONFIG", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = home
        sys.exit(main(int(words[0]) if words else random.randrange(1 << 32), float(words[1]) if words[1:] else 60))
