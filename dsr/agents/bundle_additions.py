"""People of the same letter who were not entered with it: same day, same clock, a covering letter of their own."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.agents.bundle_covering import acknowledge_added
from dsr.agents.bundle_documents import add_documents, agent_of_bundle
from dsr.agents.bundles import NewBundle, check_roll, not_entered, receive_all
from dsr.agents.form_files import take_files
from dsr.agents.people_list import ListedPerson
from dsr.documents import Document
from dsr.errors import BadInput
from dsr.journal import Actor
from dsr.law.closures import TEST
from dsr.models import Bundle, Bundled


def add_people(
    bundle_id: int,
    subjects: Sequence[ListedPerson],
    actor: Actor,
    *,
    documents: Sequence[Document] = (),
    token: str = "",
) -> int:
    """One case for each who is not there yet, and a letter about them; how many were added.

    `token` is of the form, of which files may be kept (keep_files).
    Pressed twice, nobody is entered twice. Raises BadInput for what cannot be entered, and where nobody is new.
    """
    journal.must_decide(actor)
    bundle = Bundle.objects.get(pk=bundle_id)
    if why := why_not_added(bundle):
        raise BadInput(why)
    roll = _roll(bundle, subjects)
    check_roll(roll)
    if not_entered(roll, bundle):
        # Before anybody is entered: where this stops between, the next press finds nobody new and takes no files.
        with transaction.atomic():
            take_files(token, bundle, actor, but={one.purpose for one in documents})
            add_documents(bundle, documents, actor)
    before = set(bundle.lines.values_list("pk", flat=True))
    receive_all(roll, bundle, actor)
    with transaction.atomic():
        acknowledge_added(bundle)
    added = bundle.lines.exclude(pk__in=before).values("number").distinct().count()
    if not added:
        raise BadInput(_("All of these people are in the bundle already."))
    return added


def is_test(bundle: Bundle) -> bool:
    """True where it was said at entry that all of it is a test."""
    return bundle.lines.exists() and not bundle.lines.exclude(case__closure=TEST.code).exists()


def why_not_added(bundle: Bundle) -> str:
    """Why no people are added to a bundle; empty where they can be."""
    if bundle.completed_at is None:
        return _("This bundle stopped in the middle. Enter the rest of its people first.")
    if is_test(bundle):
        return _("This bundle was entered as a test. Enter these people as a new bundle.")
    if not bundle.key:
        return _("The personal information of this bundle is forgotten. Enter them as a new bundle.")
    return ""


def _roll(bundle: Bundle, subjects: Sequence[ListedPerson]) -> NewBundle:
    """How the letter came, as the first of its requests holds it that came on its day."""
    lines = Bundled.objects.filter(bundle=bundle).select_related("case__brand__business", "case__came_to")
    first = (lines.filter(case__received_at=bundle.received_at).first() or lines[0]).case
    agent = agent_of_bundle(bundle)
    return NewBundle(
        kind=bundle.kind,
        brand=first.brand,
        token="",
        channel=first.channel,
        came_to=first.came_to,
        received_at=bundle.received_at,
        delivery=first.delivery,
        agent={name: told for name, told in agent.items() if name != "who"},
        who=agent.get("who", "agent"),
        is_stated=first.answers.get("permission_stated") == "yes",
        subjects=subjects,
    )
