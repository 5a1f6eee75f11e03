"""What the desk's templates ask for: a citation as a link to the words of the law."""

from dsr.law.citations import ccr, civ, rule
from portal.templatetags.desk import cite


def test_a_citation_is_a_link_and_says_the_section_alone_where_that_is_plain():
    whole, short = cite(civ("1798.83(a)")), cite(civ("1798.83(a)"), "short")
    assert ">Cal. Civ. Code § 1798.83(a)</a></cite>" in whole and "sectionNum=1798.83." in whole
    assert 'title="Cal. Civ. Code § 1798.83(a)">§ 1798.83(a)</a></cite>' in short
    assert ">Cal. Rules of Court, rule 1.11</a>" in cite(rule("1.11"), "short"), "it has no sign of a section"


def test_what_stands_beside_is_kept_and_escaped_and_nothing_is_nothing():
    told = cite(f"<b> {civ('1798.105(c)')}, {ccr('7022(f)')}")
    assert told.count("<a ") == 2 and "&lt;b&gt;" in told and 'rel="noopener noreferrer"' in told
    assert (cite(""), cite(None)) == ("", "")
