"""Print where files of our own are kept."""

from __future__ import annotations

from argparse import Namespace

from peace_tui.cache import store
from peace_tui.cli.tables import text_table
from peace_tui.errors import SUCCESS
from peace_tui.system.paths import settings_folder, state_folder
from peace_tui.system.streams import terminal_width, write_stdout
from peace_tui.text.messages import format_count


def run(arguments: Namespace) -> int:
    """Print where files of our own are kept, and how large the cache is."""
    rows = [
        ("settings", settings_folder(), "config.toml: colors, mouse, zone …; keys.toml: keys of your own"),
        ("state", state_folder(), "where each dossier was left"),
        ("cache", store.folder(), _describe_cache()),
    ]
    write_stdout(text_table(("what", "folder", "what is in it"), rows, terminal_width()))
    return SUCCESS


def _describe_cache() -> str:
    """Return what is in the cache, in words."""
    packs = [each for each in store.list_files() if each.file.endswith(".pack")]
    dossiers = len([each for each in packs if each.file.endswith(f"{store.RECORDS}.pack")])
    held = format_count(dossiers, "packed dossier") if packs else "nothing yet"
    size = f", {format_size(sum(each.size for each in packs))}" if packs else ""
    return f"{held}{size}; at most {format_size(store.MAX_CACHE_BYTES)}, safe to delete"


def format_size(size: int) -> str:
    """Return a number of bytes in words: 84.6 MB."""
    return f"{size / 1e6:,.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"
