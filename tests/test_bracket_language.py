"""What the brackets show: a piece in a sentence, a word in no catalog, and nothing of it afterward."""

import pytest
from django.template import Context, Template
from django.utils.translation import gettext as _

from dsr.formats.spoken_lists import all_of
from tests.bracket_language import marked, outside, pieces, shown


@pytest.mark.parametrize(
    ("said", "is_fault"),
    [
        ("⟦We have it about ⟦you⟧.⟧", True),
        ("⟦We keep this because ⟦the law says so⟧ (§ 1).⟧", True),
        ("⟦⟦We respond by May 1.⟧ Then we ask ⟦you⟧ again.⟧", True),
        ("⟦You asked for a part: ⟦orders⟧ and ⟦mail⟧.⟧", False),
        ("⟦We had it. ⟦We respond by May 1.⟧⟧ ⟦“⟦Delete it⟧” came.⟧", False),
    ],
)
def test_a_planted_piece_is_found(said, is_fault):
    assert bool(pieces(said)) == is_fault


def test_a_planted_word_outside_is_found():
    assert outside("⟦Hello ⟦you⟧.⟧\nFernwood\n- and its ⟦shops⟧", "Fernwood Voice") == ["and its"]
    page = '<p>⟦Hello⟧ <b>Dana</b>, we <a title="Go">⟦said⟧</a></p><script>no()</script>'
    assert outside(shown(page), "Dana") == ["Dana, we", "Go"]


def test_texts_of_code_and_of_templates_are_marked_in_here_and_nowhere_else():
    page = Template(
        '{% load i18n %}{% translate "Yes" %} {% blocktranslate %}We have {{ what }}.{% endblocktranslate %}'
    )
    with marked():
        assert page.render(Context({"what": all_of([_("a"), "b"])})) == "⟦Yes⟧ ⟦We have ⟦a⟧ and b.⟧"
    assert page.render(Context({"what": _("a")})) == "Yes We have a."
