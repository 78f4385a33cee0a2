"""The documents: what they say of the program is what the program does, and their links and examples work."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import peace_tui
from peace_tui.query.facets import FACETS, FREE

ROOT = Path(__file__).parents[2]
PAGES = [path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*.md")) if path.exists()]
NAMES = [str(path.relative_to(ROOT)) for path in PAGES]
README_WORDS = 1_000
"""More than this nobody reads before trying the program."""


def blocks(page: Path, language: str) -> list[str]:
    """The examples of a page that are in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual renderers of Markdown make them."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_generated_tables_are_up_to_date() -> None:
    run = subprocess.run([sys.executable, ROOT / "docs/generate.py", "--check"], capture_output=True, text=True)
    assert not run.stderr
    assert run.returncode == 0


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= README_WORDS


def test_an_index_is_shown_no_picture_and_no_link_that_leads_nowhere() -> None:
    """It has the README alone: of files of the repository there are words, or the address, once there is one."""
    make = runpy.run_path(str(ROOT / "docs/generate.py"))["index_readme"]
    readme = (ROOT / "README.md").read_text("utf-8")
    relative = [target for target in re.findall(r"\]\(([^)\s]+)\)", readme) if "://" not in target]
    assert len(relative) > 10
    bare, whole = make(""), make("https://example.org/peace-tui")
    assert not [target for target in re.findall(r"\]\(([^)\s]+)\)", bare) if "://" not in target]
    assert "![" not in bare
    assert "docs/views.md explains every" in bare
    assert "![Half a minute in the explorer](https://example.org/peace-tui/raw/HEAD/screenshots/tour.svg)" in whole
    assert "[docs/views.md](https://example.org/peace-tui/blob/HEAD/docs/views.md)" in whole
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["readme"] == "docs/package-index.md"
    shown = (ROOT / project["readme"]).read_text("utf-8")
    assert shown == make(project["urls"].get("Source", ""))


def test_every_facet_and_every_word_it_takes_is_explained() -> None:
    rows = re.findall(r"^\| `(\w+):` \| (.+) \|$", (ROOT / "docs/views.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(facet.name for facet in FACETS if facet.name != FREE)
    meanings = dict(rows)
    for facet in FACETS:
        assert [word for word in facet.options if f"`{word}`" not in meanings[facet.name]] == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            linked = page.parent / file if file else page
            assert linked.exists(), target
            assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_examples_in_toml_can_be_read(page: Path) -> None:
    for example in blocks(page, "toml"):
        tomllib.loads(example)


@pytest.mark.parametrize("name", ["README.md", "docs/views.md", "docs/cli.md"])
def test_views_of_the_bundled_dossier_can_be_read(name: str) -> None:
    dossier = peace_tui.load()
    lines = [line for block in blocks(ROOT / name, "sh") for line in block.splitlines()]
    views = [view for line in lines if ".toml" not in line for view in re.findall(r"--view '(.+?)'", line)]
    assert views
    for view in views:
        if "call-1" not in view:  # an id of nobody's dossier in particular
            peace_tui.parse_view(view, dossier)


def test_the_dossier_of_the_readme_is_complete(tmp_path: Path) -> None:
    (example,) = blocks(ROOT / "README.md", "toml")
    file = tmp_path / "mine.toml"
    file.write_text(example, "utf-8")
    assert [quote.text for quote in peace_tui.load(file).quotes] == ["We should talk again."]
