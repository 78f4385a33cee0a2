"""Print what the program itself is like: its keys, its folders, and the schema of the format.

Each of the three imports what only it needs.
"""

from __future__ import annotations

from argparse import Namespace

from peace_tui.cli.tables import text_table, to_json
from peace_tui.errors import NEGATIVE, SUCCESS
from peace_tui.system.paths import settings_folder, state_folder
from peace_tui.system.streams import STANDARD_INPUT, is_stdout_utf8, terminal_width, write_stdout
from peace_tui.text.messages import format_count


def print_keys(arguments: Namespace) -> int:
    """Print the table of keys as the reader's own file changes it, or check that file and the other settings."""
    from peace_tui.ui.key_table import KEYS
    from peace_tui.ui.keys import KEYMAP_FILE, key_name, name_keys, read_keys, with_keys

    keys, problems = read_keys(KEYS)
    if arguments.check:
        from peace_tui.loading.diagnostics import NOTE
        from peace_tui.session.settings import CONFIG_FILE, read_config, read_settings_file
        from peace_tui.ui.render.styles import theme_names  # and with them Textual, which no other text command loads

        problems = [*read_config(theme_names())[1], *problems]
        files = [read_settings_file(name).path for name in (CONFIG_FILE, KEYMAP_FILE)]
        faults = [problem for problem in problems if problem.level != NOTE]
        summary = f"{' and '.join(files)}: {format_count(len(faults), 'problem') if faults else 'no problems'}"
        write_stdout(line + "\n" for line in (*map(str, problems), summary))
        return NEGATIVE if faults else SUCCESS
    names = name_keys(keys, ascii=arguments.ascii)
    rows = [
        (key.id, ", ".join(key_name(each, ascii=arguments.ascii) for each in key.keys), with_keys(key.help, names))
        for key in keys
    ]
    write_stdout(text_table(("action", "keys", "what it does"), rows, terminal_width()))
    return SUCCESS


def print_paths(arguments: Namespace) -> int:
    """Print where files of our own are kept, and how large the cache is."""
    from peace_tui.cache import store

    rows = [
        ("settings", settings_folder(), "config.toml: colors, mouse, zone …; keys.toml: keys of your own"),
        ("state", state_folder(), "where each dossier was left"),
        ("cache", store.packs_folder(), _describe_cache()),
    ]
    write_stdout(text_table(("what", "folder", "what is in it"), rows, terminal_width()))
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
