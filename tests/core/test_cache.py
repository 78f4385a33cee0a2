"""Packed dossiers and their cache: what comes out is what went in, and nothing that goes wrong there is ever seen."""

from __future__ import annotations

import gc
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import EXAMPLE
from generated import dossiers, to_toml, views
from oracle import pane_parts
from peace_tui.__main__ import main
from peace_tui.cache import store
from peace_tui.cache.pack import (
    DamagedPack,
    DossierWithoutQuotes,
    QuoteNumbers,
    Unpackable,
    join_sections,
    pack_dossier,
    row_codec,
    split_sections,
)
from peace_tui.cache.reader import PackedDossier, SearchTexts, open_pack
from peace_tui.loading import chunks, files
from peace_tui.loading import large as reading_large
from peace_tui.loading.document import ReadResult, paused_collector
from peace_tui.loading.files import load, read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, GuidedView
from peace_tui.query.engine import filter_panes
from peace_tui.query.selection import LISTINGS
from peace_tui.query.view import View
from peace_tui.system.paths import NO_CACHE_VARIABLE
from peace_tui.system.streams import ignore_progress

OWN = """
x_card = { day = 2025-10-14, clock = 12:05:00, moment = 2025-10-14T12:05:00-04:00, list = [1, 2.5, true, ["a"]] }
"""


def again(dossier: Dossier) -> Dossier:
    """The dossier, packed and opened."""
    return open_pack(pack_dossier(dossier), dossier.path, dossier.digest)


def assert_alike(one: Dossier, other: Dossier) -> None:
    """Both have the same records, in the same orders, with the same indexes."""
    assert (one.info, one.path, one.digest) == (other.info, other.path, other.digest)
    for kind in ARRAYS:
        assert [*getattr(one, kind)] == [*getattr(other, kind)]
    assert dict(one.by_id) == dict(other.by_id)
    assert [*one.by_id] == [*other.by_id]
    assert len(one.by_id) == len(other.by_id)
    assert [*one.people_by_weight] == [*other.people_by_weight]
    assert one.participation == other.participation
    assert one.tags == other.tags
    assert one.folded_names == other.folded_names
    for name in ("event_index", "quote_index"):
        index, others = getattr(one, name), getattr(other, name)
        assert [*index.records] == [*others.records]
        assert index.position_of == others.position_of
        assert index.dates == others.dates
        assert index.undated == others.undated
        for attribute in index.attributes:
            assert index.postings(attribute) == others.postings(attribute)


@given(dossiers(), st.data())
def test_a_packed_dossier_is_the_dossier(dossier: Dossier, data: st.DataObject) -> None:
    other = again(dossier)
    assert_alike(dossier, other)
    for _ in range(3):
        view: View = data.draw(views(dossier))
        assert pane_parts(filter_panes(dossier, view)) == pane_parts(filter_panes(other, view))
        for listing in LISTINGS.values():
            assert listing.rows(dossier, view, False) == listing.rows(other, view, False)


def test_every_key_of_the_format_survives_packing() -> None:
    read_again = read((EXAMPLE + "\n[[people]]\nid = 'own'\nname = 'Own'" + OWN).encode(), "file").dossier
    assert read_again
    assert_alike(read_again, again(read_again))
    assert again(read_again).person_of["own"].extra["x_card"]["list"] == [1, 2.5, True, ["a"]]


def test_a_record_that_no_row_can_hold_is_not_packed() -> None:
    with pytest.raises(Unpackable):
        row_codec(GuidedView, None).encode(GuidedView(view="a", extra={"x_own": object()}))


def test_packing_leaves_nothing_large_to_the_collector() -> None:
    dossier = read(EXAMPLE.encode(), "file").dossier
    assert dossier
    gc.collect()
    with paused_collector():
        pack_dossier(dossier)
        assert not [each for each in gc.get_objects() if isinstance(each, DossierWithoutQuotes | QuoteNumbers)]


def test_records_are_looked_up_as_in_any_sequence() -> None:
    dossier = read(EXAMPLE.encode(), "file").dossier
    assert dossier
    other = again(dossier)
    assert other.quotes[-1] == dossier.quotes[-1]
    assert [*other.quotes[1:]] == [*dossier.quotes[1:]]
    assert [*other.quote_index.records[:2]] == [*dossier.quote_index.records[:2]]
    assert other.quotes[0] is other.quotes[0]
    with pytest.raises(IndexError):
        other.quotes[len(dossier.quotes)]
    with pytest.raises(KeyError):
        other.by_id["nobody"]
    assert "nobody" not in other.by_id
    assert other.by_id.get("nobody") is None


# --- The container ---------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.text(max_size=5), st.binary(max_size=20), max_size=4), st.data())
def test_no_damage_to_a_pack_goes_unseen(parts: dict[str, bytes], data: st.DataObject) -> None:
    pack = b"".join(join_sections(parts))
    assert {name: bytes(section) for name, section in split_sections(pack).items()} == parts
    place = data.draw(st.integers(0, len(pack) - 1))
    changed = bytes([pack[place] ^ data.draw(st.integers(1, 255))])
    for damaged in (pack[:place], pack[:place] + changed + pack[place + 1 :], pack + b"\0"):
        with pytest.raises(DamagedPack):
            split_sections(damaged)


def test_the_pack_of_another_program_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        other.setattr("peace_tui.cache.pack.WRITER_TAG", "0.0.1 peace-tui/1 1 cpython-310 little")
        pack = b"".join(join_sections({"info": b""}))
    with pytest.raises(DamagedPack):
        split_sections(pack)


# --- The cache -------------------------------------------------------------------------------------------------------


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dossier that counts as large, and a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(NO_CACHE_VARIABLE, raising=False)
    monkeypatch.setattr("peace_tui.loading.files.LARGE_FILE_BYTES", 1)
    monkeypatch.setattr("peace_tui.loading.document.LARGE_FILE_BYTES", 1)
    file = tmp_path / "large.toml"
    file.write_text(EXAMPLE, "utf-8")
    return file


def packs(file: Path) -> list[Path]:
    return sorted((file.parent / "cache").rglob("*.pack"))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often a large file was read."""
    count = 0
    plain = chunks.read_chunks

    def counting(data: bytes, announce: Callable[[], None]) -> Iterator[tuple[chunks.Chunk, dict[str, Any]]]:
        nonlocal count
        count += 1
        return plain(data, announce)

    monkeypatch.setattr(reading_large, "read_chunks", counting)
    return lambda: count


def test_a_large_file_is_parsed_once(large: Path, parsed: Callable[[], int]) -> None:
    first, second = load(large), load(large)
    assert parsed() == 1
    assert isinstance(second, PackedDossier)
    assert_alike(first, second)
    plain = read(EXAMPLE.encode(), str(large)).dossier
    assert plain
    assert [*plain.quotes] == [*second.quotes]
    assert len(second.digest) == 64


def test_a_file_that_is_kept_is_not_read_again(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(large)
    read_before = files.read_bytes
    monkeypatch.setattr(files, "read_bytes", lambda file: pytest.fail(f"{file} is read"))
    assert_alike(load(large), first)
    monkeypatch.setattr(files, "read_bytes", read_before)
    large.write_text("\n" + large.read_text("utf-8"), "utf-8")
    assert load(large).digest != first.digest


@pytest.mark.parametrize("damaged", [False, True])
def test_what_is_searched_is_kept_too(large: Path, damaged: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = read(EXAMPLE.encode(), str(large)).dossier
    assert plain
    assert len([*load(large).prepare()]) > 3
    if damaged:
        packs(large)[1].write_bytes(b"")
    else:
        monkeypatch.setattr(SearchTexts, "_fold", None)  # nothing is folded again
    again = load(large)
    for needle in ("", "e", "pea", "the ", "e p", "ivanov", "nowhere"):
        for kind in ("text", "note"):
            assert again.quote_index.search(kind, needle) == plain.quote_index.search(kind, needle)
        assert again.event_index.search("free", needle) == plain.event_index.search("free", needle)


def test_the_cache_is_for_the_user_alone(large: Path) -> None:
    load(large)
    (pack,) = packs(large)
    assert stat.S_IMODE(pack.stat().st_mode) == 0o600
    assert stat.S_IMODE(pack.parent.stat().st_mode) == 0o700


def test_a_small_file_is_not_kept(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peace_tui.loading.files.LARGE_FILE_BYTES", 1_000_000)
    assert not isinstance(load(large), PackedDossier)
    assert packs(large) == []


def test_changed_content_is_read_again(large: Path, parsed: Callable[[], int]) -> None:
    load(large)
    large.write_text(EXAMPLE.replace("An example call", "Another call"), "utf-8")
    assert load(large).info.title == "Another call"
    assert parsed() == 2
    assert len(packs(large)) == 2


@pytest.mark.parametrize("part", [0.0, 0.01, 0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("how", ["flipped", "cut", "emptied"])
def test_a_damaged_pack_is_made_again(large: Path, part: float, how: str, parsed: Callable[[], int]) -> None:
    first = load(large)
    (pack,) = packs(large)
    whole = pack.read_bytes()
    place = min(int(len(whole) * part), len(whole) - 1)
    flipped = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    pack.write_bytes({"flipped": flipped, "cut": whole[:place], "emptied": b""}[how])
    assert_alike(first, load(large))
    assert parsed() == 2
    assert [*split_sections(packs(large)[0].read_bytes())] == [*split_sections(whole)]


def test_another_version_makes_its_own(large: Path, parsed: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    load(large)
    monkeypatch.setattr(store, "WRITER_TAG", "another")
    load(large)
    assert parsed() == 2
    assert len(packs(large)) == 2


@pytest.mark.parametrize("mode", [0o777, 0o720, 0o702])
def test_a_pack_that_others_could_have_written_is_not_read(large: Path, mode: int, parsed: Callable[[], int]) -> None:
    load(large)
    packs(large)[0].chmod(mode)
    load(large)
    assert parsed() == 2
    packs(large)[0].parent.chmod(mode)
    load(large)
    assert parsed() == 3


def test_somebody_elses_pack_is_not_read(
    large: Path, parsed: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(large)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    load(large)
    assert parsed() == 2


def test_a_link_in_place_of_a_pack_is_not_followed(large: Path, parsed: Callable[[], int]) -> None:
    load(large)
    (pack,) = packs(large)
    elsewhere = large.with_name("elsewhere")
    pack.rename(elsewhere)
    pack.symlink_to(elsewhere)
    load(large)
    assert parsed() == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_cannot_be_written_is_done_without(large: Path) -> None:
    large.parent.chmod(0o500)
    try:
        assert load(large).quotes
    finally:
        large.parent.chmod(0o700)


@pytest.mark.parametrize("fails", ["os.makedirs", "os.replace", "os.stat", "os.scandir"])
def test_no_cache_is_no_reason_to_fail(large: Path, fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*words: object, **named: object) -> object:
        raise OSError(28, "No space left on device")

    module, name = fails.split(".")
    with monkeypatch.context() as broken:
        broken.setattr(sys.modules[module], name, full)
        assert len(load(large).quotes)
    assert not [*large.parent.rglob("*.part")]


def test_a_file_where_the_folder_should_be_is_done_without(large: Path) -> None:
    (large.parent / "cache").write_text("")
    assert load(large).quotes


def test_two_programs_may_keep_the_same_at_once(large: Path) -> None:
    with ThreadPoolExecutor(4) as programs:
        found = [*programs.map(lambda _: load(large), range(8))]
    for each in found[1:]:
        assert_alike(found[0], each)
    assert len(packs(large)) == 1


def test_the_packs_not_opened_for_longest_go_first(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [EXAMPLE.replace("An example call", f"Call {number}") for number in range(4)]
    for number, text in enumerate(texts):
        large.write_text(text, "utf-8")
        load(large)
        for pack in packs(large):
            if pack.stat().st_mtime > 1_000_000:
                os.utime(pack, (number, number))
    size = max(pack.stat().st_size for pack in packs(large))
    large.write_text(texts[0], "utf-8")
    load(large)  # opened again, it is the last to go
    monkeypatch.setattr(store, "MAX_CACHE_BYTES", size * 3 + 50)
    large.write_text(EXAMPLE, "utf-8")
    load(large)
    assert len(packs(large)) == 3
    large.write_text(texts[0], "utf-8")
    assert store.fetch_pack(load(large).digest)


def test_what_is_half_written_goes_in_the_end(large: Path) -> None:
    load(large)
    half = packs(large)[0].with_name(".half.part")
    half.write_bytes(b"half")
    store.evict(store.MAX_CACHE_BYTES)
    assert half.exists()
    os.utime(half, (1, 1))
    store.evict(store.MAX_CACHE_BYTES)
    assert not half.exists()
    assert len(packs(large)) == 1


def test_without_the_cache_nothing_is_kept(
    large: Path, monkeypatch: pytest.MonkeyPatch, parsed: Callable[[], int]
) -> None:
    load(large)
    monkeypatch.setenv(NO_CACHE_VARIABLE, "")  # so that it is taken back
    for command in (["list", "quotes"], ["show", "ivanov"], ["export", "jsonl"]):
        before = parsed()
        assert main([*command, str(large)]) == 0
        assert parsed() == before
        assert main([*command, str(large), "--no-cache"]) == 0
        assert parsed() == before + 1
        monkeypatch.setenv(NO_CACHE_VARIABLE, "")
    packs(large)[0].unlink()
    assert main(["list", "quotes", str(large), "--no-cache"]) == 0
    assert packs(large) == []


def test_what_is_wrong_is_told_whatever_is_kept(large: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large.write_text(EXAMPLE.replace('event = "call-1"', 'event = "call-9"', 1), "utf-8")
    for _ in range(2):
        assert main(["list", "quotes", str(large)]) == 2
        assert "no event has the id 'call-9'" in capsys.readouterr().err
    assert packs(large) == []


def test_paths_tells_where_and_how_much(large: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paths"]) == 0
    assert "nothing yet" in capsys.readouterr().out
    load(large)
    assert main(["paths"]) == 0
    told = capsys.readouterr().out
    assert str(large.parent / "cache" / "peace-tui" / "dossiers") in told
    assert "1 packed dossier, 0.0 MB" in told
    assert [line.split()[0] for line in told.splitlines()] == ["settings", "state", "cache"]


def read_in_pieces(data: bytes, piece: int) -> ReadResult:
    """What comes of a document that counts as large, in pieces of so many bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NO_CACHE_VARIABLE, "1")
        patch.setattr(files, "LARGE_FILE_BYTES", 1)
        patch.setattr(chunks, "CHUNK_BYTES", piece)
        return files.read_to_show(data, "file")


@settings(max_examples=25)
@given(dossiers(), st.integers(1, 500))
def test_large_and_small_files_are_read_alike(dossier: Dossier, piece: int) -> None:
    data = to_toml(dossier).encode()
    small, large = read(data, "file").dossier, read_in_pieces(data, piece).dossier
    assert isinstance(large, PackedDossier)
    assert small
    assert_alike(small.replace(path="file", digest=large.digest), large)


@given(dossiers(), st.integers(1, 500))
def test_a_sound_dossier_is_packed_piece_by_piece(dossier: Dossier, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_BYTES", piece)
        sections = reading_large._read_chunks(to_toml(dossier).encode(), "file", "", ignore_progress)
    assert not isinstance(sections, ReadResult)
    assert_alike(dossier, open_pack(sections, dossier.path, dossier.digest))


@pytest.mark.parametrize("piece", [1, 300, 100_000])
@pytest.mark.parametrize(
    "more",
    [
        '[[quotes]]\nid = "last"\nevent = "nowhere"\ntext = "Words"',
        '[[people]]\nid = "call-1"\nname = "Taken"',
        '[[sources]]\nid = "empty"',
        '[[views]]\nview = "no:thing"',
        '[[quotes]]\nid = "last',
        "[dossier]",
        "color = 1",
    ],
)
def test_what_is_wrong_in_a_piece_is_told_as_of_the_whole(more: str, piece: int) -> None:
    data = f"{EXAMPLE}\n{more}\n".encode()
    expected = read(data, "file").problems
    assert expected
    assert read_in_pieces(data, piece).problems == expected


@given(st.data())
def test_what_is_wrong_stands_at_the_same_place_in_chunks(data: st.DataObject) -> None:
    text = EXAMPLE
    for _ in range(data.draw(st.integers(1, 2))):
        words = [*re.finditer(r'"[^"\n]*"|^.*\n', text, re.MULTILINE)]
        word = words[data.draw(st.integers(0, len(words) - 1))]
        text = text[: word.start()] + data.draw(st.sampled_from(["7", '"x"', "", "[[quotes]]\n"])) + text[word.end() :]
    assert (
        read_in_pieces(text.encode(), data.draw(st.integers(1, 900))).problems == read(text.encode(), "file").problems
    )


@pytest.mark.parametrize("piece", [1, 300])
def test_pieces_may_come_in_any_order_and_hold_what_is_odd(piece: int) -> None:
    head, *tables = EXAMPLE.split("\n[[")
    for text in (
        "\n[[".join([head, *reversed(tables)]),
        EXAMPLE.replace("[dossier]", "[x_own]\n[dossier]"),
        OWN + EXAMPLE,
    ):
        small, large = read(text.encode(), "file"), read_in_pieces(text.encode(), piece)
        assert small.problems == large.problems
        if small.dossier:
            assert isinstance(large.dossier, PackedDossier)
            assert_alike(small.dossier.replace(digest=large.dossier.digest), large.dossier)
