"""What there is without a dossier: the keys, the folders, the schema of the format, and a dossier to start from.

Each command imports what only it needs.
"""

from __future__ import annotations

import os.path
import re
import shlex
from argparse import Namespace
from typing import Final

from peace_tui.cli.tables import format_table, to_json
from peace_tui.errors import NEGATIVE, SUCCESS
from peace_tui.system.paths import settings_folder, state_folder
from peace_tui.system.streams import STANDARD_INPUT, is_stdout_utf8, terminal_width, write_stdout
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import UNSAFE

DEFAULT_TITLE: Final = "My dossier"
TEMPLATE: Final = """\
#:schema dossier.schema.json
# A dossier: who said what, to whom, when, and according to whom. Change every word below, and add to it.
#
#     peace-tui check FILE    tells everything that is wrong, with line, column and remedy
#     peace-tui FILE          opens it; what you save is shown at once, and e brings you back here
#     peace-tui schema > dossier.schema.json
#                             beside this file: an editor that knows TOML then completes and checks what you type
#
# What stands after a # is for you alone.

format = "peace-tui/1"

[dossier]
title = {title}
language = "en"                     # the language you write in
timezone = "UTC"                    # for clock times without an offset, such as "America/New_York"
# authors = ["Your Name"]
# license = "CC-BY-4.0"             # of your own words, not of those you quote
# note = "What this is and what it leaves out."


# Everybody who speaks, is spoken to or is spoken about. The id is yours to choose; all else refers to it.

[[people]]
id = "doe"
name = "Jane Doe"
aliases = ["J. Doe"]                # other spellings and names, all of which find her
roles = [{{ title = "mayor of Springfield" }}]
side = "City"                       # free words; groups and colors the list

[[people]]
id = "council"
name = "City council"
kind = "organization"               # person, organization, role or anonymous


# Where the words were printed.

[[sources]]
id = "gazette"
type = "article-newspaper"
title = "Mayor and council at odds"
container_title = "The Gazette"     # the outlet
issued = "2025-03-02"
# url = "https://example.org/mayor-and-council"

[[sources]]
id = "herald"
container_title = "The Herald"
issued = "2025-03-03"
# based_on = ["gazette"]            # the sources that it copies, translates or quotes


# What happened. Dates may be as rough as you know them: 2025, 2025-03, 2025-03-01?, 2025-03-01/2025-03-04,
# 2025-03-01T14:30; without a date the event is undated.

[[events]]
id = "session"
type = "meeting"                    # call, meeting, statement, publication, decision, document or other
title = "The council discusses the bridge"
summary = "What happened and who says so, in your own words."
date = "2025-03-01"
place = "town hall"
involved = [{{ person = "doe", role = "guest" }}, {{ person = "council", role = "host" }}]
sources = ["gazette", "herald"]
tags = ["bridge"]


# What was said. One quote is one utterance, however many sources print it.

[[quotes]]
id = "session-1"
event = "session"
n = 1                               # its place in the order of the event
who = "doe"
to = ["council"]                    # left out: not known
text = "The bridge will be built, whatever it takes."

  [[quotes.versions]]               # as each source prints it, with its insertions and cuts
  source = "gazette"
  text = "The bridge will be built, whatever it takes."
  locator = "para 4"

  [[quotes.versions]]
  source = "herald"
  text = "The bridge will be built …"
  via = ["recording of the session"]

[[quotes]]
id = "session-2"
event = "session"
n = 2
who = "council"
to = "doe"
about = ["doe"]
mode = "indirect"                   # direct, indirect, summary or transcript
text = "that the mayor had not been asked"
source = "gazette"                  # a quote with one source needs no versions
locator = "para 5"
"""


def print_keys(arguments: Namespace) -> int:
    """Print the table of keys as the reader's own file changes it, or check that file and the other settings."""
    from peace_tui.ui.key_table import KEYS
    from peace_tui.ui.keys import KEYMAP_FILE, format_key, name_keys, read_keys, with_keys

    keys, problems = read_keys(KEYS)
    if arguments.check:
        from peace_tui.loading.diagnostics import NOTE
        from peace_tui.session.settings import CONFIG_FILE, read_config, read_settings_file
        from peace_tui.ui.render.styles import list_themes  # and with them Textual, which no other text command loads

        problems = [*read_config(list_themes())[1], *problems]
        files = [read_settings_file(name).path for name in (CONFIG_FILE, KEYMAP_FILE)]
        faults = [problem for problem in problems if problem.level != NOTE]
        summary = f"{' and '.join(files)}: {format_count(len(faults), 'problem') if faults else 'no problems'}"
        write_stdout(line + "\n" for line in (*map(str, problems), summary))
        return NEGATIVE if faults else SUCCESS
    names = name_keys(keys, ascii=arguments.ascii)
    rows = [
        (key.id, ", ".join(format_key(each, ascii=arguments.ascii) for each in key.keys), with_keys(key.help, names))
        for key in keys
    ]
    write_stdout(format_table(("action", "keys", "what it does"), rows, terminal_width()))
    return SUCCESS


def print_paths(arguments: Namespace) -> int:
    """Print where files of our own are kept, and how large the cache is."""
    from peace_tui.cache import store

    rows = [
        ("settings", settings_folder(), "config.toml: colors, mouse, zone …; keys.toml: keys of your own"),
        ("state", state_folder(), "where each dossier was left"),
        ("cache", store.packs_folder(), _describe_cache()),
    ]
    write_stdout(format_table(("what", "folder", "what is in it"), rows, terminal_width()))
    return SUCCESS


def _describe_cache() -> str:
    """Return what is in the cache, in words."""
    from peace_tui.cache import store

    packs = [each for each in store.list_files() if each.file.endswith(".pack")]
    dossiers = len([each for each in packs if each.file.endswith(f"{store.RECORDS_PACK}.pack")])
    held = format_count(dossiers, "packed dossier") if packs else "nothing yet"
    size = f", {format_size(sum(each.size for each in packs))}" if packs else ""
    return f"{held}{size}; at most {format_size(store.MAX_CACHE_BYTES)}, safe to delete"


def format_size(size: int) -> str:
    """Return a number of bytes in words: 84.6 MB."""
    return f"{size / 1e6:,.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"


def print_schema(arguments: Namespace) -> int:
    """Print the JSON Schema of the format, or write it to a file."""
    from peace_tui.model.json_schema import build_schema
    from peace_tui.system.output_file import check_output, save

    if arguments.output not in (None, STANDARD_INPUT):
        check_output(arguments.output, replace=arguments.force)
        save(arguments.output, [f"{to_json(build_schema(), ascii=False)}\n".encode()], replace=arguments.force)
        return SUCCESS
    write_stdout([to_json(build_schema(), ascii=not is_stdout_utf8()), "\n"])
    return SUCCESS


def make_template(file: str = "") -> str:
    """Return a dossier to start from, with a title made from the name of its file."""
    stem = os.path.splitext(os.path.basename(file))[0]
    words = re.sub(rf"[\s_-]+|{UNSAFE}", " ", stem).strip()
    title = words[:1].upper() + words[1:] or DEFAULT_TITLE
    return TEMPLATE.format(title=to_json(title))


def write_template(arguments: Namespace) -> int:
    """Write a small commented dossier, never over a file that is there."""
    from peace_tui.system.output_file import check_output, save

    file = arguments.file
    if file == STANDARD_INPUT:
        write_stdout([make_template()])
        return SUCCESS
    check_output(file, remedy="choose another name")
    save(file, [make_template(file).encode()])
    write_stdout([f"{file}: written; open it in your editor, and beside it with: peace-tui {shlex.quote(file)}\n"])
    return SUCCESS
