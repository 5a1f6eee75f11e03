"""The wrapper around the typesetter."""

import pytest

from dsr import pdf
from dsr.errors import CannotCompile


def test_data_is_never_markup(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates" / "words.typ"
    template.write_text(
        '#let data = json(bytes(sys.inputs.data))\n#set document(title: "x")\n#set text(font: "Noto Sans")\n'
        '#assert(data.words == "#panic() *b* $x$ <l> @r")\n#data.words'
    )
    assert pdf.compile("words.typ", {"words": "#panic() *b* $x$ <l> @r"}).startswith(b"%PDF-")


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
