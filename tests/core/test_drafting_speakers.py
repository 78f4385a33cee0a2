"""Who said a passage: sure only where a name stands at the verb of saying."""

from __future__ import annotations

import pytest

from peace_tui.drafting.articles import Article
from peace_tui.drafting.clauses import Use
from peace_tui.drafting.speakers import Attribution, Grade, Reading, read_speakers
from peace_tui.importers.articles import SavedArticle, make_draft

INTRODUCTION = "Mayor Jane Roe of Springfield met John Smith, a lawyer, and Dmitry Ivanov on Monday."
"""Who is there, so that surnames alone are known."""


def read(*paragraphs: str, language: str = "en") -> Reading:
    return read_speakers(Article(paragraphs, language=language))


def attribution_of(paragraph: str, language: str = "en") -> Attribution:
    """The attribution of the first passage of a paragraph that follows the introduction."""
    return read(INTRODUCTION, paragraph, language=language).attributions[0]


def names_of(attribution: Attribution) -> list[str]:
    return [person.name for person in attribution.speakers]


@pytest.mark.parametrize(
    "paragraph",
    [
        "“It will hold,” Roe said.",
        "“It will hold,” said Roe.",
        "“It will hold,” Ms. Roe told reporters on Tuesday.",
        "“Will it hold?” Mayor Jane Roe asked.",
        "“It will hold,” said Jane Roe, the mayor.",
        "“It will hold,” said Springfield Mayor Jane Roe.",
        "“It will hold,” said the mayor, Jane Roe.",
        "“It will hold,” Roe, who is the mayor, said later.",
        "“It will hold,” Roe — a former builder — repeatedly insisted.",
        "“It will hold,” according to Roe.",
        "According to Roe, the bridge “will hold.”",
        "Roe said: “It will hold.”",
        "Roe, the mayor of Springfield, said in a statement that it “will hold.”",
        "Roe called it “a bridge to nowhere.”",
        "Roe was quoted as saying “it will hold” by the time of the vote.",
        "Asked about it, Roe replied, “It will hold.”",
        "Roe spoke for an hour, adding that “it will hold.”",
        "Roe went on to say, “It will hold.”",
        "It “will hold” for years, Roe said.",
        "The plan was described by Roe as “a bridge to nowhere.”",
        "Roe: “It will hold.”",
        "‘It will hold,’ said Roe.",
        "“It will hold” — Jane Roe, on Monday",
        "Mayor Jane Roe (Springfield) said it “will hold.”",
        "“It will hold,” the builders’ lawyer’s friend, Mayor Jane Roe of Springfield, said.",
        "Roe, in contrast, called it “a bridge to nowhere.”",
        "“It will hold,” a visibly tired Roe said.",
        "A smiling Roe said it “will hold.”",
        "Roe, who has called it “a bridge to nowhere,” was late.",
        "Roe of the Institute of Bridges said it “will hold.”",
        "The bridge was, in the words of Roe, “a bridge to nowhere.”",
        "OAKDALE, Ohio (AP) — Roe sat down and said, “It will hold.”",
        "Roe, through a spokesman, John Smith, said it “will hold.”",
        "Roe accused Smith of “building on sand.”",
        "Roe blasted the rumors as “a bridge to nowhere.”",
        "“It will hold,” said her cousin, Jane Roe, with a shrug.",
        "The National Association of Builders’ president, Jane Roe, said it “will hold.”",
        "Roe wrote on Chirp, once known as Tweet, “It will hold.”",
        "Roe said she had been “struck by how little” Smith knew.",
        "Roe ripped the council’s latest plan for the old bridge as “a bridge to nowhere at all.”",
        "Roe praised the builders’ “calm and good humor” that night.",
        "Ohio’s Jane Roe, who leads the bridge board, told reporters that it “will hold.”",
        "Mayor Jane Roe of Polk County tweeted: “It will hold.”",
        "“It will hold,” City Hall press secretary Jane Roe said Tuesday.",
        "“It will hold,” former George Smith speechwriter Jane Roe wrote in a column.",
        "“It will hold,” Radio Oakdale’s Jane Roe said as the crowd cheered.",
        "Roe issued a statement saying it “will hold.”",
        "Roe said because Smith had paid for it, “it will be a very good bridge for us.”",
        "As Roe, a builder under the last mayor, noted, “It will hold.”",
        "Roe described it as a “bridge to nowhere,” adding: “It will hold.”",
        "Roe, a 55-year-old baker from Sumter, South Carolina, says it will “stand for years.”",
        "Roe of Sumter, South Carolina says it will “stand for years.”",
    ],
)
def test_a_name_at_a_verb_of_saying_is_sure(paragraph: str) -> None:
    attribution = attribution_of(paragraph)
    assert (names_of(attribution), attribution.grade) == (["Jane Roe"], Grade.SURE)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Roe was calm. “It will hold,” she said.",
        "Roe was calm. “It will hold.”",
        "“It will hold,” the mayor said.",
        "Roe thinks it “will hold” for years.",
        "Roe was late. She is said to have answered, “It will hold.”",
        "Smith noted that Roe once called it “a bridge to nowhere.”",
        "Roe said on Monday at a long and loud town hall that it was “on time” at last.",
    ],
)
def test_what_has_to_be_inferred_is_likely(paragraph: str) -> None:
    attribution = attribution_of(paragraph)
    assert (names_of(attribution), attribution.grade) == (["Jane Roe"], Grade.LIKELY)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The bridge “will hold” in any wind.",
        "The friends of the Johnsons and Miller said it “will hold” in any wind.",
        "Either Smith or Roe said it “will hold” in any wind.",
        "“It will hold,” said Roe or Smith.",
        "Everyone but Roe said it “will hold” in any wind.",
        "Everyone except Roe said it “will hold” in any wind.",
        "A lawyer representing Roe said it “will hold” in any wind.",
        "“It will hold,” an actor visibly enjoying playing Roe said.",
        "A man standing beside Roe said it “will hold” in any wind.",
        "Has Roe said it “will hold” in any wind?",
        "Roe did not say it “will hold” in any wind.",
        "A banner read “It will hold” over the gate.",
        "The statement said it “will hold” in any wind.",
        "They said it “will hold” in any wind.",
        "Neither Smith nor Roe said it “will hold” in any wind.",
        "Roe said on Channel One’s “Meet the Bridge” that it was late.",
        "Roe called the bridge “the Commodore” in jest.",
        "Roe said on Channel One’s “Meet the Bridge.”",
        "On Channel One’s “Bridge & Tunnel,” Roe said it was late.",
        "When a man tells a woman that she is “moaning all the time,” Roe is sad.",
        "As long as old men say that it is “moaning of the worst kind,” Roe is sad.",
        "Roe took it everywhere she went, “sending and receiving” what she could.",
        "“It will hold” was all that Roe, the host of “A Long Bridge,” heard.",
        "Roe said on Channel One’s “Wait, Wait … Don’t Cross!” that it was late.",
        "Roe said the plan, which friends call the “Honest Bridge Act,” was late.",
        "Roe had barely sat down when a man named Smith stood and said, “It will fall.”",
        "The cousin of Roe and Smith said it “will hold” in any wind.",
        "Both men said it “will hold” in any wind.",
        "Roe was in the middle of her speech when a man stood up and shouted, “It will fall!”",
        "Roe said the phrase “go home” had been a joke.",
        "Roe told jurors of the case, which has become known as “the Grand National of greed”, to go.",
        "She liked to quote a letter from Smith: “It will hold.”",
        "Roe held up the memo and read from it: “It will hold.”",
        "Why Darlene? “It will hold.”",
        "In her memoir, “Bridges,” Roe described the bridge.",
        "Roe campaigners were loud, and the so-called “bridge league.” sang.",
        "Roe backers stood and watched the gate, where her friends were shown chanting “Let it stand!”",
        "Springfield companies are the biggest builders and the so- called “bridge league” pays them.",
        "The “long bridge” phrase Roe used was on every wall.",
        "Roe asked whether it met the town’s “natural born” standard for bridges.",
        "Roe was asked, “Will it hold?”",
        "Of the town’s letters, Roe emails contained “a few names,” the least of them.",
        "Roe’s plan carried her into the White House by urging “a town of hope.”",
        "The feud between Smith and the Roe family echoes a quarrel over the “bridge to nowhere.”",
    ],
)
def test_nothing_else_is_guessed(paragraph: str) -> None:
    assert attribution_of(paragraph).speakers == ()


@pytest.mark.parametrize(
    ("paragraph", "names"),
    [
        (
            "Asked about Smith’s claim that it was “built on sand,” Roe said: “It will hold.”",
            ["John Smith", "Jane Roe"],
        ),
        ("After Smith called it “built on sand,” Roe said it was not.", ["John Smith"]),
        ("Roe, whom Smith has called “as crooked as it gets,” said she was tired.", ["John Smith"]),
        ("“It will,” Roe said, before Smith cut her off: “It will not.”", ["Jane Roe", "John Smith"]),
        ("When Smith said it was “built on sand,” Roe shot back, “It will hold.”", ["John Smith", "Jane Roe"]),
        ("Roe said Smith “does not know,” and Ivanov called it “a quarrel of two.”", ["Jane Roe", "Dmitry Ivanov"]),
        ("That drew a rebuke from Smith, who called it “built on sand.”", ["John Smith"]),
        ("Pressed by Smith on whether it would, Roe demurred: “Ask me in May.”", ["Jane Roe"]),
        ("Smith called it “built on sand” and said the mayor was “out of her depth.”", ["John Smith"] * 2),
        ("Roe said it was “bad for all of us,” and told Republicans it “will not hold.”", ["Jane Roe"] * 2),
        ("Smith and Ivanov met, with Roe saying it “will hold.”", ["Jane Roe"]),
        ("Smith noted that Roe once called it “a bridge to nowhere.”", ["Jane Roe"]),
        ("Roe said that Smith begged her for it in 2012 and “would have knelt in the mud.”", ["Jane Roe"]),
        ("Roe assured them that it does not lean - as Smith has said - and it can “stand for good.”", ["Jane Roe"]),
        ("“It will,” Roe said of Smith and Ivanov, “because it must.”", ["Jane Roe"] * 2),
    ],
)
def test_each_of_several_is_given_their_own_words(paragraph: str, names: list[str]) -> None:
    attributions = read(INTRODUCTION, paragraph).attributions
    assert [names_of(attribution) for attribution in attributions] == [[name] for name in names]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Smith accused Roe of calling the bridge “a thing of the past.”",
        "Smith said that by calling it “a thing of the past,” Roe had shown what she is.",
        "Smith’s claim that it was “a thing of the past” was wrong.",
        "According to Smith, one of them, who is 81, told him, “It will hold.”",
        "The Roe campaign’s chairman resigned on Sunday, writing that it “will hold.”",
        "Smith said he was unlikely to come because the old minister held the plan to be “foolish, and wrong at that.”",
    ],
)
def test_words_that_may_be_someone_elses_are_not_sure(paragraph: str) -> None:
    assert attribution_of(paragraph).grade != Grade.SURE


def test_voices_without_a_name_are_speakers() -> None:
    for paragraph, name in (
        ("“It will hold,” a spokesman for the company said.", "Spokesman for the company"),
        ("Officials said it “will hold.”", "Officials"),
        ("Two people familiar with the matter said it “will hold.”", "Two people familiar with the matter"),
        ("Roe, the mayor, was met by protesters chanting “Let it fall!” as she came.", "Protesters"),
        ("A judge on Friday night closed the bridge, saying it “will not hold.”", "Judge"),
        ("It was described by some in the council as “maximalist” and worse.", "Some in the council"),
        ("When someone in the audience shouted, “Let it fall!”, Roe left.", "Someone in the audience"),
    ):
        attribution = attribution_of(paragraph)
        assert [(person.name, person.kind) for person in attribution.speakers] == [(name, "anonymous")]
        assert attribution.grade == Grade.SURE


def test_two_may_speak_together() -> None:
    for paragraph in (
        "“It will hold,” Roe and Smith said in a letter.",
        "Roe, a builder under the last mayor, and Smith, a lawyer, wrote that it “will hold.”",
    ):
        assert names_of(attribution_of(paragraph)) == ["Jane Roe", "John Smith"]
    assert names_of(attribution_of("Roe, the mayor, was late, and Smith, a lawyer, said it “will hold.”")) == [
        "John Smith"
    ]


def test_an_office_and_a_name_that_speak_together_are_likely() -> None:
    attribution = attribution_of("The mayor and Smith said it “will hold.”")
    assert (names_of(attribution), attribution.grade) == (["Jane Roe", "John Smith"], Grade.LIKELY)


def test_a_company_is_an_organization() -> None:
    for company in ("Moss Brothers LLP", "Hauke Brandt GmbH", "Lee & Marsh", "Wells Bridges Inc."):
        [speaker] = attribution_of(f"“It will hold,” {company} said.").speakers
        assert (speaker.name, speaker.kind) == (company, "organization")


def test_an_honorific_fits_a_surname_that_nothing_told_the_gender_of() -> None:
    reading = read("President Orlov’s plan was late. John Smith met Mr. Orlov.", "“It is fine,” Mr. Orlov said.")
    assert names_of(reading.attributions[0]) == ["Orlov"]


def test_two_of_one_surname_are_told_apart_or_not_sure() -> None:
    family = "Calvin Brennan and Leonora Brennan met on Monday."
    for paragraph, names, grade in (
        ("“It will hold,” Ms. Brennan said.", ["Leonora Brennan"], Grade.SURE),
        ("“It will hold,” Calvin Brennan said.", ["Calvin Brennan"], Grade.SURE),
    ):
        [attribution] = read(family, paragraph).attributions
        assert (names_of(attribution), attribution.grade) == (names, grade)
    [attribution] = read("Calvin Brennan was there.", "“It will hold,” Mrs. Brennan said.").attributions
    assert names_of(attribution) == ["Mrs. Brennan"]
    [attribution] = read(family, "“It will hold,” Brennan said.").attributions
    assert attribution.grade == Grade.LIKELY
    cousins = "Leonora Brennan and Khaled Brennan met on Monday."  # whether he is another Mr. Brennan is not known
    [attribution] = read(cousins, "“It will hold,” Mr. Brennan said.").attributions
    assert (names_of(attribution), attribution.grade) == (["Khaled Brennan"], Grade.LIKELY)


def test_an_initial_is_no_honorific() -> None:
    attribution = attribution_of("“It will hold,” said Sara M. Brandt, the clerk.")
    assert [(person.name, person.gender, [*person.titles]) for person in attribution.speakers] == [
        ("Sara M. Brandt", "f", [])
    ]


def test_a_program_named_in_between_parts_no_utterance() -> None:
    one, program, other = read(
        INTRODUCTION, "“It will,” Roe said on Channel One’s “Bridge & Tunnel.” “Hold.”"
    ).attributions
    assert (program.use, names_of(one), names_of(other)) == (Use.TITLE, ["Jane Roe"], ["Jane Roe"])
    assert one.utterance == other.utterance


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        ("“It will hold,” Roe told Smith.", ["John Smith"]),
        ("“It will hold,” Roe told reporters.", ["Reporters"]),
        ("“It will hold,” Roe told The Associated Press in the lobby.", ["Associated Press"]),
        ("Roe asked Smith whether it “will hold” for long.", ["John Smith"]),
        ("“It will hold,” Roe said to Smith.", ["John Smith"]),
        ("“It will hold,” Roe said of Smith.", []),
        ("“It will hold,” Roe told him.", []),
    ],
)
def test_who_is_told_something(paragraph: str, told: list[str]) -> None:
    assert [person.name for person in attribution_of(paragraph).to] == told


def test_a_call_is_one_only_where_the_sentence_says_with_whom() -> None:
    attribution = attribution_of("In a phone call with Smith on Tuesday, Roe said it “will hold.”")
    assert (attribution.occasion, [person.name for person in attribution.others]) == ("call", ["John Smith"])
    assert attribution_of("In a phone call, Roe said it “will hold.”").occasion == ""


def test_words_of_nobody_are_no_part_of_what_somebody_says_in_the_same_sentence() -> None:
    called, offer = read(
        INTRODUCTION, "Roe described the mood as “icy,” and the “last, best offer” lay there."
    ).attributions
    assert names_of(called) == ["Jane Roe"]
    assert not offer.speakers
    assert called.utterance != offer.utterance


def test_interrupted_and_continued_passages_are_one_utterance() -> None:
    reading = read(
        INTRODUCTION,
        "“It will,” Roe said, “hold.” She paused. “We built it.”",
        "“It will,” Roe said. “Hold.”",
        "“One paragraph.",
        "“And one more,” Smith said. “Done.”",
        "Roe called it “one” and “another thing.”",
    )
    utterances = [attribution.utterance for attribution in reading.attributions]
    assert [utterances.index(each) for each in utterances] == [0, 0, 2, 3, 3, 5, 5, 5, 8, 8]
    assert [names_of(each) for each in reading.attributions[5:8]] == [["John Smith"]] * 3


def test_a_paragraph_of_nothing_but_words_likely_goes_on_unless_it_may_answer() -> None:
    statement = read(INTRODUCTION, "“It will hold,” Roe said.", "“We built it.”").attributions[1]
    assert (names_of(statement), statement.grade) == (["Jane Roe"], Grade.LIKELY)
    answer = read(INTRODUCTION, "“Will it hold?” Roe asked.", "“It will.”").attributions[1]
    assert answer.speakers == ()


@pytest.mark.parametrize(
    "paragraph",
    [
        "Smith liked some of it. Ivanov “will come around in time,” he said.",
        "Smith defended Ivanov’s conduct as normal. “It is fine,” he said.",
        "When he spoke of Ivanov’s visit, Smith said it was late, and he called it “a waste of his time.”",
        "Roe criticized Smith after he said he “loved the bridge.”",
        "Smith confirmed that. “It is fine,” he added.",
        "Smith met Ivanov. “It is fine,” he said.",
        "Smith was calm. Of Ivanov, who was late, he said it was “a waste of his time.”",
        "On Monday Smith was late to see Ivanov. “It is fine,” he said.",
        "Smith met Ivanov. He asked after Ivanov’s wife and praised Boris Orlov. “It is fine,” he said.",
        "Smith met Ivanov. He said Ivanov was “a good man” at heart.",
        "Smith will not vote for Ivanov. Also, Ivanov is no builder, he said. “It is fine!”",
        "Smith sat down. “It is fine,” he said after Smith’s friends and Ivanov had left.",
        "Smith sat down by the big hall at Moss. “It is fine,” he said after Ivanov read what Smith had written.",
        "Ivanov was late. Smith’s loudest applause came when he called it “a waste of his time.”",
    ],
)
def test_a_pronoun_likely_stands_for_the_nearest_subject_outside_what_is_said(paragraph: str) -> None:
    attribution = attribution_of(paragraph)
    assert (names_of(attribution), attribution.grade) == (["John Smith"], Grade.LIKELY)


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("Ivanov’s wife, Vesna, shook her head. “It is fine,” she said.", "Vesna"),
        ("Vice President Ivanov was there. On Monday the president was alone. “It is fine,” he said.", ""),
        ("Ivanov was late. Asked about it, the mayor shook her head. “It is fine,” she said.", "Jane Roe"),
        ("The council, Smith argued, was wrong. “It is fine,” he said.", "John Smith"),
        ("Vice President Ivanov met President Boris Orlov. “It is fine,” the vice president said.", "Dmitry Ivanov"),
    ],
)
def test_a_pronoun_stands_for_whom_the_sentence_before_is_about_or_for_no_one(before: str, name: str) -> None:
    assert names_of(attribution_of(before)) == ([name] if name else [])


def test_names_that_are_titles_or_verbs_too() -> None:
    for paragraph, name in (
        ("Rep. Angus King (I-Maine) said it “will hold.”", "Angus King"),
        ("Lucy Brand was there. “It will hold,” Brand says.", "Lucy Brand"),
        ("Hope Marsh told of the bridge. “It will hold,” Marsh said.", "Hope Marsh"),
        ("The Springfield Commission on Bridges said it “will hold.”", "Springfield Commission on Bridges"),
        ("Lena Marsh of the Center for Bridge Studies said it “will hold.”", "Lena Marsh"),
    ):
        attribution = attribution_of(paragraph)
        assert (names_of(attribution), attribution.grade) == ([name], Grade.SURE)


def test_a_word_that_marks_set_off_is_not_joined_with_what_is_said() -> None:
    text = "Roe, who was late, said on Monday at a town hall that the “Builders” had “no idea at all.”"
    one, other = read(INTRODUCTION, text).attributions
    assert (names_of(one), names_of(other)) == ([], ["Jane Roe"])
    assert one.utterance != other.utterance


def test_words_behind_somebody_elses_remarks_are_not_theirs() -> None:
    attribution = attribution_of("The guild shrugged off Roe’s comments, telling reporters, “Nobody asked her for it.”")
    assert names_of(attribution) != ["Jane Roe"]


def test_a_surname_may_look_like_an_office() -> None:
    reading = read("Town clerk Patty Judge was there with editor-in-chief Martin Baron.", "“It will hold,” said Judge.")
    [attribution] = reading.attributions
    assert (names_of(attribution), attribution.grade) == (["Patty Judge"], Grade.SURE)
    reading = read("Post Editor-in-Chief Martin Baron was there.", "“It will hold,” said Baron.")
    assert names_of(reading.attributions[0]) == ["Martin Baron"]


def test_a_surname_that_speaks_is_whom_a_pronoun_may_stand_for() -> None:
    reading = read("Ivanov said no. Of Boris Orlov’s plan, Ivanov was wary.", "“It is fine,” he said.")
    assert names_of(reading.attributions[0]) == ["Ivanov"]


def test_a_headline_is_no_title() -> None:
    reading = read("John Smith Finally Meets House Speaker Jane Roe.", "“It will hold,” said House Speaker Jane Roe.")
    assert [*reading.attributions[0].speakers[0].titles] == ["House Speaker"]


def test_a_phrase_with_a_capital_is_no_speaker() -> None:
    attribution = attribution_of("Sure enough, Smith wrote later that Roe had won, and called it “a thing of beauty.”")
    assert names_of(attribution) == ["John Smith"]


def test_titles_and_so_called_things_are_told_apart() -> None:
    assert attribution_of("He wrote the book “A Bridge Too Far” in a year.").use == Use.TITLE
    assert attribution_of("The so-called “bridge” is none.").use == Use.SCARE
    assert attribution_of("The builders, Roe said, paid for a song titled “Gravel.”").use == Use.TITLE
    author = read(
        INTRODUCTION, "“It will,” said Roe, the author of “A Long Bridge,” who was late. “Hold.”"
    ).attributions
    assert [each.use for each in author] == [Use.SPEECH, Use.TITLE, Use.SPEECH]
    assert author[0].utterance == author[2].utterance
    described = read(INTRODUCTION, "“It will,” said Roe, a self-described “bridge builder” who was late.").attributions
    assert [each.use for each in described] == [Use.SPEECH, Use.SCARE]
    assert attribution_of("“Will hold,” Roe said.").use == Use.SPEECH


@pytest.mark.parametrize(
    ("paragraph", "use"),
    [
        ("Le pont de John Smith, dit « le Vieux », tiendra.", Use.SCARE),
        ("La place dite « du Pont » est vide.", Use.SCARE),
        ("Jane Roe a dit : « Il tiendra. »", Use.SPEECH),
        ("Jane Roe dit qu’il est « bien construit ».", Use.SPEECH),
    ],
)
def test_a_french_verb_of_saying_makes_nothing_so_called(paragraph: str, use: Use) -> None:
    assert attribution_of(paragraph, "fr").use == use


def test_a_lawyer_is_not_whom_the_lawyer_speaks_for() -> None:
    assert attribution_of("L’avocat d’Olivier Roe a dit : « Il tient. »", "fr").speakers == ()


def test_a_passage_that_is_only_quoted_in_a_quotation_is_nobodys() -> None:
    assert attribution_of("“‘It will hold,’” Roe recalled.").speakers == ()


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        ("« Cela tiendra », a déclaré Jane Roe.", "fr"),
        ("« Cela tiendra », explique Jane Roe, maire de Springfield.", "fr"),
        ("Selon Jane Roe, cela « tiendra longtemps ».", "fr"),
        ("„Das hält“, sagte Jane Roe.", "de"),
        ("Jane Roe erklärte: „Das hält.“", "de"),
        ("»Das hält«, so Jane Roe.", "de"),
    ],
)
def test_french_and_german_verbs_of_saying(paragraph: str, language: str) -> None:
    attribution = attribution_of(paragraph, language)
    assert (names_of(attribution), attribution.grade) == (["Jane Roe"], Grade.SURE)


def test_people_have_aliases_and_titles() -> None:
    reading = read(
        "President Donald J. Trump met Secretary of State Marco Rubio and Sen. Bill de Blasio Jr. of New York.",
        "“Yes,” Mr. Trump said. “No,” President Trump told Rubio. “Well,” de Blasio said. “So,” said Donald Trump.",
    )
    people = {person.name: person for attribution in reading.attributions for person in attribution.speakers}
    assert people.keys() == {"Donald Trump", "Bill de Blasio Jr."}
    trump = people["Donald Trump"]
    assert {"Trump", "Mr. Trump", "President Trump"} <= {*trump.aliases}
    assert "President" in trump.titles
    assert [person.name for person in reading.attributions[1].to] == ["Marco Rubio"]


@pytest.mark.parametrize(
    "text",
    [
        "said ",
        "Trump ",
        "“a” said Trump, ",
        "Trump, the ",
        "of the Trump ",
        "a spokesman for ",
        "Trump’s claim that “x” ",
    ],
)
def test_texts_without_end_are_read_all_the_same(text: str) -> None:
    """A text of one sentence, which a look back from every word would read in the square of its length."""
    assert len(read(text * 10_000).passages) in (0, 10_000)


@pytest.mark.parametrize(
    ("paragraph", "names"),
    [
        ("A young woman in an apron signed for the letter. “Is it late?” she asked.", ["Young woman in an apron"]),
        ("Dmitry Ivanov left. Asked whether Smith had lied, he said: “Never.”", ["Dmitry Ivanov"]),
        ("Roe was late. Asked whether Ivanova had lied, she said: “Never.”", ["Jane Roe"]),
        ("Roe was near Upper Hollin. “It is late,” she said.", ["Jane Roe"]),
        ("Smith said it was old. Roe was met by a student in Durham, N.H. “It is late,” she said.", ["Jane Roe"]),
    ],
)
def test_who_a_pronoun_stands_for(paragraph: str, names: list[str]) -> None:
    assert names_of(attribution_of(paragraph)) == names


def test_a_surname_of_two_is_nobodys_for_a_pronoun() -> None:
    family = "Calvin Brennan and Cormac Brennan met on Monday."
    [attribution] = read("Leonard Fisk came.", family, "Brennan was late. “It will hold,” he said.").attributions
    assert attribution.speakers == ()


def test_a_question_in_a_dialogue_is_not_whose_the_words_before_are() -> None:
    first, second = read("Jane Roe came.", "“Not all at once,” Roe said.", "“How long?”").attributions
    assert (names_of(first), names_of(second)) == (["Jane Roe"], [])


def test_a_word_that_only_begins_a_sentence_is_no_sure_name() -> None:
    assert attribution_of("Burghers said it “will hold.”").grade != Grade.SURE
    assert attribution_of("Burgher said it “will hold.” That angered Burgher.").grade == Grade.SURE


def test_an_adviser_who_replies_does_not_go_on_with_the_words_before() -> None:
    text = "“What a bridge,” Roe can be heard saying to an adviser, who replies: “You are still on.”"
    one, other = read(INTRODUCTION, text).attributions
    assert one.utterance != other.utterance


def test_initials_stand_for_the_only_person_who_has_them() -> None:
    turns = ["**TT:** Is it late?", "**JR:** It will hold.", "**TT:** For long?", "**JR:** For years."]
    reading = read("Jane Roe met John Smith.", *(turn.replace("*", "") for turn in turns))
    assert [names_of(each) for each in reading.attributions] == [[], ["Jane Roe"], [], ["Jane Roe"]]


def test_a_part_of_a_transcript_below_an_article_has_turns() -> None:
    story = [f"Roe met the council for hour number {number}." for number in range(12)]
    reading = read(INTRODUCTION, *story, "ROE: It will hold.", "SMITH: For how long?", "ROE: For years.")
    assert [passage.text for passage in reading.passages] == ["It will hold.", "For how long?", "For years."]
    assert [names_of(each) for each in reading.attributions] == [["Jane Roe"], ["John Smith"], ["Jane Roe"]]


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        ("The skipper who sold the Sainte Rita to John Smith says: “It will hold.”", "en"),
        ("The man whose brother married Jane Roe told reporters: “It will hold.”", "en"),
        ("“It will hold,” the man who had hired Roe said.", "en"),
        ("Le patron qui a vendu le Sainte-Rita à John Smith affirme : « Ça tiendra. »", "fr"),
        ("Le menuisier qui a formé Jane Roe affirme : « Ça tiendra. »", "fr"),
    ],
)
def test_a_name_in_a_clause_about_someone_else_is_no_speaker(paragraph: str, language: str) -> None:
    assert attribution_of(paragraph, language).grade == Grade.NONE


def test_a_name_behind_who_or_whom_may_be_the_subject() -> None:
    found = attribution_of("Smith, whom Roe called “a builder of bridges to nowhere,” was late.")
    assert (names_of(found), found.grade) == (["Jane Roe"], Grade.SURE)


@pytest.mark.parametrize(
    ("paragraph", "names"),
    [
        ("Wie Jane Roe dem Havelblatt sagte, werde die Brücke „lange halten“.", ["Jane Roe"]),
        ("Die Brücke werde laut Jane Roe „lange halten“.", ["Jane Roe"]),
        ("Laut Jane Roe wird die Brücke „lange halten“.", ["Jane Roe"]),
    ],
)
def test_a_german_sentence_may_begin_with_whose_words_they_are(paragraph: str, names: list[str]) -> None:
    reading = read("Die Bürgermeisterin Jane Roe ging.", paragraph, language="de")
    assert names_of(reading.attributions[0]) == names


def test_a_german_title_may_be_one_long_word() -> None:
    (person,) = attribution_of("Umweltminister Falk Reimers nannte sie „eine Brücke ins Nichts“.", "de").speakers
    assert (person.name, [*person.titles]) == ("Falk Reimers", ["Umweltminister"])


def test_a_clause_before_a_name_is_no_office() -> None:
    text = "Le préfet a fait savoir qu’il recevrait M. Cassagne jeudi. « Oui », dit M. Cassagne."
    reading = read(text, language="fr")
    (person,) = reading.attributions[0].speakers
    assert not person.titles


@pytest.mark.parametrize("mark", [",", ":"])
def test_a_question_and_its_answer_are_not_one_utterance(mark: str) -> None:
    asked, answered = read(
        INTRODUCTION, f"Roe asked Smith{mark} “When will it hold?” Ivanov answered, “Never.”"
    ).attributions
    assert (names_of(asked), asked.utterance == answered.utterance) == (["Jane Roe"], False)
    assert (names_of(answered), answered.grade) == (["Dmitry Ivanov"], Grade.SURE)


def test_a_clause_before_a_question_makes_no_one_sure() -> None:
    for paragraph in ("When Smith spoke, “Why?” Roe asked.", "As Smith replied, “Why?” Roe asked."):
        assert attribution_of(paragraph).grade == Grade.LIKELY


def test_whoever_asks_in_turn_with_others_is_no_person() -> None:
    turns = ("QUESTION: Will it hold?", "MS. ROE: It will hold.", "QUESTION: Who says so?", "MS. ROE: I do.")
    assert [names_of(found) for found in read(*turns).attributions] == [[], ["Roe"], [], ["Roe"]]


@pytest.mark.parametrize(
    "paragraph",
    [
        "According to Roe, the “green solution” with a ladder costs twice as much.",
        "Roe said the “green solution” would cost millions.",
    ],
)
def test_what_a_thing_is_called_may_be_others_words(paragraph: str) -> None:
    assert attribution_of(paragraph).grade == Grade.LIKELY


@pytest.mark.parametrize(
    "paragraph",
    [
        "Roe quoted Smith as saying, “It will hold.”",
        "“It will hold,” Roe said Smith told her.",
        "Roe reportedly said it would “hold.”",
        "Smith allegedly told Roe: “It will hold.”",
        "Roe sang “It will hold” at the end.",
        "Roe denied saying “It will hold.”",
        "Roe held a sign saying “It will hold.”",
        "“It will hold,” said the man beside Roe.",
        "“It will hold,” said the man Roe had hired.",
        "“It will hold,” said the lawyer Roe had hired.",
        "If Roe says “It will hold,” the deal is off.",
        "Had Roe said “It will hold,” Smith would have stayed.",
        "Roe played a recording of Smith saying “it will hold.”",
        "Roe showed a video of the senator saying “it will hold.”",
        "Roe said she heard Smith say it “will hold.”",
        "Roe said she heard Smith call it “a bridge to nowhere.”",
        "Roe said she had a tape of him saying “it will hold.”",
        "“It will hold,” said Roe, quoting Smith.",
        "“It will hold,” Roe said, reading from Smith’s letter.",
        "Roe retweeted Smith: “It will hold.”",
        "Roe said she was called “a builder of ruins” by Smith.",
        "Roe responded to the claim that “it will fall.”",
        "Roe replied to Smith’s question, “Will it hold?”",
        "Roe answered the question “Will it hold?”",
    ],
)
def test_whoever_may_not_have_said_it_is_not_sure(paragraph: str) -> None:
    found = attribution_of(paragraph)
    assert found.grade != Grade.SURE or "Roe" not in " ".join(names_of(found))


@pytest.mark.parametrize(
    "paragraph",
    [
        "Roe called the claim “a bridge to nowhere.”",
        "“It will hold,” Roe said on Monday, quoting Smith on what bridges are.",
        "Roe said in a Facebook post: “It will hold.”",
        "Roe replied to a question, “It will hold.”",
        "Roe, citing costs, said it “will hold for good.”",
        "Roe said it will be “as good as new” by May.",
        "Smith and Ivanov met, with Roe saying it “will hold.”",
    ],
)
def test_own_words_beside_those_of_others_are_sure(paragraph: str) -> None:
    found = attribution_of(paragraph)
    assert (names_of(found), found.grade) == (["Jane Roe"], Grade.SURE)


def test_no_one_speaks_to_themselves() -> None:
    found = attribution_of("“It will hold,” Roe told Jane Roe.")
    assert (names_of(found), found.to) == (["Jane Roe"], ())
    turns = read(INTRODUCTION, "ROE: Why?", "Jane Roe: So.", "ROE: When?", "Jane Roe: Soon.").attributions
    assert {found.to for found in turns} == {()}


def test_no_quote_of_two_articles_is_to_whoever_said_it() -> None:
    told = (
        "“The bridge will hold for good, my friends,” Roe told Smith.",
        "Smith spoke. “The bridge will hold for good, my friends,” he told Roe.",
    )
    saved = [
        SavedArticle(Article((INTRODUCTION, text), language="en"), f"{number}.txt")
        for number, text in zip("ab", told, strict=True)
    ]
    [quote] = make_draft(saved).records["quotes"]
    assert (quote["who"], quote["to"]) == (["roe"], ["smith"])


@pytest.mark.parametrize("word", ["Unlike", "Like", "Despite", "Besides", "Without", "After", "Before"])
def test_a_preposition_is_no_first_name(word: str) -> None:
    for paragraph in (
        f"{word} Smith said it “will hold for good.”",
        f"“It will hold for good.” {word} Smith, Roe said so.",
        f"{word} Brown, said Roe, it “will hold for good.”",
    ):
        assert not any(word in name for name in names_of(attribution_of(paragraph)))


def test_a_title_before_a_name_is_no_noun_that_the_name_explains() -> None:
    for paragraph in ("“It will hold,” said the lawyer John Smith.", "“It will hold,” the lawyer John Smith said."):
        assert (names_of(attribution_of(paragraph)), attribution_of(paragraph).grade) == (["John Smith"], Grade.SURE)


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        ("Der Mann neben John Smith sagte: „Sie hält.“", "de"),
        ("Ein Sprecher von John Smith sagte: „Sie hält.“", "de"),
        ("John Smith sagte Jane Roe: „Sie hält.“", "de"),
        ("Jane Roe zitierte John Smith mit „Sie hält“.", "de"),
        ("Jane Roe bestreitet, „Sie hält“ gesagt zu haben.", "de"),
        ("L’avocat d’Olivier Roe a dit : « Il tient. »", "fr"),
        ("Jane Roe sagte nicht, die Brücke werde „lange halten“.", "de"),
        ("„Sie hält“, sagte weder Jane Roe noch John Smith.", "de"),
    ],
)
def test_whoever_may_be_another_is_not_sure_in_german_and_french(paragraph: str, language: str) -> None:
    assert attribution_of(paragraph, language).grade != Grade.SURE


@pytest.mark.parametrize(
    "paragraph", ["„Sie hält“, sagte Jane Roe zu John Smith.", "Zu John Smith sagte Jane Roe: „Sie hält.“"]
)
def test_whoever_is_told_in_german_is_no_part_of_the_name(paragraph: str) -> None:
    found = attribution_of(paragraph, "de")
    assert (names_of(found), found.grade) == (["Jane Roe"], Grade.SURE)


def test_german_titles_of_one_word_are_no_part_of_a_name() -> None:
    for title in ("SPD-Abgeordnete", "Fraktionschefin", "Parteivorsitzende", "CDU-Politikerin"):
        [speaker] = attribution_of(f"Die {title} Eva Kern nannte die Brücke „peinlich für alle“.", "de").speakers
        assert (speaker.name, [*speaker.titles]) == ("Eva Kern", [title])
