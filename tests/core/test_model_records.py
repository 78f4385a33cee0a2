"""Records: made of declared fields, frozen, compared by their values."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from peace_tui.model.fields import NO_EXTRA, REQUIRED
from peace_tui.model.records import (
    ARRAYS,
    Account,
    Claim,
    Clock,
    Era,
    Evidence,
    Info,
    Involvement,
    Link,
    Name,
    Person,
    Quote,
    Role,
    Source,
    Version,
    without_end,
)

CLASSES = (*ARRAYS.values(), Info, Role, Involvement, Version, Evidence, Account, Clock, Link, Name)
ONE = Version(source="gazette", text="Peace.")


def test_a_field_left_out_has_its_default() -> None:
    quote = Quote(id="q", event="e", text="Peace.")
    assert (quote.who, quote.mode, quote.date, quote.versions) == ((), "direct", None, ())
    assert quote.extra is NO_EXTRA


@pytest.mark.parametrize("of", CLASSES)
def test_every_class_declares_its_fields_in_order(of: Any) -> None:
    assert (*of.FIELDS, "extra") == of.FIELD_NAMES
    required = {name: "x" for name, field in of.FIELDS.items() if field.default is REQUIRED}
    record = of(**required)
    for name, field in of.FIELDS.items():
        assert getattr(record, name) == ("x" if field.required else field.default)
        assert field.doc.endswith(".")


def test_a_required_field_is_no_attribute_of_the_class() -> None:
    assert not hasattr(Quote, "text")
    assert Quote.mode == "direct"


@pytest.mark.parametrize("values", [{"source": "gazette"}, {"source": "gazette", "text": "Peace.", "words": 1}])
def test_what_is_missing_or_unknown_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="Version has the fields source, text"):
        Version(**values)


def test_a_source_without_an_outlet_shares_none_with_one_that_is_called_like_its_id() -> None:
    assert Source(id="wire", title="A report").outlet != Source(id="w1", container_title="Wire").outlet
    assert Source(id="w1", container_title="The  Wire").outlet == Source(id="w2", container_title="the wire").outlet


def test_records_are_compared_by_class_and_values() -> None:
    assert Version(source="gazette", text="Peace.", note=None) == ONE
    assert Version(source="gazette", text="War.") != ONE
    assert Version(source="gazette", text="Peace.", extra={"x_own": 1}) != ONE
    assert Evidence(source="gazette") != Involvement(person="gazette")
    assert ONE != "Peace."


def test_records_are_frozen_and_not_hashable() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        ONE.text = "War."  # type: ignore[misc]
    with pytest.raises(AttributeError, match="frozen"):
        del ONE.text
    with pytest.raises(TypeError, match="unhashable"):
        hash(ONE)


def test_a_changed_copy_leaves_the_record_as_it_is() -> None:
    other = ONE.replace(text="War.", locator="p. 1")
    assert (ONE.text, other.text, other.source, other.locator) == ("Peace.", "War.", "gazette", "p. 1")
    assert copy.copy(ONE) == copy.deepcopy(ONE) == ONE
    with pytest.raises(TypeError):
        ONE.replace(words="War.")


def test_the_text_of_a_record_would_make_it_again() -> None:
    assert repr(ONE) == "Version(source='gazette', text='Peace.')"
    assert eval(repr(ONE), {"Version": Version}) == ONE
    assert repr(Era) == "<class 'peace_tui.model.records.Era'>"


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Ann Smith", "Smith"),
        ("Thurgood Jones, Jr.", "Jones"),
        ("Martin Luther King Jr.", "King"),
        ("Robert Smith III", "Smith"),
        ("Hans von der Heide", "von der Heide"),
        ("Henry VIII", "Henry"),
        ("Pope Benedict XVI", "Benedict"),
        ("Malcolm X", "X"),
        ("Xi", "Xi"),
        ("Pliny the Elder", "Pliny"),
        ("Darius III Codomannus of Persia", "Darius III Codomannus of Persia"),
        ("Thomas Whitfield the Younger", "Whitfield"),
        ("Official 2", "Official"),
        ("Jo Doe (spokeswoman)", "Doe"),
        ("Doe, Jo", "Doe"),
        ("Sukarno", "Sukarno"),
        ("王小明", "王小明"),
        ("李 明", "李"),
        ("김 정은", "김"),
        ("Jr.", "Jr."),
        ("von Hand", "Hand"),
        ("2", "2"),
    ],
)
def test_a_person_has_a_brief_name_that_is_no_suffix_and_no_number(name: str, family: str) -> None:
    assert Person(id="p", name=name).brief == family
    assert Person(id="p", name=name, short="S").brief == "S"
    assert Person(id="p", name=name, kind="organization").brief == name


@pytest.mark.parametrize(
    ("parts", "spoken"),
    [
        ({"literal": "The Agency"}, "The Agency"),
        ({"family": "Smith", "given": "Ann"}, "Ann Smith"),
        (
            {"family": "Gogh", "given": "Vincent", "non_dropping_particle": "van", "suffix": "Jr."},
            "Vincent van Gogh, Jr.",
        ),
        ({"family": "Orléans", "given": "Jean", "dropping_particle": "d’"}, "Jean d’Orléans"),
        ({"family": "Hakim", "given": "Tawfiq", "non_dropping_particle": "al-"}, "Tawfiq al-Hakim"),
        ({"family": "安倍", "given": "晋三"}, "安倍晋三"),
        ({"family": "김", "given": "정은"}, "김정은"),
        ({"family": "Sukarno"}, "Sukarno"),
    ],
)
def test_the_name_of_an_author_is_read_aloud(parts: dict[str, str], spoken: str) -> None:
    values: dict[str, Any] = {**parts}
    assert str(Name(**values)) == spoken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Peace now.", "Peace now"),
        ("“Peace now,”", "“Peace now”"),
        ("“Peace now”.", "“Peace now”"),
        ("Peace … now..", "Peace … now."),
        ("Peace\n now", "Peace now"),
        ("”", "”"),
        (".", ""),
        ("'" * 300_000 + "x", "'" * 300_000 + "x"),
    ],
)
def test_the_end_of_a_text_is_a_comma_or_a_period_before_marks(text: str, kept: str) -> None:
    assert without_end(text) == kept


def test_a_claim_says_that_it_is_a_draft() -> None:
    claim = Claim(id="c", text="C", status="disputed")
    assert claim.standing == "disputed"
    assert claim.replace(draft=True).standing == "disputed, not reviewed yet"


def test_what_a_string_can_say_is_written_as_one() -> None:
    assert Clock(zone="UTC").as_plain() == "UTC"
    assert Clock(zone="UTC", name="London").as_plain() is None
    assert Clock(zone="UTC", extra={"x_own": 1}).as_plain() is None
    assert Name(family="Doe").as_plain() is None
    assert ONE.as_plain() is None


def test_a_source_is_called_by_its_outlet_or_its_title() -> None:
    assert Source(id="s", title="T", container_title="Gazette").label == "Gazette"
    assert Source(id="s", title="T").label == "T"
    assert Source(id="s", title="T").siglum == "T"
    assert Source(id="s", title="T", short="S").siglum == "S"
