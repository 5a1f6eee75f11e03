"""Every page of the site by name, and the way to it."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page

from dsr import clock, review
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import DueWork
from tests.browser import steps
from tests.browser.desk_in_every_state import Desk
from tests.given import PASSWORD, drain


@dataclass(frozen=True)
class Stop:
    """One page. `go` leads there; `who` is signed in, or nobody. `is_alike`: others show its parts."""

    name: str
    go: Callable[[Page], object]
    who: Who | None = None
    is_alike: bool = False


def opened(address: str) -> Callable[[Page], object]:
    return lambda page: page.goto(address)


_ALIKE = (
    *(
        "/ask/deletion/",
        "/ask/account-deletion/",
        "/ask/correction/",
        "/ask/opt-out/",
        "/ask/child/",
        "/ask/complaint/",
    ),
    *(
        "/unsubscribe/",
        "/help-me/",
        "/help-me/?go=0",
        "/help-me/several/",
        "/accessibility/",
        "/prove/",
        "/prove/cut/",
    ),
    *("/withdraw/cut/", "/permission/cut/", "/u/cut/", "/statement/cut/", "/told/cut/", "/task/cut/", "/address/cut/"),
    *("/r/", "/r/references/", "/r/page/", "/address/lost/"),
)


def public() -> list[Stop]:
    """What anybody may see."""
    return [
        Stop("front", opened("/")),
        Stop("form", opened(steps.FORM)),
        Stop("form for another by mail", _for_another),
        Stop("form with errors", _with_errors),
        Stop("answers to be checked", _checked),
        Stop("done", _done),
        Stop("gone", _gone),
        # Forms are made of the same fields, and links that open nothing of the same words.
        *(Stop(address, opened(address), is_alike=True) for address in _ALIKE),
        Stop("not found", opened("/nowhere/")),
        Stop("sign-in", opened("/accounts/login/")),
        Stop("sign-in with errors", _wrong_password),
        Stop("password reset", opened("/accounts/password/reset/")),
        Stop("password reset sent", opened("/accounts/password/reset/done/")),
    ]


def _for_another(page: Page) -> None:
    page.goto(steps.FORM)
    steps.choose(page, "for_whom", "another")
    steps.choose(page, "delivery", "mail")


def _with_errors(page: Page) -> None:
    _for_another(page)
    steps.send(page)


def _checked(page: Page) -> None:
    page.goto(steps.FORM)
    steps.fill_in(page, email="dana@gmial.com")
    steps.go_on(page)


def _done(page: Page) -> None:
    _checked(page)
    steps.send(page)
    page.wait_for_url("**/ask/done/")


def _gone(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/ask/done/")


def _wrong_password(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("nobody@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    steps.press(page, "Sign in")


def of_desk(desk: Desk) -> list[Stop]:
    """What staff see."""
    draft = f"{desk.at('review')}draft/"
    reviewer = {
        "queue": "/desk/?view=all",
        "queue, nothing matches": "/desk/?kind=child&whose=mine",
        "letters to mail": "/desk/letters/",
        "enter": "/desk/enter/shine-the-light/",
        "you": "/desk/you/",
        "draft to approve": f"{draft}STL_DISCLOSED/",
        "draft to decline": f"{draft}NO_EBR/",
        "draft that is not open": f"{draft}STL_SAME_BRAND_COUNT/",
        "draft on paper": f"{desk.at('review on paper')}draft/STL_DISCLOSED/",
        "letter by email": desk.letter("responded", is_response=True),
        "letter on paper": desk.letter("mailed", is_response=True),
        "second factor": "/accounts/2fa/",
        "where one is signed in": "/desk/you/sessions/",
        "who one is, again": "/accounts/reauthenticate/",
    }
    # Between them these show every box that a case page has; the others are made of the same boxes.
    notice = {"overdue", "review", "repeat", "stuck", "by phone", "responding", "undelivered", "responded", "closed"}
    return [
        *(Stop(f"case, {name}", opened(desk.at(name)), Who.REVIEWER, name not in notice) for name in desk.cases),
        *(Stop(name, opened(address), Who.REVIEWER) for name, address in reviewer.items()),
        Stop("enter with errors", _enter_nothing, Who.REVIEWER),
        Stop("found", lambda page: _find(page, "Dana Whitlow"), Who.REVIEWER),
        Stop("nothing found", lambda page: _find(page, "Nobody"), Who.REVIEWER),
        Stop("note refused", lambda page: _no_note(page, desk), Who.REVIEWER),
        Stop("readdress refused", lambda page: _no_address(page, desk), Who.REVIEWER),
        Stop("case for a viewer", opened(desk.at("review")), Who.VIEWER),
        Stop("not open to a viewer", opened("/desk/enter/shine-the-light/"), Who.VIEWER),
        Stop("queue of an administrator", opened("/desk/"), Who.ADMINISTRATOR),
        Stop("people", opened("/desk/people/"), Who.ADMINISTRATOR),
        *_of_record(desk),
        Stop("stuck work", opened("/desk/work/"), Who.REVIEWER),
    ]


def of_evidence(desk: Desk) -> list[Stop]:
    """Evidence packs: none, asking, errors, being made, given up, ready, deleted, and the list of them."""
    of_case = desk.at("review").replace("/desk/", "/desk/evidence/request/")
    stops = {
        "no evidence pack": opened("/desk/evidence/"),
        "asking for a pack": opened(of_case),
        "asking for a pack with errors": lambda page: _ask_nothing(page, of_case),
        "asking for a pack of some days": opened("/desk/evidence/ask/"),
        "a pack that is being made": lambda page: _ask_pack(page, of_case),
        "a pack that was given up": _give_pack_up,
        "a pack that is ready": _make_pack,
        "the list of packs": opened("/desk/evidence/"),
        "a pack that was deleted": _delete_pack,
    }
    return [Stop(name, go, Who.ADMINISTRATOR) for name, go in stops.items()]


def _ask_nothing(page: Page, address: str) -> None:
    page.goto(address)
    steps.main(page).get_by_role("button", name="Make the pack").click()


def _ask_pack(page: Page, address: str) -> None:
    page.goto(address)
    form = steps.main(page)
    form.get_by_label("Everything: names").check()
    form.get_by_label("Who gets it").select_option("lawyer")
    form.get_by_label("Their name").fill("Ada Pike of Pike, Alvarado, Okonjo & Castellan-Whitlow LLP")
    form.get_by_label("Ground").first.select_option("claim")
    form.get_by_label("What the ground rests on").fill("Whitlow v. Fernwood Voice, 26CECG01178")
    form.get_by_label("Why it is right").fill("Read the complaint.")
    form.get_by_label("Your password").fill(PASSWORD)
    form.get_by_role("button", name="Make the pack").click()


def _give_pack_up(page: Page) -> None:
    DueWork.objects.filter(name="evidence").update(given_up_at=clock.now())
    page.reload()


def _make_pack(page: Page) -> None:
    page.get_by_role("button", name="Begin anew").click()
    drain()
    page.reload()


def _delete_pack(page: Page) -> None:
    page.goto("/desk/evidence/")
    steps.main(page).locator("td a").first.click()
    page.get_by_role("button", name="Delete it now").click()


def _of_record(desk: Desk) -> list[Stop]:
    """What answers for the desk."""
    assert desk.hold is not None
    addresses = {
        "access record": "/desk/access/",
        "litigation holds": "/desk/holds/",
        "litigation hold": f"/desk/holds/{desk.hold.pk}/",
        "retention": "/desk/retention/",
        "oversight": "/desk/oversight/",
        "oversight, one number": "/desk/oversight/voided/",
    }
    return [Stop(name, opened(address), Who.AUDITOR) for name, address in addresses.items()]


def of_letters(desk: Desk) -> list[Stop]:
    """The HTML of letters as they leave, each as a page of its own."""
    drafts = {
        outcome.code: f"{desk.at('review')}draft/{outcome.code}/email/"
        for outcome in [
            *review.decline_reasons(desk.cases["review"]),
            base.get("shine-the-light").outcome("STL_DISCLOSED"),
        ]
    }
    sent = {
        "acknowledgement": desk.letter("responded", is_response=False),
        "response": desk.letter("responded", is_response=True),
        "joined": desk.letter("joined", name="shine-the-light/joined"),
    }
    addresses = {**drafts, **{name: f"{address}email/" for name, address in sent.items()}}
    # All letters have one base; of a decline, the other reasons change words alone.
    notice = {"acknowledgement", "response", "STL_DISCLOSED", "NO_EBR"}
    return [Stop(name, as_mailed(address), Who.REVIEWER, name not in notice) for name, address in addresses.items()]


def as_mailed(address: str) -> Callable[[Page], object]:
    """A letter outside the frame that lets it run nothing: axe must run in it."""

    def show(page: Page) -> None:
        answer = page.request.get(address)
        assert answer.ok, address
        page.goto("about:blank")
        page.set_content(answer.text())

    return show


def of_account() -> list[Stop]:
    """One's own account. The password is asked for once more before the second factor."""
    return [
        Stop("prove it is you", opened("/accounts/reauthenticate/?next=/accounts/2fa/"), Who.REVIEWER),
        Stop("change the password", opened("/accounts/password/change/"), Who.REVIEWER),
        Stop("set up the second factor", _set_up_second_factor, Who.REVIEWER),
        Stop("second factor, wrong code", lambda page: _code(page, "000000"), Who.REVIEWER),
        Stop("recovery codes", _recovery_codes, Who.REVIEWER),
        Stop("second factor is on", opened("/accounts/2fa/"), Who.REVIEWER),
    ]


def _set_up_second_factor(page: Page) -> None:
    page.goto("/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url("**/totp/activate/")


def _code(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.locator("main form button").first.click()


def _recovery_codes(page: Page) -> None:
    """Switch the second factor on, with the code that an authenticator app would show now."""
    secret = page.locator("#authenticator_secret").input_value()
    counter = next(totp.yield_hotp_counters_from_time())
    _code(page, totp.format_hotp_value(totp.hotp_value(secret, counter)))
    page.goto("/accounts/2fa/recovery-codes/")


def _enter_nothing(page: Page) -> None:
    page.goto("/desk/enter/shine-the-light/")
    steps.press(page, "Enter the request")


def _find(page: Page, text: str) -> None:
    page.goto("/desk/")
    steps.find(page, text)


def _no_note(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.at('review')}#journal-title")  # the fold of the journal opens by itself
    page.locator("#note-words").fill("   ")
    steps.press(page, "Save the note")


def _no_address(page: Page, desk: Desk) -> None:
    page.goto(desk.at("undelivered"))
    steps.press(page, "Send the response there")
