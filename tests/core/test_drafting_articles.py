"""Saved articles: which lines of a page are the article's paragraphs, and what the page says of itself."""

from __future__ import annotations

import textwrap

from peace_tui.drafting.articles import Article, read_article, split_paragraphs
from peace_tui.importers.dates import find_date

STORY = [
    "The council voted for a bridge on Monday, after a debate that lasted until the morning.",
    "“It will hold,” said the mayor, who had promised one for years.",
    "No one spoke against it, and the work begins in May.",
]
MENU = ["Home", "Latest", "Politics", "• Sport", "• Weather", "Sign up for our newsletter"]
PAGE = """<!doctype html><html lang="en"><head><title>Bridge | The Outlet</title>
<meta property="og:title" content="A bridge &amp; its mayor"><meta property="og:site_name" content="The Outlet">
<meta property="article:published_time" content="2025-11-25T17:04:00-05:00"><meta name="author" content="B. Reporter">
<link rel="canonical" href="https://outlet.example/bridge">{extra}</head><body>
<nav><p>Home is where the menu is, and this is a whole sentence of it.</p></nav>
<article><header><h1>A bridge</h1><p>By B. Reporter, who has written of bridges for twenty years.</p></header>
<p>{0}</p><figure><img src="x"><figcaption>The mayor on the bridge, which is not built.</figcaption></figure>
<h2>What the mayor says</h2><p>{1}</p>
<div class="related-links"><p>Another story, which is told in a sentence.</p></div>
<p>Read more: the other bridge.</p><p>{2}</p></article>
<aside><p>“I meant what I said,” says a person in another story.</p></aside>
<footer><p>All of this is ours and nobody else may have it.</p></footer></body></html>"""


def test_a_plain_text_has_a_paragraph_in_each_line() -> None:
    assert split_paragraphs("\n".join(STORY), ".txt") == tuple(STORY)
    assert split_paragraphs("\r\n\r\n".join(STORY), ".txt") == tuple(STORY)


def test_lines_that_are_broken_at_an_even_length_are_joined() -> None:
    paragraphs = (
        "The council voted for a bridge on Monday, after a debate that lasted until the morning.",
        "“It will hold, for all that anyone can tell of bridges,” said the mayor, who had promised one for years.",
    )
    text = "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in paragraphs)
    assert split_paragraphs(text, ".txt") == paragraphs


def test_menus_captions_and_other_stories_are_no_paragraphs() -> None:
    lines = [
        *MENU,
        "A bridge for the town after all",
        "By",
        "B. Reporter",
        "November 25, 2025, 5:04 PM ET",
        "The mayor, left, and a member of the council look at a plan in the town hall on Monday.Jane Roe/Getty Images",
        STORY[0],
        "Recommended Video",
        STORY[1],
        "For the full text, click here.",
        STORY[2],
        "About the Author",
        "Most Popular",
        "Another story is told here, in a sentence that is long enough to be a paragraph.",
        *MENU,
    ]
    assert read_article("\n".join(lines), ".txt") == Article(
        tuple(STORY),
        title="A bridge for the town after all",
        issued="November 25, 2025, 5:04 PM ET",
        language="en",
        authors=("B. Reporter",),
    )


def test_a_site_in_brackets_at_the_end_is_the_outlet() -> None:
    article = read_article("\n".join([*STORY, "{Outlet.example}"]), ".txt")
    assert (article.paragraphs, article.outlet) == (tuple(STORY), "Outlet.example")


def test_an_outlet_stands_beside_the_date() -> None:
    head = ["A bridge for the town after all", "By B. Reporter", "The Capital Ledger", "March 12, 2031 at 6:41 p.m."]
    article = read_article("\n\n".join([*head, *STORY]), ".txt")
    assert (article.title, article.outlet, article.issued) == (head[0], head[2], head[3])


def test_markdown_has_front_matter_headings_and_marks() -> None:
    front = '---\ntitle: "A bridge"\ndate: 2025-11-25\nauthor: B. Reporter\n---\n'
    text = f"{front}# Other\n\n{STORY[0]}\n\n## Why\n\n{STORY[1]}\n\nNo *one* [spoke](https://x.example).\n"
    article = read_article(text, ".md")
    assert article == Article(
        (STORY[0], STORY[1], "No one spoke."),
        title="A bridge",
        issued="2025-11-25",
        language="en",
        authors=("B. Reporter",),
    )
    assert read_article(f"# Bridge\n\n{STORY[0]}\n", ".md").title == "Bridge"


def test_a_page_says_where_its_article_is_and_what_it_is() -> None:
    assert read_article(PAGE.format(*STORY, extra=""), ".html") == Article(
        tuple(STORY),
        title="A bridge & its mayor",
        outlet="The Outlet",
        issued="2025-11-25T17:04:00-05:00",
        url="https://outlet.example/bridge",
        language="en",
        authors=("B. Reporter",),
    )


def test_linked_data_holds_before_what_else_the_page_says() -> None:
    data = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"},
    {"@type": ["NewsArticle"],
    "headline": "A bridge, at last", "datePublished": "2025-11-24", "publisher": {"name": "Outlet Group"},
    "author": [{"name": "A. Writer"}, {"name": "B. Reporter"}]}]}</script>"""
    article = read_article(PAGE.format(*STORY, extra=data), ".html")
    assert (article.title, article.issued, article.outlet) == ("A bridge, at last", "2025-11-24", "Outlet Group")
    assert article.authors == ("A. Writer", "B. Reporter")
    broken = PAGE.format(*STORY, extra='<script type="application/ld+json">{"@type": </script>')
    assert read_article(broken, ".html").title == "A bridge & its mayor"


def read_head(extra: str) -> Article:
    body = "".join(f"<p>{each}</p>" for each in STORY)
    return read_article(f"<html><head>{extra}</head><body><article>{body}</article></body></html>", ".html")


def link_data(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def test_linked_data_may_name_who_wrote_it_elsewhere_and_the_article_inside_a_page() -> None:
    graph = """{"@graph": [{"@type": "Person", "@id": "#1", "name": "Jane Roe"}, {"@id": "#2", "name": "The Gazette"},
    {"@type": "https://schema.org/NewsArticle", "headline": "A &amp;quot;bridge&amp;quot;", "author": {"@id": "#1"},
    "publisher": {"@id": "#2"}}]}"""
    article = read_head(link_data(graph))
    assert (article.title, article.authors, article.outlet) == ('A "bridge"', ("Jane Roe",), "The Gazette")
    inside = """//<![CDATA[
    {"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "A bridge", "author": ["Jane Roe"]}}
    //]]>"""
    article = read_head(link_data(inside))
    assert (article.title, article.authors) == ("A bridge", ("Jane Roe",))


def test_of_several_articles_the_page_is_the_one_of_its_own_address() -> None:
    other, own = (f'{{"@type": "Article", "headline": "{each}", "url": "https://x.example/{each}"}}' for each in "ab")
    canonical = '<link rel="canonical" href="https://x.example/b?utm_source=letter">'
    assert read_head(link_data(other) + link_data(own) + canonical).title == "b"
    assert read_head(link_data(other) + link_data(own)).title == "a"


def test_an_address_is_without_its_readers_way_and_never_without_its_site() -> None:
    for written, address in (
        ("https://x.example/a?utm_source=letter&amp;id=3&amp;fbclid=xyz", "https://x.example/a?id=3"),
        ("https://x.example/a?gclid=1#top", "https://x.example/a#top"),
        ("https://x.example/a?id=3", "https://x.example/a?id=3"),
        ("/a.html", "https://x.example/amp"),
    ):
        links = f'<link rel="canonical" href="{written}"><meta property="og:url" content="https://x.example/amp">'
        assert read_head(links).url == address


def test_a_byline_of_several_is_their_names() -> None:
    outlet = '<meta property="og:site_name" content="The Gazette"><title>A bridge at last | The Gazette</title>'
    for byline, authors in (
        ("By Jane Roe, John Smith, and Ann Lee, The Gazette", ("Jane Roe", "John Smith", "Ann Lee")),
        ("Jane Roe and John Smith", ("Jane Roe", "John Smith")),
        ("Roe, Jane", ("Roe, Jane",)),
    ):
        article = read_head(f'{outlet}<meta name="byl" content="{byline}">')
        assert (article.title, article.authors) == ("A bridge at last", authors)


def test_a_page_that_names_no_article_has_it_where_most_paragraphs_are() -> None:
    paragraphs = "".join(f"<p>{each}</p>" for each in STORY)
    page = (
        f"<html><body><div><p>A menu with a sentence in it.</p></div><div><div>{paragraphs}</div></div></body></html>"
    )
    assert split_paragraphs(page, ".html") == tuple(STORY)
    lines = "<br>".join(STORY)
    assert split_paragraphs(f"<html><body><div>{lines}</div></body></html>", ".html") == tuple(STORY)


def test_a_page_of_nothing_but_paragraphs_is_an_article() -> None:
    assert split_paragraphs("".join(f"<p>{each}</p>" for each in STORY), ".html") == tuple(STORY)


def test_an_element_around_all_of_the_page_is_no_aside() -> None:
    paragraphs = "".join(f"<p>{each}</p>" for each in STORY)
    for opening in (
        '<body class="single has-sidebar comments-open">',
        '<body><form action="/">',
        '<body><div id="social">',
    ):
        other = '<div class="related"><p>Another story in a sentence.</p></div>'
        page = f"<html>{opening}{other}<div>{paragraphs}</div></html>"
        assert split_paragraphs(page, ".html") == tuple(STORY)


def test_broken_pages_end_in_something() -> None:
    for page in (
        "<html",
        "<p>" * 5_000,
        "<div>" * 5_000 + "Yes, it is so.",
        "</p>" * 5_000,
        '<script type="application/ld+json">',
    ):
        assert isinstance(split_paragraphs(page, ".html"), tuple)


def test_posts_of_a_live_report_are_one_article() -> None:
    posts = "".join(
        f"<article class='block'><h2>Update</h2><p>The bridge, at {hour}, “will hold,” said Roe.</p></article>"
        for hour in ("noon", "one", "two", "three")
    )
    assert len(read_article(f"<html><body><main>{posts}</main></body></html>", ".html").paragraphs) == 4


def test_a_pull_quote_is_no_paragraph() -> None:
    page = """<html><body><article><p>“It was built by people who knew,” Roe said. “Unlike the road.”</p>
    <blockquote><p>“It was built by people who knew.”</p></blockquote><p>“Unlike the sea,” she said.</p>
    <p>“It was built of stone alone.”</p></article></body></html>"""
    assert read_article(page, ".html").paragraphs == (
        "“It was built by people who knew,” Roe said. “Unlike the road.”",
        "“Unlike the sea,” she said.",
        "“It was built of stone alone.”",
    )


def test_a_page_without_a_title_has_its_heading() -> None:
    page = (
        "<html><body><p class='c1 title'><span>The bridge holds</span></p><p>Roe said that it would.</p></body></html>"
    )
    assert read_article(page, ".html").title == "The bridge holds"


def test_a_point_in_a_list_is_no_headline() -> None:
    head = "The storm closes in on us – live\n\nUpdates with A. Writer\nMon 14 Nov 2033\n\n18.02\n\n"
    points = "What we know\n\n- The bridge is closed until the day after tomorrow\n- All the ferries are in port\n\n"
    posts = "17.48\n\nThe coastguard says: “We will go out again as soon as we can.”\n\nThe town waits, and so do we.\n"
    assert read_article(head + points + posts, ".txt").title == "The storm closes in on us – live"


def test_an_outlet_ends_before_its_author() -> None:
    text = "# Counting stairs\n\n*The Bridge Review. By A. Writer. 7 October 2032*\n\nShe counts the stairs aloud.\n"
    assert read_article(text, ".md").outlet == "The Bridge Review"


def test_the_only_line_before_a_text_may_be_a_short_headline() -> None:
    body = (
        "\n\nThe bridge fell on Monday, the third time in a year, officials said.\n\n“It will hold,” said Jane Roe.\n"
    )
    titles = [
        read_article(line + body, ".txt").title for line in ("Mayor quits", "Jane Roe", "By Jane Roe", "The Herald")
    ]
    assert titles == ["Mayor quits", "", "", ""]


def test_the_clock_time_of_a_page_is_read_with_its_seconds() -> None:
    for written, read in (
        ("Fri, 02 Jan 2026 10:30:00 GMT", "2026-01-02T10:30Z"),
        ("Jan. 2, 2026, 3:04 p.m. ET", "2026-01-02T15:04-05:00"),
        ("2026-01-02T03:04:05", "2026-01-02"),
        ("2 January 2026 3:04:05 pm +0200", "2026-01-02T15:04+02:00"),
        ("2 January 2026, 9:04 CEST", "2026-01-02T09:04+02:00"),
        ("July 2, 2026 at 3:04 p.m. PT", "2026-07-02T15:04-07:00"),
        ("January 2, 2026 ET", "2026-01-02"),
        ("January 2, 2026 EST", "2026-01-02"),
    ):
        assert find_date(written) == read
