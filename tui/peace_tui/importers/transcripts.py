"""Transcripts: subtitles in WebVTT and SubRip, and turns with their times in JSON, as Oyez has them.

Formats: https://www.w3.org/TR/webvtt1/ and https://api.oyez.org. A transcript becomes one event, and each utterance a
quote; what stands on the screen beside what is said is kept with the event.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final

from peace_tui.importers.coerce import add_extra, make_extra_key, to_one_line
from peace_tui.importers.dates import UnclearDate, to_edtf
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun, is_placeholder
from peace_tui.importers.input_file import InputFile, read_json
from peace_tui.text.folding import fold
from peace_tui.text.terminal_safe import clean_text, preview

TIMING: Final = re.compile(
    r"\s*((?:[0-9]+:)?[0-9]{1,2}:[0-9]{2}[.,][0-9]{1,3})\s*-->\s*((?:[0-9]+:)?[0-9]{1,2}:[0-9]{2}[.,][0-9]{1,3})(.*)"
)
"""`00:01.500 --> 00:00:04.000 align:start`; SubRip has a comma before the milliseconds."""
LIKE_TIMING: Final = re.compile(
    r"\s*(?:[0-9]+:)?[0-9]{1,2}:[0-9]{2}(?:[.,][0-9]+)?[^\w:]+(?:[0-9]+:)?[0-9]{1,2}:[0-9]{2}\b"
    r"|.*?(?:[0-9]:[0-9]{2}:[0-9]{2}|[0-9]:[0-9]{2}[.,][0-9]{3}).*?(?:[0-9]:[0-9]{2}:[0-9]{2}|[0-9]:[0-9]{2}[.,][0-9]{3})"
    r"|.*?[0-9]:[0-9]{2}.*?(?:[-–—=]>|→)|.*?(?:[-–—=]>|→).*?[0-9]:[0-9]{2}"
)
"""What was meant as the times of a cue: `00:00:01,000 -> 00:00:04,000`."""
MAX_TIMING_CHARS: Final = 200
"""In how much of a line such times are looked for, so that no line takes long."""
CUE_TAG: Final = re.compile(r"</?([a-zA-Z]*)((?:\.[^\s<>.]+)*)(?:\s+([^<>]*))?>|<[0-9:.]+>|\{\\[^{}]*\}")
"""A tag of either format, its classes and what follows: `<v.loud Ann>`, `<i>`, `<00:01.500>`, `{\\an8}`."""
SPEAKER_LABEL: Final = re.compile(r"(?:>>+\s*)?([^\W\d_][^:\n<>]{0,58}?)\s*:(?:\s+|$)(?=\S|$)")
"""A name before what somebody says."""
BEHIND_NAME: Final = re.compile(
    r"(?<=\S)\s*[\[(]((?:V\.?\s?O|O\.?\s?[SC])\.?|cont['’]?d?\.?|continu(?:ed|ing)|off[ -]?(?:screen|camera)"
    r"|voice[ -]?over|on (?:tape|phone|video|camera)|(?:via|through|over|by) [^()\[\]]{1,40}|in [^\W\d]{3,20})[\])]$",
    re.I,
)
"""What stands behind the name of a speaker and is no part of it: `JANE (V.O.)`."""
SHOUTED: Final = re.compile(r"[^a-zß-öø-ÿа-яα-ω]*")
BEFORE_CHANGE: Final = re.compile(r"(?<!\s)\s+(?=>>)")
"""Where a line goes on with the words of another speaker."""
CHANGE_OF_SPEAKER: Final = re.compile(r"(?:>>+|[-‐‑–—])\s*(?=[^\s\-–—>])")
"""What begins the words of another, unnamed speaker."""
BESIDE_SPEECH: Final = re.compile(r"(?:[\[(][^\[\]()]*[\])]|[♪♫#][^♪♫#]*[♪♫#]|[♪♫\s])++")
"""A line that describes sounds, or what is sung."""
END_OF_SENTENCE: Final = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
MAX_WORDS_OF_LABEL: Final = 5
NO_NAMES: Final = frozenset(
    """note|nb|ps|warning|example|correction|update|source|step|chapter|part|breaking|breaking news|news|live|headline
|summary|time|date|place|location|question|answer|remember|reminder|subtitles|subtitles by|captions by|translation
|hinweis|achtung|beispiel|frage|antwort|untertitel|eilmeldung|zeit|ort|datum|attention|remarque|sous-titres
|nota|pregunta|respuesta|внимание|вопрос|ответ|срочно""".replace("\n", "").split("|")
)
"""Words before a colon that are nobody's name, folded."""
MIN_LABELED_SHARE: Final = 0.3
"""Of how many cues the first line has to begin with a name for a name that stands there once to be one."""
PAUSE_SECONDS: Final = 2.0
"""A silence that ends what a speaker who is not named says."""
MAX_UNNAMED_CHARS: Final = 600
MAX_UTTERANCE_CHARS: Final = 3_000
"""Beyond these an utterance ends with the cue, or of a named speaker with a sentence."""
MAX_ROLLING_SECONDS: Final = 0.1
"""Captions that roll up repeat the last line in a cue that is shorter than this."""
KEPT_BLOCKS: Final = ("NOTE", "STYLE", "REGION")
WORDS_BEFORE_TIMES: Final = ("text", "transcript", "content")
TURN_KEYS: Final = ("turns", "utterances", "segments", "monologues", "results")
START_KEYS: Final = ("start", "start_time", "startTime", "begin", "from")
END_KEYS: Final = ("stop", "end", "end_time", "endTime", "to")


@dataclass(slots=True)
class Utterance:
    """What one speaker says without a break, from its first cue to its last."""

    speaker: str = ""
    text: str = ""
    start: float = 0.0
    end: float = 0.0
    remarks: list[str] = field(default_factory=list)
    """What is described beside the words, each with its time."""
    extras: dict[str, list[str]] = field(default_factory=dict)


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert a transcript, whichever of the formats it is in."""
    if input_file.first_text().startswith((b"{", b"[")):
        TurnConverter(builder, options).convert_document(input_file)
    else:
        CueConverter(builder, options).convert_file(input_file)


def format_timestamp(seconds: float) -> str:
    """Return seconds as `1:02:03`, hours always, so that times sort as they are written."""
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _format_exact_time(seconds: float) -> str:
    return f"{format_timestamp(seconds)}.{round(seconds % 1 * 1000) % 1000:03}"


def _add_quote(builder: DossierBuilder, event: dict[str, Any], source: str, n: int, quote: Mapping[str, Any]) -> None:
    id = builder.new_id("quotes", f"{event['id']}-{n:03}")
    whole = {"id": id, "event": event["id"], "mode": "transcript", "n": n, "source": source, **quote}
    builder.add_record("quotes", whole, f"utterance {n}")


def _format_times(start: float, end: float) -> dict[str, str]:
    """Return the keys of a quote that say when it is said in the recording."""
    return {
        "locator": f"{format_timestamp(start)}–{format_timestamp(end)}",
        "x_start": _format_exact_time(start),
        "x_end": _format_exact_time(end),
    }


# --- Subtitles -------------------------------------------------------------------------------------------------------


class CueConverter:
    """Turns the cues of subtitles into utterances."""

    def __init__(self, builder: DossierBuilder, options: ImportOptions) -> None:
        """Convert into a dossier."""
        self._builder = builder
        self._takes_labels = ("who", "") not in options.columns
        self._has_voices = False
        self._labels: Counter[str] = Counter()
        self._is_labeled = False
        """Whether most cues begin with the name of a speaker."""
        self._found_labels: dict[str, None] = {}
        self._tags: Counter[str] = Counter()
        self._remarks: list[str] = []
        self._last_line, self._last_end = "", 0.0

    def convert_file(self, input_file: InputFile) -> None:
        """Convert a file."""
        builder, name = self._builder, input_file.file_name
        blocks = [*_find_blocks(clean_text(input_file.read_text()))]
        header, kept, cues = self._sort_blocks(input_file, blocks)
        title = to_one_line(header) or str(builder.info["title"])
        builder.info["title"] = title
        table = {"title": title, "x_header": kept.pop("header", ""), **{f"x_{key}": kept[key] for key in kept}}
        event = builder.open_event(title, table)
        source = builder.get_or_add_source("", name, {"title": name})["id"]
        self._count_labels(cues)
        count = 0
        for utterance in self._utterances(cues, input_file):
            if not utterance.text:
                self._report_silent(utterance)
                continue
            count += 1
            who = builder.get_or_add_people([utterance.speaker])
            quote = {"who": who, "text": utterance.text, "note": "; ".join(utterance.remarks)}
            quote |= _format_times(utterance.start, utterance.end) | {
                f"x_{key}": each for key, each in utterance.extras.items()
            }
            _add_quote(builder, event, source, count, quote)
        event["x_beside_speech"] = self._remarks
        self._report(len(cues), count)

    def _report_silent(self, utterance: Utterance) -> None:
        """Report a name that no words follow, and keep for the event what is described beside it."""
        told = [format_timestamp(utterance.start), utterance.speaker, *chain(*utterance.extras.values())]
        self._builder.report.add_loss(f"name before no words ({preview(' '.join(told), 200)})")
        self._remarks += utterance.remarks

    def _sort_blocks(
        self, input_file: InputFile, blocks: list[tuple[int, list[str]]]
    ) -> tuple[str, dict[str, Any], list[tuple[str, re.Match[str], list[str]]]]:
        """Return the title in the header, the blocks to keep by their kind, and the cues: id, timing and lines."""
        if not any(TIMING.fullmatch(line) for _, block in blocks for line in block):
            why = "there is no transcript in it: times such as 00:00:01.000 --> 00:00:04.000 (vtt, srt)"
            raise input_file.error(f"{why} are expected, or turns in JSON (oyez)")
        kept: dict[str, Any] = {}
        cues: list[tuple[str, re.Match[str], list[str]]] = []
        title = ""
        for line, block in blocks:
            timed = next((index for index, each in enumerate(block[:2]) if TIMING.fullmatch(each)), None)
            word, _, rest = block[0].partition(" ")
            if line == 1 and word.partition("\t")[0] == "WEBVTT":
                title = rest.strip().lstrip("-–— ")
                kept["header"] = "\n".join(block[1:])
            elif word in KEPT_BLOCKS and timed is None:
                kept.setdefault(f"{word.lower()}_blocks", []).append("\n".join([rest, *block[1:]]).strip())
            elif timed is not None and (timing := TIMING.fullmatch(block[timed])):
                cues.append((block[0].strip() if timed else "", timing, block[timed + 1 :]))
            elif (
                cues
                and "-->" not in " ".join(block)
                and not any(LIKE_TIMING.match(each[:MAX_TIMING_CHARS]) for each in block[:2])
            ):
                # a blank line inside a cue
                cues[-1][2].extend(block)
            else:
                why = (
                    f"here should be the times of a cue, as in 00:00:01.000 --> 00:00:04.000: '{preview(block[0], 40)}'"
                )
                raise input_file.error(why, f"line {line}")
        return title, kept, cues

    def _count_labels(self, cues: list[tuple[str, re.Match[str], list[str]]]) -> None:
        first_labels: list[str] = []
        for _, _, lines in cues:
            for number, line in enumerate(lines):
                self._has_voices = self._has_voices or "<v" in line
                for place, part in enumerate(BEFORE_CHANGE.split(unescape(CUE_TAG.sub("", line)))):
                    if label := SPEAKER_LABEL.match(part):
                        name = BEHIND_NAME.sub("", to_one_line(label[1]))
                        self._labels[name] += 1
                        first_labels += [name] * (not number and not place)
        names = [name for name in first_labels if _is_capitalized(name)]
        self._is_labeled = len(names) >= len(cues) * MIN_LABELED_SHARE and len(set(names)) > 1

    def _label_in(self, line: str) -> re.Match[str] | None:
        """Return the match of a speaker's name before a line: in capitals, or one that stands there more than once."""
        label = SPEAKER_LABEL.match(line) if self._takes_labels and not self._has_voices else None
        name = BEHIND_NAME.sub("", to_one_line(label[1])) if label else ""
        if not name or len(name.split()) > MAX_WORDS_OF_LABEL or fold(name) in NO_NAMES:
            return None
        is_repeated = (self._labels[name] > 1 or self._is_labeled) and _is_capitalized(name)
        is_name = SHOUTED.fullmatch(name) is not None or is_repeated or line.startswith(">>")
        return label if is_name else None

    def _utterances(
        self, cues: list[tuple[str, re.Match[str], list[str]]], input_file: InputFile
    ) -> Iterator[Utterance]:
        """Yield the utterances: cues of one speaker are joined, those of unnamed speakers to the end of a sentence."""
        current: Utterance | None = None
        first = cues[0][0] if cues else ""
        first_id = int(first) - 1 if first.isdecimal() and len(first) < 10 else 0
        for number, (cue_id, timing, lines) in enumerate(cues, 1):
            input_file.show_progress(count_noun(number, "cue"))
            start, end = _parse_seconds(timing[1]), _parse_seconds(timing[2])
            is_counted = cue_id.isdecimal() and len(cue_id) < 10 and int(cue_id) - number == first_id
            extras = {"cue_ids": [cue_id] * (not is_counted), "cue_settings": [timing[3].strip()]}
            shown = [each for values in extras.values() for each in values]
            if not any(line.strip() for line in lines):
                told = " ".join(filter(None, [format_timestamp(start), *shown]))
                self._builder.report.add_loss(f"cue without words ({preview(told, 200)})")
            for speaker, is_new, text in self._spoken(self._new_lines(lines, start, end)):
                if BESIDE_SPEECH.fullmatch(text) and not is_new:
                    remarks = self._remarks if current is None else current.remarks
                    remarks.append(" ".join(filter(None, [format_timestamp(start), *shown, text])))
                    continue
                if current is None or not self._goes_on(current, speaker, is_new, start):
                    if current is not None:
                        yield current
                    current = Utterance(speaker, start=start)
                current.text = f"{current.text} {text}".strip()
                current.end = max(end, current.end)
                for key, values in extras.items():
                    seen = current.extras.setdefault(key, [])
                    seen += [value for value in values if value and value not in seen]
        if current is not None:
            yield current

    def _goes_on(self, current: Utterance, speaker: str, is_new: bool, start: float) -> bool:
        """Tell whether the same person goes on: where voices are tagged, words without a tag are nobody's."""
        is_whole, size = bool(END_OF_SENTENCE.search(current.text[-10:])), len(current.text)
        if size > 10 * MAX_UTTERANCE_CHARS or (size > MAX_UTTERANCE_CHARS and is_whole):
            return False
        if speaker or (self._has_voices and current.speaker):
            return speaker == current.speaker
        pauses = start - current.end >= PAUSE_SECONDS or len(current.text) > MAX_UNNAMED_CHARS
        return not is_new and (bool(current.speaker) or not (is_whole or pauses))

    def _new_lines(self, lines: list[str], start: float, end: float) -> list[str]:
        """Return the lines of a cue without those that captions which roll up repeat from the cue before."""
        lines = [line for line in lines if line.strip()]
        plain = [to_one_line(CUE_TAG.sub("", line)) for line in lines]
        rolls = bool(plain) and plain[0] == self._last_line and start - self._last_end < MAX_ROLLING_SECONDS
        if rolls and (len(lines) > 1 or end - start < MAX_ROLLING_SECONDS):
            self._builder.report.add_change("line that rolling captions repeat, taken once", format_timestamp(start))
            lines, plain = lines[1:], plain[1:]
        if plain:
            self._last_line = plain[-1]
        self._last_end = end
        return lines

    def _spoken(self, lines: list[str]) -> Iterator[tuple[str, bool, str]]:
        """Yield what is said in lines: by whom, whether that is surely another speaker than before, and the words."""
        voice = ""
        for line in lines:
            position, parts = 0, []
            for tag in CUE_TAG.finditer(line):
                parts.append((voice, line[position : tag.start()]))
                position = tag.end()
                if (tag[1] or "").lower() == "v":
                    voice = "" if tag[0].startswith("</") else to_one_line(unescape(tag[3] or ""))
                if not ((tag[1] or "").lower() == "v" and not tag[2]) and not tag[0].startswith("</"):
                    self._tags["<00:00:00.000>" if tag[0][1:2].isdigit() else tag[0]] += 1
            for speaker, words in _join_parts([*parts, (voice, line[position:])]):
                text = unescape(words).replace("\u200e", "").strip()
                for part in [text] if speaker else BEFORE_CHANGE.split(text):
                    yield from self._labeled(speaker, part)

    def _labeled(self, speaker: str, text: str) -> Iterator[tuple[str, bool, str]]:
        """Yield words without the name or the dash before them, which say who speaks, or that somebody else does."""
        if speaker or not text:
            yield from [(speaker, False, text)] * bool(text)
        elif label := self._label_in(text):
            name = to_one_line(label[1])
            if manner := BEHIND_NAME.search(name):
                name = name[: manner.start()]
                what = f"remark ({manner[1]}) behind the name of a speaker, taken for no part of it"
                self._builder.report.add_change(what, name)
            self._found_labels.setdefault(name)
            yield name, True, text[label.end() :]
        elif change := CHANGE_OF_SPEAKER.match(text):
            yield "", True, text[change.end() :]
        else:
            yield "", False, text

    def _report(self, cues: int, utterances: int) -> None:
        report = self._builder.report
        report.read.append(f"{count_noun(cues, 'cue')} of {count_noun(utterances, 'utterance')}")
        report.mapped += ["quote ← cues of one speaker", "who ← <v> or a name before the words", "locator ← times"]
        if self._found_labels:
            names = preview(", ".join(self._found_labels), 120)
            report.guesses.append(f"who said it ← names before the words ({names}); leave them in the text: --map who=")
        for tag, count in self._tags.items():
            report.add_change(f"tag {preview(tag)} taken out of the text", count=count)


def _is_capitalized(name: str) -> bool:
    """Tell whether each word of a name begins as names do; particles, such as `van`, are short."""
    return name[0] == name[0].upper() and all(word[0] == word[0].upper() or len(word) < 4 for word in name.split())


def _find_blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks of lines between blank ones, each with the number of its first line."""
    for has_text, group in groupby(enumerate(text.split("\n"), 1), key=lambda line: bool(line[1].strip())):
        if has_text:
            numbers, lines = zip(*group, strict=True)
            yield numbers[0], [*lines]


def _join_parts(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return pieces of a line, those of one voice in a row as one."""
    return [(voice, "".join(words for _, words in group)) for voice, group in groupby(parts, key=itemgetter(0))]


def _parse_seconds(time: str) -> float:
    parts = [float(part.replace(",", ".")) for part in time.split(":")]
    return sum(part * 60.0**place for place, part in enumerate(reversed(parts)))


# --- Turns in JSON ---------------------------------------------------------------------------------------------------


class TurnConverter:
    """Turns the turns of a transcript in JSON into quotes: those of Oyez, and those that programs for speech write."""

    def __init__(self, builder: DossierBuilder, options: ImportOptions) -> None:
        """Convert into a dossier."""
        self._builder = builder
        self._takes_date = ("date", "") not in options.columns
        self._speakers: dict[str, dict[str, Any]] = {}
        """What the file says of each person first."""

    def convert_document(self, input_file: InputFile) -> None:
        """Convert a file."""
        document = read_json(input_file)
        extras: dict[str, Any] = {}
        turns = [*_find_turns(document, extras)]
        if not turns:
            raise input_file.error("there are no turns in it: objects with speaker, text and times are expected")
        builder, name = self._builder, input_file.file_name
        title = to_one_line(str(extras.pop("title", None) or "")) or str(builder.info["title"])
        builder.info["title"] = title
        is_argument = "transcript" in document or any("text_blocks" in turn for turn, _ in turns)  # as Oyez has them
        event = builder.open_event(title, {"title": title, "type": "meeting" if is_argument else None})
        self._read_date(title, event)
        url = next((str(extras.pop(key)) for key in ("url", "href") if isinstance(extras.get(key), str)), "")
        table = {"type": "hearing" if is_argument else None, "title": title or name, "url": url}
        source = builder.get_or_add_source("", title or name, table)["id"]
        for key, value in extras.items():
            add_extra(event, make_extra_key(key), value)
        for n, (turn, more) in enumerate(turns, 1):
            input_file.show_progress(count_noun(n, "turn"))
            self._convert_turn(turn, more, event, source, n)
        builder.report.read.append(count_noun(len(turns), "turn"))
        builder.report.mapped += ["quote ← turn", "who ← speaker", "roles ← roles", "locator ← start to stop"]

    def _read_date(self, title: str, event: dict[str, Any]) -> None:
        """Take the date from a title such as `Oral Argument - October 06, 2014`, if it is certain."""
        for part in re.split(r"\s+[-–—|]\s+|\s*[()]\s*", title)[1:] if self._takes_date else ():
            with suppress(UnclearDate):
                if date := to_edtf(part, "", self._builder.zone):
                    event["date"] = date
                    self._builder.report.guesses.append("the date ← the title; leave it in there alone: --map date=")
                    return

    def _convert_turn(
        self, turn: dict[str, Any], more: dict[str, Any], event: dict[str, Any], source: str, n: int
    ) -> None:
        turn = dict(turn)
        given = turn.pop("text_blocks") if isinstance(turn.get("text_blocks"), list) else []
        blocks = [each if isinstance(each, dict) else {"text": each} for each in given]
        start, end = (_pop_number(turn, keys) for keys in (START_KEYS, END_KEYS))
        spoken = [to_one_line(str(block.get("text") or "")) for block in blocks]
        text = " ".join(filter(None, spoken)) or _pop_text(turn)
        quote: dict[str, Any] = {"text": text}
        quote["who"] = self._speaker(turn.pop("speaker", None), quote)
        if start is not None and end is not None:
            quote |= _format_times(start, end)
        elif start is not None or end is not None:
            turn |= {key: value for key, value in (("start", start), ("stop", end)) if value is not None}
        if len(blocks) > 1 or any(block.keys() - {"start", "stop", "text"} for block in blocks):
            quote["x_text_blocks"] = [{k: v for k, v in block.items() if k != "text"} for block in blocks]
        for key, value in (more | turn).items():
            add_extra(quote, make_extra_key(key), value)
        if not text:
            told = {key.removeprefix("x_"): value for key, value in quote.items() if value}
            event.setdefault("x_turns_without_words", []).append({"n": n, **told})
            self._builder.report.add_change("turn without words, kept for its event", f"turn {n}")
            return
        _add_quote(self._builder, event, source, n, quote)

    def _speaker(self, speaker: Any, quote: dict[str, Any]) -> list[str]:
        """Return the ids of a speaker, an object of Oyez with roles, or a name.

        What no person has a place for, or says other things than before, is kept in the quote.
        """
        if isinstance(speaker, str | int) and not isinstance(speaker, bool):
            return self._builder.get_or_add_people([str(speaker)])
        if not isinstance(speaker, dict):
            quote["x_speaker"] = speaker
            return []
        name = to_one_line(str(speaker.get("name") or speaker.get("last_name") or speaker.get("identifier") or ""))
        if is_placeholder(name):
            quote["x_speaker"] = speaker
            return []
        key = str(speaker.get("identifier") or speaker.get("ID") or "")
        person = self._builder.get_or_add_person(name, key)
        first = self._speakers.setdefault(person["id"], speaker)
        if first is not speaker:
            quote["x_speaker"] = {key: value for key, value in speaker.items() if first.get(key) != value}
        else:
            roles = speaker.get("roles") or []
            roles = [*roles.values()] if isinstance(roles, dict) else roles  # Oyez numbers them where some are left out
            is_read = isinstance(roles, list) and all(isinstance(each, dict) for each in roles)
            person["roles"] = [_read_role(each) for each in roles] if is_read else []
            for key, value in speaker.items():
                if key != "name" and not (key == "roles" and is_read):
                    add_extra(person, make_extra_key(key), value)
        return [person["id"]]


def _find_turns(document: Any, extras: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the turns anywhere in a document, each with what its section says; the rest goes into `extras`."""
    if isinstance(document, list):
        yield from _split_turns(document, extras) if any(map(_is_turn, document)) else ()
        return
    if not isinstance(document, dict):
        return
    for key, value in document.items():
        if key in TURN_KEYS and isinstance(value, list) and any(map(_is_turn, value)):
            yield from _split_turns(value, extras)
        elif key == "sections" and isinstance(value, list):
            for number, section in enumerate(value, 1):
                inner: dict[str, Any] = {} if isinstance(section, dict | list) else {"content": section}
                for turn, more in _find_turns(section, inner):
                    yield turn, more | ({"section": number} if len(value) > 1 else {})
                for name, item in inner.items():
                    add_extra(extras, f"section_{number}_{name}", item)
        elif key == "transcript" and isinstance(value, dict):
            inner = {}
            yield from _find_turns(value, inner)
            for name, item in inner.items():
                if name != "title" or extras.setdefault("title", item) != item:
                    add_extra(extras, f"transcript_{name}", item)
        elif key == "title" and "title" in extras and extras["title"] != value:
            extras["transcript_title"], extras["title"] = extras["title"], value
        else:
            extras[key] = value


def _split_turns(values: list[Any], extras: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the turns in a list; what is none goes into `extras`."""
    yield from ((each, {}) for each in values if isinstance(each, dict))
    if others := [each for each in values if not isinstance(each, dict)]:
        add_extra(extras, "beside_turns", others)


def _is_turn(value: Any) -> bool:
    return isinstance(value, dict) and bool(value.keys() & {*WORDS_BEFORE_TIMES, "text_blocks"})


def _pop_text(turn: dict[str, Any]) -> str:
    key = next((each for each in WORDS_BEFORE_TIMES if isinstance(turn.get(each), str)), "")
    return str(turn.pop(key)).strip() if key else ""


def _pop_number(turn: dict[str, Any], keys: tuple[str, ...]) -> float | None:
    for key in keys:
        value = turn.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**7:
            return float(turn.pop(key))
    return None


def _read_role(role: dict[str, Any]) -> dict[str, Any]:
    """Return an office as Oyez has it: its dates are seconds since 1970, 0 for the end of one that is still held."""
    days = {key: _format_day(role.get(key)) for key in ("date_start", "date_end")}
    title = str(role.get("role_title") or role.get("type") or "role").replace("_", " ")
    read = {"role_title", "institution_name", *(key for key, day in days.items() if day)}
    extras = {make_extra_key(key): value for key, value in role.items() if key not in read}
    date = "/".join(days.values()) if {*days.values()} - {"", ".."} else None
    return {"title": title, "org": role.get("institution_name"), "date": date, **extras}


def _format_day(seconds: Any) -> str:
    """Return a day as EDTF has the end of an interval: `..` for 0, nothing where the day is not known."""
    if not isinstance(seconds, int | float):
        return ""
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat() if seconds else ".."
    except (OverflowError, ValueError, OSError):
        return ""
