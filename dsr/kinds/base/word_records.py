"""Where each word of a letter comes from; no other may stand in one. Fixed sentences have theirs in facts.py."""

from collections.abc import Mapping

WORD_RECORDS: Mapping[str, str] = {
    # Who writes, to whom, about what.
    "acting_name": "sealed party `agent`, else `requester`",
    "brand": "Brand.name of the case",
    "business": "Business.name of the case",
    "business_address": "Business.postal_address",
    "contact_email": "Business.contact_email",
    "reference": "Case.reference",
    "requester_name": "sealed party `requester`, else `subject`",
    "subject_name": "sealed party `subject`",
    "first_reference": "Case.reference of Case.joined_to",
    "companion": "Case.opened_by, either way",
    "people_count": "Case.bundle: its cases",
    "people_list": "Case.bundle: its cases",
    "opened_list": "Case.opened_by of the others",
    # When.
    "received_on": "Case.received_at",
    "received_year": "Case.received_at",
    "promise": "Case.due_safe, and whether the clock promises a date",
    "new_date": "Case.due_safe once extended",
    "link_ends_on": "Verification.ends_on, or AgentPermission.ends_on",
    # What was asked.
    "portions": "Case.answers",
    "stopped_list": "Case.answers: what was suppressed at receipt",
    "question_list": "EligibilityQuestion of the case, and the law of each",
    "wanted_list": "Case.kind of the cases that the agent asked for",
    # What was decided, in the words of who decided.
    "decision_reason": "sealed `decision-reason`",
    "extension_reason": "sealed reason of the extension",
    "law": "Outcome.citation of Case.outcome",
    "not_told_reason": "ThirdPartyNotice.reason and sealed `not-told-reason`",
    "ground": "the answer of the request, or EligibilityRecord.rests_on",
    "ground_day": "EligibilityRecord.day",
    # What was done, and what was found.
    "done_list": "Step.state done",
    "kept_list": "Step.state kept, and Step.keep_code",
    "not_held_list": "Step.state not-held",
    "not_asked_list": "Step.state kept, as not asked for",
    "corrected_list": "Item.decision",
    "deleted_list": "Item.decision",
    "denied_list": "Item.decision, and its ground",
    "source_list": "Item: the source that was recorded",
    "told_list": "ThirdPartyNotice to recipients",
    "provider_list": "ThirdPartyNotice to providers",
    # What was disclosed.
    "year": "Case.year",
    "report_text": "Compilation.text",
    "report_html": "Compilation.html",
    "no_sale": "whether the business sells or shares",
    # Ways on.
    "ask_link": "address of the kind's form",
    "check_link": "address of a page, signed",
    "statement_link": "address of a page, signed",
    "code": "Verification: drawn for this letter",
    "code_page": "address of a page",
    "delete_link": "address of a form",
    "designated_addresses": "DesignatedAddress that holds today",
    "how_verify": "the verification rules of the business",
    "link": "Verification or AgentPermission: drawn for this letter",
    "means": "ChoiceMode.means of Case.choice_mode",
    "means_link": "address of a form",
    "opt_out_offer": "whether the business sells or shares; address of a form",
    "ways": "Business: its form, phone, email and postal address",
}
