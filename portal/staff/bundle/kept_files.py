"""Files of a form that is shown once more, which no browser keeps: kept, and named beside it."""

from collections.abc import Sequence

from django import forms

from dsr import agents
from dsr.documents import Document
from dsr.errors import CannotOpen, KeyLost
from dsr.journal import Actor
from dsr.models import Business


def keep_files(form: forms.Form, business: Business, files: Sequence[Document], who: Actor) -> list[str]:
    """The names of all that is kept of this form by its `submission`; where a key is lost, the form says so."""
    try:
        kept = agents.keep_files(str(form.data.get("submission", "")), business, files, who)
        return [agents.name_of_document(one) for one in kept]
    except (KeyLost, CannotOpen) as error:
        form.add_error(None, str(error))
        return []
