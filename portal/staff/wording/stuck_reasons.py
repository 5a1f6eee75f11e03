"""Why the work in systems, or a proof, cannot go on, and the way out. By code: a step, a case or an entry has it."""

from django.utils.translation import gettext_lazy

WORK = {
    "not-verified": (
        gettext_lazy("who asks is not proved"),
        gettext_lazy("Record the proof that you saw, or ask for it again."),
    ),
    "not-weighed": (
        gettext_lazy("the proof could not be compared in time, because a system did not answer"),
        gettext_lazy("Compare it yourself and record it, or ask again. If nobody does, the written answer says so."),
        gettext_lazy("I have seen this"),
    ),
    "proof-too-little": (
        gettext_lazy("what was proved is too little"),
        gettext_lazy(
            "Record the proof that you saw, ask again, or decline. If nobody does, the written answer says so."
        ),
        gettext_lazy("I have seen this"),
    ),
    "permission-denied": (
        gettext_lazy("the person says that they gave no permission to act for them"),
        gettext_lazy("Decline. The agent hears only that the permission could not be confirmed."),
        gettext_lazy("I have seen this"),
    ),
    "permission-unanswered": (
        gettext_lazy("the person did not answer whether they gave permission"),
        gettext_lazy("Ask again, go on without, or decline. If nobody does, the written answer says so."),
        gettext_lazy("I have seen this"),
    ),
    "permission-short": (
        gettext_lazy("what the person gave to prove who they are is too little"),
        gettext_lazy("Ask again, or decline. If nobody does, the written answer says so."),
        gettext_lazy("I have seen this"),
    ),
    "not-permitted": (
        gettext_lazy("it is not shown that the requester may act for the person"),
        gettext_lazy("See who acts for whom: record what you saw, ask the person, or decline."),
    ),
    "not-asked": (
        gettext_lazy("the person could not be asked or reminded about the permission"),
        gettext_lazy("An administrator completes the business and its letters. Then try again."),
    ),
    "not-answered": (
        gettext_lazy("the answer that the permission is not confirmed could not be written"),
        gettext_lazy("Decline it yourself, in writing."),
    ),
    "no-proof-asked": (
        gettext_lazy("no proof was asked for"),
        gettext_lazy("Record the proof that you saw, or ask for it."),
    ),
    "not-reminded": (
        gettext_lazy("the reminder of the proof could not be written"),
        gettext_lazy("An administrator completes the business and its letters. Then try again."),
    ),
    "not-ended": (
        gettext_lazy("the answer in place of the proof could not be written"),
        gettext_lazy("An administrator completes the business and its letters. Then try again."),
    ),
    "not-purged": (
        gettext_lazy("a proof of identity could not be deleted on its day"),
        gettext_lazy("Try again. If it stops again, the server's log names this request."),
    ),
    "not-taken-on": (
        gettext_lazy("the proof was given, but the request did not go on"),
        gettext_lazy("Try again. If it stops again, the server's log names this request."),
    ),
    "try-again": (
        gettext_lazy("another machine does not answer"),
        gettext_lazy("It was tried many times. Try again when it is back."),
    ),
    "system-unreachable": (
        gettext_lazy("the system cannot be reached"),
        gettext_lazy("It was tried many times. Check that it runs and that the connection is right. Then try again."),
    ),
    "system-refused": (
        gettext_lazy("the system refuses what its mapping says"),
        gettext_lazy("An administrator mends the mapping or the rights of its account. Then try again."),
    ),
    "rows-changed": (
        gettext_lazy("the rows changed since they were looked up"),
        gettext_lazy("Look again, compare the counts, and decide whether it is still the same person."),
        gettext_lazy("Look again"),
    ),
    "rows-left": (
        gettext_lazy("rows are left after the work"),
        gettext_lazy("An administrator looks at the mapping: it does not reach them. Then try again."),
    ),
    "mapping-not-approved": (
        gettext_lazy("the mapping is not approved, so rows are only counted"),
        gettext_lazy("Look at the mapping and approve it. The work then goes on by itself."),
    ),
    "owner-silent": (
        gettext_lazy("the owner of the system does not answer"),
        gettext_lazy("Chase the owner, or settle the step by hand when you know."),
    ),
    "system-without-reason": (
        gettext_lazy("a system takes no part, and the register does not say why"),
        gettext_lazy("An administrator gives the reason, or lets the system take part. Then try again."),
    ),
    "system-added": (
        gettext_lazy("a system was added to the register since the decision"),
        gettext_lazy("Decide for that system too."),
    ),
    "correction-undone": (
        gettext_lazy("a system no longer holds what was corrected: a later import or change undid it"),
        gettext_lazy("Find what brought the old value back and stop it. Then correct it again (§ 7023(c))."),
    ),
    "hold-over": (
        gettext_lazy("data was kept for a time only, and that time is over"),
        gettext_lazy(
            "Ask who directed the hold. Renewed: write its new end at the step. Over: open the request again."
        ),
        gettext_lazy("Look again"),
    ),
    "nobody-told": (
        gettext_lazy("the response must say which recipients were told, or why not"),
        gettext_lazy("Choose who is told and why others are not, or approve again and write why."),
    ),
    "step-failed": (
        gettext_lazy("the work in a system failed"),
        gettext_lazy("See the step. Try it again, or settle it by hand."),
    ),
    "no-address": (
        gettext_lazy("the request gives no address by which this system knows people"),
        gettext_lazy("Look there yourself and settle the step by hand."),
    ),
    "more-than-one-person": (
        gettext_lazy("the address finds more than one person, so nothing is done by itself"),
        gettext_lazy(
            "Look there yourself whose rows they are. If they are all this person, confirm it. If not, change only "
            "this person's rows there and settle the step by hand; what another person holds stays."
        ),
    ),
    "matched-by-other-points": (
        gettext_lazy("nothing is found by the email address, but the proof matched a record with another one"),
        gettext_lazy("Look there yourself and settle the step by hand."),
    ),
}
