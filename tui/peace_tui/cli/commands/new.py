"""Write a dossier for an author to start from: small, commented, and free of problems."""

from __future__ import annotations

import json
import os.path
import re
import shlex
from argparse import Namespace
from typing import Final

from peace_tui.errors import SUCCESS
from peace_tui.system.output_file import check_output, save
from peace_tui.system.streams import STANDARD_INPUT, write_stdout
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


def make_template(file: str = "") -> str:
    """Return a dossier to start from, with a title made from the name of its file."""
    stem = os.path.splitext(os.path.basename(file))[0]
    words = re.sub(rf"[\s_-]+|{UNSAFE}", " ", stem).strip()
    title = words[:1].upper() + words[1:] or DEFAULT_TITLE
    return TEMPLATE.format(title=json.dumps(title, ensure_ascii=False))


def run(arguments: Namespace) -> int:
    """Write a small commented dossier, never over a file that is there."""
    file = arguments.file
    if file == STANDARD_INPUT:
        write_stdout([make_template()])
        return SUCCESS
    check_output(file, remedy="choose another name")
    save(file, [make_template(file).encode()])
    write_stdout([f"{file}: written; open it in your editor, and beside it with: peace-tui {shlex.quote(file)}\n"])
    return SUCCESS
