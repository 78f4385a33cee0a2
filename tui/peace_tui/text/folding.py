"""Search text: how words are folded so that what looks alike is found, and where a match is in the original.

Folding is NFKC_Casefold (which drops what is ignorable by default, such as soft hyphens), NFKD, combining marks
dropped; letters that do not decompose become their base letters as in CLDR's Latin-ASCII; curly and angled quotes,
apostrophes and dashes become straight; runs of white space are one space. Every character folds by itself, so folded
offsets map back to the original.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

STRAIGHT: Final = str.maketrans(
    dict.fromkeys("‘’‚‛‹›ʹʻʼʽ", "'")
    | dict.fromkeys("“”„‟«»ʺ", '"')
    | dict.fromkeys("‐‑‒–—―−⸺⸻֊־᐀᠆⸗⸚⹀⹝〜〰゠𐵮𐺭˗⁓➖", "-")
)
"""Quotation marks, apostrophes and dashes to straight ones; dashes are those of every script, and minus signs."""
BASE_LETTERS: Final = str.maketrans(
    {
        letter: base
        for base, letters in {
            "a": "ᴀᶏⱥ",
            "aa": "ꜳ",
            "ae": "æᴁ",
            "ao": "ꜵ",
            "au": "ꜷ",
            "av": "ꜹꜻ",
            "ay": "ꜽ",
            "b": "ƀƃɓʙᴃᵬᶀ",
            "c": "ƈȼɕᴄꞓ",
            "d": "đðƌȡɖɗᴅᴆᵭᶁᶑꝱꝺ",
            "db": "ȸ",
            "dz": "ʣʥ",
            "e": "ɇɛᴇᶒᶓⱸ",
            "f": "ƒᵮᶂꜰꝼ",
            "g": "ǥɠɡɢʛᶃꞡ",
            "h": "ħɦɧʜⱨ",
            "hv": "ƕ",
            "i": "ıɨɩɪᵻᶖ",
            "j": "ȷɉɟʝᴊ",
            "k": "ƙᴋᶄⱪꝁꝃꝅꞣ",
            "l": "łƚȴɫɬɭʟᴌᶅⱡꝇꝉꝲ",
            "ll": "ỻ",
            "ls": "ʪ",
            "lz": "ʫ",
            "m": "ɱᴍᵯᶆꝳ",
            "n": "ŋƞȵɲɳɴᵰᶇꝴꞑꞥ",
            "o": "øᴏⱺꝋꝍ",
            "oe": "œɶ",
            "oi": "ƣ",
            "oo": "ꝏ",
            "p": "ƥᴘᵱᵽᶈꝑꝓꝕ",
            "q": "ĸʠꝗꝙ",
            "qp": "ȹ",
            "r": "ɍɼɽɾʀᵲᵳᶉꝵꝶꞧ",
            "s": "ȿʂᵴᶊẜẝꜱꞩ",
            "t": "ŧƫƭȶʈᴛᵵⱦꝷꞇ",
            "th": "þᵺꝥꝧ",
            "ts": "ʦ",
            "u": "ʉᴜᵾᶙ",
            "ue": "ᵫ",
            "v": "ʋᴠᶌỽⱱⱴꝟ",
            "vy": "ꝡ",
            "w": "ᴡⱳ",
            "x": "ᶍ",
            "y": "ƴɏʏỿ",
            "z": "ƶȥɀʐʑᴢᵶᶎⱬ",
        }.items()
        for letter in letters
    }
)
"""The Latin letters that do not decompose, in lower case, each with its base letters.

Source: https://github.com/unicode-org/cldr/blob/main/common/transforms/Latin-ASCII.xml
"""
DEFAULT_IGNORABLE: Final = (
    *("\u00ad", "\u034f", "\u061c", "\u115f\u1160", "\u17b4\u17b5", "\u180b\u180f", "\u200b\u200f", "\u202a\u202e"),
    *("\u2060\u206f", "\u3164", "\ufe00\ufe0f", "\ufeff", "\uffa0", "\ufff0\ufff8", "\U0001bca0\U0001bca3"),
    *("\U0001d173\U0001d17a", "\U000e0000\U000e0fff"),
)
"""Characters that are not seen, Unicode's Default_Ignorable_Code_Point: the first and the last of each range."""
WHITE_SPACE: Final = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def _fold_char(character: str) -> str:
    visible = (c for c in unicodedata.normalize("NFKD", character) if not _is_ignorable(c))
    decomposed = unicodedata.normalize("NFKD", "".join(visible).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(BASE_LETTERS).translate(STRAIGHT)


def _is_ignorable(character: str) -> bool:
    return any(each[0] <= character <= each[-1] for each in DEFAULT_IGNORABLE)


def fold(text: str) -> str:
    """Return `text` as search sees it."""
    text = text.casefold() if text.isascii() else "".join(map(_fold_char, text))
    return WHITE_SPACE.sub(" ", text)


def find_spans(text: str, needle: str) -> Iterator[tuple[int, int]]:
    """Yield where the folded `needle` is in `text`: half-open spans of characters, in order, none overlapping."""
    if not needle:
        return
    folded, origins = _fold_with_origins(text)
    at = folded.find(needle)
    while at >= 0:
        after = at + len(needle)
        end = max(origins[after - 1] + 1, origins[after])  # with the marks and spaces that folding has dropped
        yield origins[at], end
        at = folded.find(needle, bisect_left(origins, end))


def _fold_with_origins(text: str) -> tuple[str, Sequence[int]]:
    """Return `text` folded, and the index that each folded character came from, then the end of the text."""
    if text.isascii() and "  " not in text and text.isprintable():
        return text.casefold(), range(len(text) + 1)
    pieces: list[str] = []
    origins: list[int] = []
    was_space = False
    for index, character in enumerate(text):
        for folded in _fold_char(character):
            if folded.isspace():
                if not was_space:
                    pieces.append(" ")
                    origins.append(index)
                was_space = True
            else:
                pieces.append(folded)
                origins.append(index)
                was_space = False
    return "".join(pieces), [*origins, len(text)]


FIELD_SEPARATOR: Final = "\x1f"
RECORD_SEPARATOR: Final = "\n"
"""What stands between the fields of a record and between records: white space that no folded text holds."""
RAW_FIELD_SEPARATOR: Final = b"\xfe"
RAW_RECORD_SEPARATOR: Final = b"\xff"
"""The same while texts are folded: bytes that no UTF-8 holds."""
ASCII_FOLDING: Final = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\t\n\v\f\r\x1c\x1d\x1e\x1f" + RAW_FIELD_SEPARATOR + RAW_RECORD_SEPARATOR,
    b"abcdefghijklmnopqrstuvwxyz" + b" " * 9 + FIELD_SEPARATOR.encode() + RECORD_SEPARATOR.encode(),
)
"""How the characters of ASCII fold, byte by byte."""


def fold_records(records: Iterable[Iterable[str]]) -> bytes:
    """Return the folded fields of many records in one piece of UTF-8; much faster than `fold` for each."""
    codecs.register_error(FOLD_HANDLER, _handle_non_ascii)
    encoded = ([field.encode("ascii", FOLD_HANDLER) for field in fields] for fields in records)
    text = RAW_RECORD_SEPARATOR.join([RAW_FIELD_SEPARATOR.join(fields) for fields in encoded])
    text = text.translate(ASCII_FOLDING)
    return re.sub(b"  +", b" ", text) if b"  " in text else text


FOLD_HANDLER: Final = "peace-tui-fold"
"""The error handler under which text becomes ASCII: it folds the characters that ASCII lacks."""


def _handle_non_ascii(error: UnicodeError) -> tuple[bytes, int]:
    """Fold the characters that cannot be encoded."""
    assert isinstance(error, UnicodeEncodeError)
    return _fold_run(error.object[error.start : error.end]), error.end


@lru_cache(maxsize=4096)
def _fold_run(run: str) -> bytes:
    return fold(run).encode("utf-8", "surrogatepass")
