"""Views that are kept: one's own and shared ones, opened in one click, changed by who may."""

import pytest

from dsr.lifecycle import Who
from dsr.models import SavedView
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def save(client, name, query, **more):
    return client.post("/desk/views/save/", {"name": name, "query": query, **more})


def seen(client, address="/desk/"):
    return {tab.words: (tab.whose, tab.is_open) for tab in client.get(address).context["saved"]}


def test_what_is_open_is_kept_whole_and_opened_by_its_address(reviewer):
    given.in_review()
    query = "view=all&channel=mail&sort=received&columns=received.brand"
    saved = save(reviewer, "Paper", query + "&after=x&nonsense=1&kind=no-such-kind")
    assert saved["Location"] == f"/desk/?{query}" == f"/desk/?{SavedView.objects.get().query}"
    assert seen(reviewer) == {"Paper": ("", False)}
    page = reviewer.get(saved["Location"])
    assert seen(reviewer, saved["Location"]) == {"Paper": ("", True)}
    assert [tab.is_open for tab in page.context["tabs"]] == [False] * 4  # one place is marked, not two
    assert [chip.words for chip in page.context["chips"]] == ["paper mail", "Received, the oldest first"]
    assert [column.code for column in page.context["columns"]] == ["received", "brand"]


def test_saving_under_a_name_that_one_has_changes_that_view(reviewer):
    save(reviewer, "Mine", "whose=mine")
    save(reviewer, " Mine ", "whose=nobody")
    assert [(view.name, view.query) for view in SavedView.objects.all()] == [("Mine", "whose=nobody")]
    save(reviewer, "Mine", "whose=mine", is_shared="on")
    save(reviewer, "Mine", "view=all&columns=brand.no-such.Robin%20Vale")
    view = SavedView.objects.get()
    assert (view.query, view.is_shared) == ("view=all&columns=brand", True), "saved anew it is not taken from others"
    assert save(reviewer, "", "whose=mine").status_code == 302 and SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "is_own", "is_shared", "may_see", "may_change"),
    [
        (Who.VIEWER, True, False, True, True),
        (Who.VIEWER, False, True, True, False),
        (Who.REVIEWER, False, False, False, False),
        (Who.REVIEWER, False, True, True, False),
        (Who.ADMINISTRATOR, False, False, False, False),
        (Who.ADMINISTRATOR, False, True, True, True),
    ],
)
def test_who_sees_and_changes_a_view(browse, role, is_own, is_shared, may_see, may_change):
    client = browse(role)
    owner = client.account if is_own else given.an_account(Who.REVIEWER, "other@example.com")
    view = SavedView.objects.create(account=owner, name="Paper", query="channel=mail", is_shared=is_shared)
    assert ("Paper" in seen(client)) is may_see
    lines = client.get("/desk/views/").context["lines"]
    assert [line.form is not None for line in lines] == [may_change] * may_see
    changed = client.post(f"/desk/views/{view.pk}/", {"name": "By mail", "is_shared": "on" if is_shared else ""})
    assert changed.status_code == (302 if may_change else 404)
    view.refresh_from_db()
    assert view.name == ("By mail" if may_change else "Paper")
    assert client.post(f"/desk/views/{view.pk}/delete/").status_code == (302 if may_change else 404)
    assert SavedView.objects.exists() is not may_change


def test_who_only_reads_shares_nothing(browse):
    viewer = browse(Who.VIEWER)
    save(viewer, "Mine", "whose=mine", is_shared="on")
    assert not SavedView.objects.get().is_shared
    assert "is_shared" not in viewer.get("/desk/").context["save_form"].fields


def test_two_views_of_one_person_never_have_one_name(reviewer):
    for name in ("Paper", "Mine"):
        save(reviewer, name, "whose=mine")
    view = SavedView.objects.get(name="Mine")
    answer = reviewer.post(f"/desk/views/{view.pk}/", {"name": "Paper"})
    assert answer.status_code == 422 and "Another view has this name." in answer.content.decode()


def test_a_view_of_what_is_gone_says_so_instead_of_showing_more(reviewer):
    colleague = given.an_account(Who.REVIEWER, "other@example.com")
    save(reviewer, "Theirs", f"whose={colleague.pk}&kind=deletion")
    type(colleague).objects.filter(pk=colleague.pk).update(is_active=False)
    page = reviewer.get(f"/desk/?{SavedView.objects.get().query}").content.decode()
    assert "the list is shown without it: Assigned to" in page
    assert "no longer known" in reviewer.get("/desk/views/").content.decode()


def test_a_view_that_names_a_filter_of_another_release_spoils_the_page_of_nobody(reviewer):
    SavedView.objects.create(account=reviewer.account, name="Old", query="view=all&filter-of-before=x", is_shared=True)
    page = reviewer.get("/desk/views/")
    assert page.status_code == 200 and "Old" in page.content.decode()
