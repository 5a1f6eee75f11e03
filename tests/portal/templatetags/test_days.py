"""A day on a page is a `<time>` with its date, whoever wrote the sentence; where nothing is escaped it is plain."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Engine

from portal.templatetags.days import dated
from tests.bare_days import bare_days
from tests.house.source import REPOSITORY

DAY, AT = date(2026, 12, 24), datetime(2026, 12, 24, 22, 14, tzinfo=UTC)
LONG = '<time datetime="2026-12-24">December 24, 2026</time>'


def drawn(template, **words):
    return Engine.get_default().from_string(f"{{% load days i18n %}}{template}").render(Context(words))


@pytest.mark.parametrize(
    ("filtered", "said"),
    [
        ("day|long_day", LONG),
        ("at|long_day", LONG),
        ("day|short_day", '<time datetime="2026-12-24">Dec 24</time>'),
        ("day|weekday", '<time datetime="2026-12-24">Thu, Dec 24</time>'),
        ("day|short_month", '<time datetime="2026-12">Dec 2026</time>'),
        ("at|hour", '<time datetime="2026-12-24T14:14-08:00">2:14 p.m.</time>'),
        ("at|short_moment", '<time datetime="2026-12-24T14:14-08:00">Dec 24, 2:14 p.m.</time>'),
        ("at|long_moment", '<time datetime="2026-12-24T14:14-08:00">December 24, 2026, 2:14 p.m.</time>'),
        ("nothing|long_day", ""),
        ("nothing|long_moment", ""),
    ],
)
def test_every_way_to_write_a_day_has_its_date(frozen, filtered, said):
    frozen(AT)
    assert drawn(f"{{{{ {filtered} }}}}", day=DAY, at=AT, nothing=None) == said


def test_a_day_in_a_sentence_of_a_template_is_one_too_and_what_is_beside_it_is_escaped():
    sentence = "{% blocktranslate with day=day|long_day who=who %}{{ who }} wrote on {{ day }}.{% endblocktranslate %}"
    assert drawn(sentence, day=DAY, who="<b>") == f"&lt;b&gt; wrote on {LONG}."
    assert drawn("{% autoescape off %}{{ day|long_day }}{% endautoescape %}", day=DAY) == "December 24, 2026"


def test_a_day_in_a_sentence_of_the_code_is_one_too_and_the_rest_is_escaped(frozen):
    frozen(AT)
    assert dated("<i> & December 24, 2026, 2:14 p.m.") == f"&lt;i&gt; &amp; {LONG}, 2:14 p.m."
    assert dated("by Thu, Dec 24 (in 2 days)") == 'by Thu, <time datetime="2026-12-24">Dec 24</time> (in 2 days)'
    assert dated("December 24, 2026", autoescape=False) == "December 24, 2026"


@pytest.mark.parametrize("said", ["February 30, 2026", "Marchetti 12", "Version 24, 2026", "May we ask?", "Apr 9:30"])
def test_what_is_no_day_stays_as_it_is(said):
    assert dated(said) == said


# -- what watches the pages --


@pytest.mark.parametrize(
    ("page", "is_found"),
    [
        ("<p>By December 24, 2026.</p>", True),
        ("<p>By Thu, Dec 24</p>", True),
        ("<p>By 2026-12-24</p>", True),
        (f"<p>By {LONG}.</p>", False),
        ("<select><option>Dec 24</select>", False),
        ("<p>Dec<br>24</p>", False),
        ('<p title="Dec 24">May we ask?</p>', False),
        (f"<p>{LONG}</p><blockquote>Dec 24</blockquote>", False),
        (f"<p>{LONG}</p><p class='lines'>I wrote on Dec 24.</p>", False),
    ],
)
def test_a_bare_day_is_found(page, is_found):
    assert bool(bare_days(page)) is is_found


_PAGES = ("staff", "public", "parts", "demo", "mfa")
_DRAWN = re.compile(r"\|date:(?!'(?:c|Y-m-d|Y-m|M Y)'|\"Hi\")")


def test_no_template_of_a_page_draws_a_day_by_itself():
    templates = REPOSITORY / "templates"
    paths = [path for folder in _PAGES for path in (templates / folder).rglob("*.html")]
    assert [str(path) for path in paths if _DRAWN.search(Path(path).read_text(encoding="utf-8"))] == []
    assert _DRAWN.search('{{ one.day|date:"F j, Y" }}') and not _DRAWN.search("{{ one.day|date:'c' }}")


_WRITTEN = re.compile(r"\{[^{}\"]*:%[aAbBdejyY]|\bstrftime\(|\bdate_format\(")
_WRITERS = {"dsr/formats/days.py", "portal/staff/wording/dates.py"}


def test_no_code_writes_a_day_by_itself():
    """What is printed on a command line, and the set-up, apart."""
    folders = ("dsr", "portal/staff", "portal/public", "portal/ways", "portal/web")
    paths = [
        path for folder in folders for path in (REPOSITORY / folder).rglob("*.py") if "commands" not in path.parts
    ]
    found = {str(path.relative_to(REPOSITORY)) for path in paths if _WRITTEN.search(path.read_text(encoding="utf-8"))}
    assert found == _WRITERS
    assert _WRITTEN.search('f"{day:%B} {day.day}"') and not _WRITTEN.search("%(day)s")
