"""A draft as `peace-tui draft` makes it, with the articles that it is from: the example that tests of reviews share."""

from __future__ import annotations

from pathlib import Path
from typing import Final

GAZETTE: Final = """\
<html><head><title>Mayor promises a bridge</title></head><body><article>
<h1>Mayor promises a bridge</h1>
<p>The council met on Monday evening, and the bridge was the only item on the list.</p>
<p>&ldquo;The bridge will be built this year,&rdquo; Mayor Jane Doe told the council.
&ldquo;Whatever it takes.&rdquo;</p>
<p>Richard Roe, who leads the opposition, said that nobody had asked him. &ldquo;We did not agree,&rdquo; he said,
&ldquo;and we will not pay.&rdquo;</p>
<p>The &ldquo;bridge of sighs&rdquo;, as it is called in town, was closed in 2019.</p>
<p>A spokesman told Doe on Tuesday: &ldquo;It can be done by winter if the money is there.&rdquo;</p>
</article></body></html>
"""
HERALD: Final = """\
No money for the bridge

The leader of the opposition has told the mayor that the town will not pay for her bridge.

“We didn’t agree to this, and we won’t pay,” Richard Roe told the council on Monday night.
"""
DRAFT: Final = """\
format = "peace-tui/1"  # made by hand

[dossier]
title = "The bridge"
checked = true

[[people]]
id = "doe"
name = "Jane Doe"
aliases = ["Doe"]
draft = true

[[people]]
id = "roe"
name = "Richard Roe"
short = "Roe"

[[sources]]
id = "gazette"
title = "Mayor promises a bridge"
container_title = "The Gazette"

[[sources]]
id = "herald"
title = "No money for the bridge"
container_title = "The Herald"

[[events]]
id = "council"
title = "The council meets"
date = "2025-11-24"

[[events]]
id = "gazette-2025-11-25"
type = "publication"
title = "Mayor promises a bridge"
date = "2025-11-25"
draft = true

[[quotes]]
id = "q1"
event = "gazette-2025-11-25"
who = "doe"
text = "The bridge will be built this year, Whatever it takes."
draft = true

  [[quotes.versions]]
  source = "gazette"
  text = "The bridge will be built this year,"
  locator = "para 2"

  [[quotes.versions]]
  source = "gazette"
  text = "Whatever it takes."
  locator = "para 2"

[[quotes]]
id = "q2"
event = "gazette-2025-11-25"
# likely Roe: "he said" (paragraph 3)
text = "We did not agree,"
source = "gazette"
locator = "para 3"
draft = true

[[quotes]]
id = "q3"
event = "gazette-2025-11-25"
# likely Roe: goes on
# look at the video again
text = "and we will not pay."
source = "gazette"
locator = "para 3"
draft = true

[[quotes]]
id = "q4"
event = "gazette-2025-11-25"
text = "bridge of sighs"   # a name
source = "gazette"
locator = "para 4"
draft = true

[[quotes]]
id = "q5"
event = "gazette-2025-11-25"
# likely A spokesman: "told" (paragraph 5)
text = "It can be done by winter if the money is there."
source = "gazette"
locator = "para 5"
draft = true
"""


def write_draft(folder: Path, articles: str = "articles") -> Path:
    """Write the draft, and its articles into a folder beside it; return the file of the draft."""
    (folder / articles).mkdir(parents=True, exist_ok=True)
    (folder / articles / "gazette.html").write_text(GAZETTE, "utf-8")
    (folder / articles / "herald.txt").write_text(HERALD, "utf-8")
    file = folder / "draft.toml"
    file.write_text(DRAFT, "utf-8")
    return file
