"""What no answer may be and no request may leave behind, whoever sent it."""

from collections.abc import Iterator

from dsr.lifecycle import Who
from tests.crawl.desk_of_canaries import OF_NOBODY, OF_PEOPLE
from tests.crawl.hostile_requests import TYPED, HostileRequest
from tests.crawl.watch import Seen
from tests.portal.staff.test_routes import BARRED

# What any visitor may write: that they came, how often, with which key. The sign-in library notes the address anew.
_OF_VISITS = {"dsr_session", "dsr_accessentry", "dsr_limitcount", "dsr_apikey", "account_emailaddress"}
# One's own: what a member of staff whom the table lets only read may change beside. The visit of a request's page is
# of the browser.
_OWN = {*_OF_VISITS, "dsr_pagevisit", "dsr_account", "dsr_savedview", "mfa_authenticator"}
# Opened by a letter's link, or by the browser that has just asked: pages that name the person.
_LINKS = ("task/", "told/", "permission/", "prove/", "withdraw/", "statement/", "check/", "ask/done/")
_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


def faults_of(made: HostileRequest, seen: Seen, declared: Who | None) -> Iterator[str]:
    """What went wrong, in words."""
    yield from _of_answer(made, seen)
    yield from _of_permissions(made, seen, declared)
    yield from _of_canaries(made, seen, declared)


def _of_answer(made: HostileRequest, seen: Seen) -> Iterator[str]:
    status = seen.answer.status_code
    if status >= 500:
        yield f"{status} {seen.fault.splitlines()[-1][:80] if seen.fault else ''}"
    if status == 400 and made.method != "HEAD" and len(seen.body) < 20:
        yield "400 without a page"
    if "X-Planted" in seen.answer or "evil.example" in seen.answer.get("Location", "").partition("?")[0]:
        yield "what was typed became a header or an address"


def _of_permissions(made: HostileRequest, seen: Seen, declared: Who | None) -> Iterator[str]:
    status, tables = seen.answer.status_code, {table for table, _put in seen.rows}
    role = made.visitor.role
    if made.address.startswith(("desk/", "admin/")):
        # The set-up has only a way to the sign-in for who is not signed in.
        wanted = Who.ADMINISTRATOR if made.address.startswith("admin/") else declared
        is_let_in = role is not None and wanted not in BARRED[role]
        if not is_let_in and not (300 <= status < 500):
            yield f"{status} for {made.visitor.name}, who may not"
        if not is_let_in and tables - _OF_VISITS:
            yield f"{made.visitor.name}, who may not, wrote {sorted(tables - _OF_VISITS)}"
    if role in {Who.VIEWER, Who.AUDITOR} and not made.address.startswith(_PUBLIC) and tables - _OWN:
        yield f"{made.visitor.name}, who only reads, wrote {sorted(tables - _OWN)}"
    if made.method in _SAFE and tables - _OF_VISITS - {"dsr_keymark"}:
        yield f"{made.method} wrote {sorted(tables - _OF_VISITS)}"


_PUBLIC = (*_LINKS, "ask/", "b/", "help-me/", "unsubscribe/", "u/", "hand-off/", "api/")


def _of_canaries(made: HostileRequest, seen: Seen, declared: Who | None) -> Iterator[str]:
    told = seen.body.decode(errors="replace")
    of_people = [word for word in OF_PEOPLE if word in told or word in seen.head]
    role = made.visitor.role
    is_at_desk = role is not None and declared is not None and declared not in BARRED[role]
    is_open = is_at_desk or (made.has_own_token and made.address.startswith(_LINKS)) or made.visitor.name == "asker"
    if of_people and not is_open and not (made.visitor.name == "program" and made.address.startswith("api/opt-outs")):
        yield f"{made.visitor.name} is shown {of_people}"
    if (of_people or (made.body and TYPED in told)) and "no-store" not in seen.answer.get("Cache-Control", ""):
        yield "a page with personal data may be kept"
    for word in (*OF_PEOPLE, OF_NOBODY):
        if word in seen.head.partition("Content-Disposition")[0]:
            yield f"{word} is in a header"
    if OF_NOBODY in told:
        yield "a secret is shown"
    log = "\n".join(seen.lines)
    yield from (f"{word} is in the log" for word in (*OF_PEOPLE, OF_NOBODY, TYPED) if word in log)
    for table, put in seen.rows:
        is_own = role is not None and (table in _OF_STAFF or made.address.startswith("admin/"))
        for word in (*OF_PEOPLE, OF_NOBODY, *(() if is_own else (TYPED,))):
            if word in put:
                yield f"{word} is plain in {table}"


# What staff write of themselves and of the business is no person's request.
_OF_STAFF = {"dsr_account", "dsr_savedview"}
