"""RIS and BibTeX: sources as CSL gives them, names in their parts, and nothing lost but the paths of a machine."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import Run
from imports import import_data, to_tables
from peace_tui.errors import InputError
from peace_tui.importers.bibliographies import BIBTEX_TEXTS, RIS_TEXTS
from peace_tui.importers.csl import MAX_MACRO_CHARS

RIS = """TY  - NEWS
AU  - Roe, Jo
AU  - World Health Organization
A1  - King, Martin Luther, Jr.
TI  - Talks go
on and on
T2  - The Gazette
PY  - 2020
DA  - 2020/05/04/
Y2  - 2021/01/02/
UR  - https://g.example/1
UR  - https://g.example/2
L1  - file:///home/ann/private/x.pdf
SP  - 3
EP  - 5
KW  - peace
KW  - talks
C1  - odd
ID  - roe2020
ER  -

TY  - BOOK
T1  - A book
PY  - 2020/05//Spring
"""
BIBTEX = r"""% a comment
@string{gazette = "The {Gazette}"}
@article{roe2020, author = {Roe, Jo and {World Health Organization} and van der Berg, Jr., Ann and others},
  title = {The {\"O}sterreich \& {Talks} -- \emph{go} 100% on $5}, journal = gazette, year = 2020, month = oct,
  pages = {3--4}, file = {:/home/ann/private/x.pdf:PDF}, url = {https://x.example/a_b%20c~d}, langid = {ngerman}}
@misc(web, howpublished = {\url{https://y.example/}}, date = "2025-21", author = {M{\"u}ller, J{\"o}rg}, x-foo = {bar})
@book{roe2020, title = {Second}, subtitle = {Again}, title = {Third}, year = {1990s}}
"""


def sources_of(kind: str, data: str) -> list[dict[str, Any]]:
    return to_tables(import_data(kind, data).sources)


def test_records_of_ris_become_sources() -> None:
    imported = import_data("ris", RIS)
    assert to_tables(imported.sources) == [
        {
            **{"id": "roe2020", "type": "article-newspaper", "title": "Talks go on and on"},
            "container_title": "The Gazette",
            "author": [
                {"family": "Roe", "given": "Jo"},
                "World Health Organization",
                {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
            ],
            **{"issued": "2020-05-04", "accessed": "2021-01-02", "url": "https://g.example/1"},
            **{"x_link": "https://g.example/2", "x_page": "3–5", "x_keyword": ["peace", "talks"], "x_ris_c1": "odd"},
        },
        {
            **{"id": "a-book", "type": "book", "title": "A book", "issued": "2020-05"},
            "x_issued": {"date-parts": [["2020", "05"]], "literal": "Spring"},
        },
    ]
    assert "1 path on the machine" in imported.report
    assert "1 record without an end, taken to end with the file (line 22)" in imported.report
    assert "private" not in imported.toml + imported.report


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("hello\n", "this is neither RIS"),
        ("TY  - BOOK\nTI  - A\nTY  - BOOK\n", "line 1: this record is not ended"),
        ("AU  - Roe, Jo\n", "this is neither RIS"),
        ("TY  - BOOK\nER  - \nAU  - Roe, Jo\n", "line 3: here should begin a record of RIS"),
        ("@article{a, title = {b\n", "line 1: this entry cannot be read"),
        ("@book{a, title = {A}}\n@book{b, title = {B}\n\n@book{c, title = {C}}\n", "line 2: this entry cannot be read"),
    ],
)
def test_what_is_broken_is_refused_with_its_line(data: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        import_data("ris", data)


def test_entries_of_bibtex_become_sources() -> None:
    imported = import_data("bibtex", BIBTEX)
    first, second, third = to_tables(imported.sources)
    assert first == {
        **{"id": "roe2020", "type": "article-journal", "title": "The Österreich & Talks – go 100% on $5"},
        **{"container_title": "The Gazette", "issued": "2020-10", "language": "de"},
        **{"url": "https://x.example/a_b%20c~d", "x_page": "3–4", "x_author_others": "et al."},
        "author": [
            {"family": "Roe", "given": "Jo"},
            "World Health Organization",
            {"family": "Berg", "given": "Ann", "non_dropping_particle": "van der", "suffix": "Jr."},
        ],
    }
    assert (second["issued"], second["url"], second["x_foo"]) == ("2025-21", "https://y.example/", "bar")
    assert second["author"] == [{"family": "Müller", "given": "Jörg"}]
    assert (third["title"], third["x_title_also"], third["issued"], third["x_id"]) == (
        *("Second: Again", "Third", "199X", "roe2020"),
    )
    assert "private" not in imported.toml + imported.report


def test_a_missing_library_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bibtexparser", None)
    monkeypatch.setitem(sys.modules, "bibtexparser.entrypoint", None)
    with pytest.raises(InputError, match=r"pip install 'peace-tui\[bibtex\]'"):
        import_data("bibtex", BIBTEX)
    assert import_data("ris", RIS).sources


def test_an_export_in_bibtex_comes_back(run: Run, tmp_path: Any) -> None:
    exported = run("export", "bibtex").out
    names = {source["title"] for source in sources_of("bibtex", exported)}
    assert names == {source.title for source in import_data("csl", run("export", "csl").out).sources}


TAGS = st.sampled_from(sorted({*RIS_TEXTS, "AU", "A2", "A4", "BT", "PY", "DA", "Y2", "C1", "U1", "L1"}))
FORMS = st.sampled_from(("{}", "{}", "{}, A", "A, {}, B, C", "2020/05/{}", "https://{}.example/", "{}; b"))


@given(st.lists(st.lists(st.tuples(TAGS, FORMS), max_size=8), min_size=1, max_size=3))
def test_every_value_of_ris_is_in_the_dossier(records: list[list[tuple[str, str]]]) -> None:
    lines, count = [], 0
    for fields in records:
        lines.append("TY  - NEWS")
        for tag, form in fields:
            count += 1
            lines.append(f"{tag}  - {form.format(f'token{count:03}x')}")
        lines.append("ER  - ")
    imported = import_data("ris", "\n".join(lines))
    lost = [f"token{n:03}x" for n in range(1, count + 1) if f"token{n:03}x" not in imported.toml + imported.report]
    assert not lost, (lost, lines, imported.toml)


FIELDS = st.sampled_from(
    (
        *BIBTEX_TEXTS,
        "author",
        "editor",
        "year",
        "month",
        "day",
        "date",
        "urldate",
        "url",
        "subtitle",
        "crossref",
        "xdata",
        "issued",
    )
)
VALUES = st.sampled_from(
    ("{}", "{}", "key0, key1, {}", "{{{}}}", r"\emph{{{}}}", "Roe, {} and {} and others", "{} \\& 5%", "$5 {}", "${}$")
)


@given(st.lists(st.lists(st.tuples(FIELDS, VALUES), max_size=8), min_size=1, max_size=3))
def test_every_value_of_bibtex_is_in_the_dossier(entries: list[list[tuple[str, str]]]) -> None:
    lines, count = [], 0
    for number, fields in enumerate(entries):
        lines.append(f"@{('article', 'xdata', 'inbook')[number % 3]}{{key{number % 2},")
        for name, form in fields:
            count += 1
            lines.append(f"  {name} = {{{re.sub('token', f'token{count:03}', form.format('tokenx', 'tokenx'))}}},")
        lines.append("}")
    imported = import_data("bibtex", "\n".join(lines))
    lost = [f"token{n:03}x" for n in range(1, count + 1) if f"token{n:03}x" not in imported.toml + imported.report]
    assert not lost, (lost, lines, imported.toml)


PIECES = (*'@{}(),="%$&~a#- \n', "\\", " and ", "\\href", "\\begin{a}", "\\textless")


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_bibtex_is_imported_or_refused(text: str) -> None:
    for data in (text, f"@book{{a, title = {{{text}}}}}", f"@book{{a, author = {{{text}}}}}"):
        try:
            import_data("bibtex", data)
        except InputError:
            continue


def test_braces_however_deep_end_in_a_sentence() -> None:
    deep = "{" * 20_000 + "}" * 20_000
    with pytest.raises(InputError, match="nested too deeply"):
        import_data("bibtex", f"@book{{a, title = {deep}, author = {deep}}}")


def test_what_databases_write_around_records_is_told() -> None:
    head = "Provider: A Database\nContent: application/x-research-info-systems\n\n"
    record = "TY  - JOUR\nTI  - A\nPY  - 2024///\nY2  - 2017/01/02/06:18:49\nER  - \nCopyright of all\n"
    imported = import_data("ris", head + record, zone="Europe/Kyiv")
    (source,) = to_tables(imported.sources)
    assert (source["issued"], source["accessed"]) == ("2024", "2017-01-02T06:18:49")
    assert "line outside of records: 'Provider: A Database' (line 1)" in imported.report
    assert "line outside of records: 'Copyright of all' (line 9)" in imported.report


def test_latex_that_cannot_be_read_stays_as_it_is() -> None:
    title = r"5 {\textless} 6 \textgreater{} 4 {\textbar} \textbraceleft a"
    (source,) = sources_of("bibtex", f"@book{{a, title = {{{title}}}, abstract = {{x \\href{{a}}}}}}")
    assert source["title"] == "5 < 6 > 4 | {a"
    assert "href" in source["x_abstract"]


WHOLE = """@inbook{part, crossref = {Whole}, title = {A chapter}, pages = {3}}
@book{whole, author = {Roe, Jo}, title = {The book}, subtitle = {A history}, publisher = {Press}, year = 1999,
  month = may, url = {https://x.example/}, note = {Signed}}
@inproceedings{paper, xdata = {press, town}, title = {A paper}, publisher = {Own}}
@xdata{press, publisher = {Other}, year = 1998, xdata = {place}}
@xdata{town, location = {Town}}
@xdata{place, edition = {2}, isbn = {7}}
"""


def test_entries_take_fields_from_those_that_they_name() -> None:
    imported = import_data("bibtex", WHOLE)
    part, whole, paper = to_tables(imported.sources)
    assert part == {
        **{"id": "part", "type": "chapter", "title": "A chapter", "container_title": "The book", "issued": "1999-05"},
        **{"author": [{"family": "Roe", "given": "Jo"}], "publisher": "Press", "x_crossref": "Whole", "x_page": "3"},
        "x_booksubtitle": "A history",
    }
    assert (whole["title"], whole["url"], whole["note"]) == ("The book: A history", "https://x.example/", "Signed")
    assert paper == {
        **{"id": "paper", "type": "paper-conference", "title": "A paper", "publisher": "Own", "issued": "1998"},
        **{"x_publisher_place": "Town", "x_edition": "2", "x_isbn": "7", "x_xdata": "press, town"},
    }
    assert "2 entries with fields of one that it names (first: part: author, booktitle" in imported.report
    assert "1 field of an xdata entry that no other takes: publisher = Other (press)" in imported.report


@pytest.mark.parametrize("named", ["a", "missing"])
def test_an_entry_that_names_itself_or_none_is_told(named: str) -> None:
    imported = import_data("bibtex", f"@article{{a, crossref = {{{named}}}, title = {{T}}}}")
    assert dict(imported.sources[0].extra) == {"x_crossref": named}
    assert f"1 crossref of an entry that is not in the file (a: {named})" in imported.report


def test_a_circle_of_entries_ends() -> None:
    circle = "@xdata{a, xdata = {b}, year = 1999}\n@xdata{b, xdata = {a}, title = {T}}\n@book{c, xdata = {a}}"
    assert to_tables(import_data("bibtex", circle).sources)[0]["title"] == "T"


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("date = {2020-05-04}, year = 2020, month = may", "2020-05-04"),
        ("year = {1850--1852}", "1850/1852"),
        ('year = 2020, month = 10 # "~" # oct', "2020-10-10"),
        ("year = 2020, month = {10~January}", "2020-01-10"),
        ("year = 2020, month = {January 10}", "2020-01-10"),
        ("year = 98", None),
        ("year = {2020a}", None),
        ("year = 2020, month = {oct/nov}", "2020"),
    ],
)
def test_dates_of_bibtex(fields: str, date: str | None) -> None:
    (source,) = to_tables(import_data("bibtex", f"@book{{a, title = {{T}}, {fields}}}").sources)
    assert source.get("issued") == date
    assert date or source["x_issued"]


def test_a_number_sign_in_a_title_is_text() -> None:
    (source,) = to_tables(import_data("bibtex", '@book{a, title = {C # minor}, note = "A " # "B"}').sources)
    assert (source["title"], source["note"]) == ("C # minor", "A B")


MACROS = r"""@string{gaz = {The {Gazette}}}
@string{unused = "TOKU"}
@string{Town = gaz # {, London}}
@string{gaz = "Another"}
@article{a, title = {C # minor}, journal = GAZ # {, London}, note = "Of " # town # { {\&} more},
  year = 1999, month = oct}
@article{b, title = "A # {"}B{"}", journal = ajp # {, London}, publisher = {gaz}, month = oct}
@article{a, title = {Again}, journal = gaz # "!", month = "10~" # oct, year = 1999}
"""


def test_values_of_bibtex_are_put_together_with_their_macros() -> None:
    imported = import_data("bibtex", MACROS)
    first, second, third = to_tables(imported.sources)
    assert (first["title"], first["container_title"]) == ("C # minor", "The Gazette, London")
    assert (first["note"], first["issued"]) == ("Of The Gazette, London & more", "1999-10")
    assert (second["title"], second["container_title"], second["publisher"]) == ('A # "B"', "ajp, London", "gaz")
    assert (third["container_title"], third["issued"]) == ("The Gazette!", "1999-10-10")
    assert "1 undefined macro, kept by its name (ajp)" in imported.report
    assert "1 macro that no entry uses (unused = TOKU)" in imported.report
    assert "1 macro defined before, or too long (gaz = " in imported.report
    assert "Another" in imported.report


def test_macros_within_macros_do_not_grow_without_end() -> None:
    lines = ["@string{a0 = {ten chars.}}", *(f"@string{{a{n + 1} = a{n} # a{n}}}" for n in range(60))]
    imported = import_data("bibtex", "\n".join([*lines, "@book{b, title = a60, note = a7}"]))
    (source,) = imported.sources
    assert len(source.title or "") <= MAX_MACRO_CHARS
    assert len(source.note or "") == 1280
    assert "macros defined before, or too long (first: a8 = a7 # a7)" in imported.report


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("family=Berg, given=Ann, prefix=van der, suffix=Jr.", ("Ann", "van der", "Berg", "Jr.")),
        ("van der Berg, Jr., Ann", ("Ann", "van der", "Berg", "Jr.")),
        ("Ann van der Berg", ("Ann", "van der", "Berg", None)),
        ("李, 世民", ("世民", None, "李", None)),
    ],
)
def test_names_of_bibtex_in_parts(written: str, name: tuple[str | None, ...]) -> None:
    (author,) = import_data("bibtex", f"@book{{a, title = {{T}}, author = {{{written}}}}}").sources[0].author
    assert (author.given, author.non_dropping_particle, author.family, author.suffix) == name


@pytest.mark.parametrize(
    "name", ["李 世民", "김 정은", "Office of the Historian", "Martin Luther King, Jr.", "Sukarno"]
)
def test_names_whose_parts_are_not_sure_are_in_one_piece(name: str) -> None:
    assert [str(each) for each in import_data("bibtex", f"@book{{a, author = {{{name}}}}}").sources[0].author] == [name]
    assert [str(each) for each in import_data("ris", f"TY  - BOOK\nAU  - {name}\nER  - ").sources[0].author] == [name]


def test_an_initial_is_a_given_name() -> None:
    (author,) = import_data("ris", "TY  - BOOK\nAU  - Roe, V\nER  - ").sources[0].author
    assert (author.family, author.given) == ("Roe", "V")


def test_seasons_and_notes_of_ris() -> None:
    given = "TY  - BOOK\nTI  - T\nPY  - 2020///Spring\nN1  - archived: in box 3\nER  - "
    (source,) = to_tables(import_data("ris", given).sources)
    assert (source["issued"], source["note"], source.get("archived")) == ("2020-21", "archived: in box 3", None)


def authors_of(names: str) -> list[Any]:
    (read,) = to_tables(import_data("bibtex", f"@misc{{a, title = {{T}}, author = {{{names}}}}}").sources)
    authors: list[Any] = read["author"]
    return authors


@pytest.mark.parametrize(
    "name",
    [
        *("Deutscher Bundestag", "United Nations", "European Commission", "World Bank", "The White House"),
        *("Human Rights Watch", "Assemblée nationale", "Auswärtiges Amt", "Supreme Court", "State Department"),
        *("Amnesty International", "New York Times", 'Universit{\\"a}t Wien', "Deutsche Forschungsgemeinschaft"),
    ],
)
def test_an_organization_without_braces_is_no_person(name: str) -> None:
    (author,) = authors_of(name)
    assert author == name.replace('{\\"a}', "ä")


def test_people_whose_names_are_words_of_organizations_stay_people() -> None:
    names = "Ann Church and Bob Bank and Susan Sontag and Emily Post and Jane House and Theo Rat and Commission, Jo"
    assert [author["family"] for author in authors_of(names)] == [
        *("Church", "Bank", "Sontag", "Post", "House", "Rat", "Commission"),
    ]


@pytest.mark.parametrize("start", ["This file was made with JabRef 2.10.\nEncoding: UTF8\n\n", "% Encoding: UTF-8\r"])
def test_what_programs_write_above_the_entries_of_bibtex_is_told(start: str) -> None:
    imported = import_data("bibtex", f"{start}@misc{{a,\r title = {{T}}}}")
    assert [source.id for source in imported.sources] == ["a"]
    assert "comment" in imported.report


@pytest.mark.parametrize(
    ("month", "date", "kept"),
    [
        ("{#oct#}", "2020-10", None),
        ("{Michaelmas}", "2020", {"date-parts": [["2020"]], "literal": "Michaelmas 2020"}),
    ],
)
def test_a_year_is_kept_beside_a_month_that_is_none(month: str, date: str, kept: Any) -> None:
    imported = import_data("bibtex", f"@misc{{a, title = {{T}}, year = 2020, month = {month}}}")
    (read,) = to_tables(imported.sources)
    assert (read["issued"], read.get("x_issued")) == (date, kept)


def test_the_day_of_a_date_in_ris_is_read_whatever_stands_behind_it() -> None:
    data = "TY  - NEWS\nTI  - T\nDA  - 2019/10/14/14:30 edition\nUR  - https://a.example; https://b.example/;x"
    (read,) = to_tables(import_data("ris", data).sources)
    assert (read["issued"], read["x_issued"]["literal"]) == ("2019-10-14", "14:30 edition")
    assert (read["url"], read["x_link"]) == ("https://a.example", "https://b.example/;x")


def test_an_address_in_the_field_for_files_is_no_path_of_a_machine() -> None:
    data = "@misc{a, title = {T}, file = {https://x.example/a.pdf}, pdf = {/home/ann/a.pdf}}"
    imported = import_data("bibtex", data)
    assert to_tables(imported.sources)[0]["x_link"] == "https://x.example/a.pdf"
    assert "left out: 1 path on the machine" in imported.report


def test_a_subtitle_follows_the_title_wherever_it_stands() -> None:
    (source,) = sources_of("bibtex", "@book{a, subtitle = {A history}, title = {The book}}")
    assert source["title"] == "The book: A history"
    (source,) = sources_of("bibtex", "@book{a, subtitle = {A history}}")
    assert source["x_subtitle"] == "A history"
