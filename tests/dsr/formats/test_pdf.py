"""The wrapper around the typesetter."""

import pytest

from dsr.errors import CannotCompile
from dsr.formats import pdf
from tests.dsr.formats.pdfs import tags


def test_data_is_never_markup(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates" / "words.typ"
    template.write_text(
        '#let data = json(bytes(sys.inputs.data))\n#set document(title: "x")\n#set text(font: "Noto Sans")\n'
        '#assert(data.words == "#panic() *b* $x$ <l> @r")\n#data.words'
    )
    assert pdf.compile("words.typ", {"words": "#panic() *b* $x$ <l> @r"}).startswith(b"%PDF-")


@pytest.fixture
def listed(settings, tmp_path):
    """A template that sets each text of a list, and notes on a line of its own that something was replaced."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "list.typ").write_text(
        '#let data = json(bytes(sys.inputs.data))\n#set document(title: "x")\n#set text(font: "Noto Sans")\n'
        "#for text in data.texts { par(text) }\n#if data.replaced { heading[replaced] }"
    )
    return lambda *texts: tags(pdf.compile("list.typ", {"texts": list(texts)}))


@pytest.mark.parametrize("pile", ["\u04c0\u309a", "\u1ea3\u3099", "z\u20de", "\u0246\u200d\U0001f38f"])
def test_a_pile_that_no_font_sets_is_replaced_and_the_rest_is_not(listed, pile):
    assert "/H1" not in listed("Zoë", "张")
    found = listed("Zoë", pile * 3, "\u5f20 & Søn", *(f"Name {n}" for n in range(40)))
    assert found.count("/P") == 43
    assert "/H1" in found


def test_a_text_that_shows_code_points_itself_counts_as_printed(listed):
    assert "/H1" not in listed("[U+0041]")


def test_a_failure_tells_nothing_of_the_data(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "broken.typ").write_text("#panic(sys.inputs.data)")
    with pytest.raises(CannotCompile) as caught:
        pdf.compile("broken.typ", {"name": "Rosa Delgado"})
    assert "broken.typ" in str(caught.value)
    assert "Rosa" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
