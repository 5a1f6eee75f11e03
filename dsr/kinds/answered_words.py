"""What came of a request, as the letter to an agent says it of one line of a bundle, by outcome."""

from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import Words

ANSWERED_WORDS: dict[str, Words] = {
    # Who received my information.
    "STL_SENT_AGAIN": _("We sent our earlier response once more."),
    "STL_DISCLOSED": _("We sent the list of companies."),
    "STL_NONE_DISCLOSED": _("We answered that nothing was disclosed for that purpose."),
    "STL_NONE_TO_LIST": _("We answered that there is nothing to list."),
    "STL_SAME_BRAND_COUNT": _("We gave the number of companies that share our brand."),
    "STL_AS_OF": _("We sent what was known on that day; the rest follows."),
    "STL_CHOICE_OFFERED": _("We explained how to say no to such disclosures."),
    "NOT_CA_RESIDENT": _("Declined: the law covers people who live in California."),
    "NOT_PERSONAL_FAMILY_HOUSEHOLD": _("Declined: the law covers dealings for personal, family or household use."),
    "NO_EBR": _("Declined: there is no business relationship with us."),
    "EBR_OLDER_THAN_18_MONTHS": _("Declined: the business relationship ended too long ago."),
    "ALREADY_ANSWERED_THIS_CALENDAR_YEAR": _("Declined: it was answered already in that calendar year."),
    "NOT_AT_DESIGNATED_ADDRESS": _("Declined: it did not come to an address that is published for this."),
    "TOLD_HOW_TO_WRITE": _("We explained how to write to us."),
    "UNDER_20_EMPLOYEES": _("Declined: the law does not cover a business as small as ours."),
    "CALFIPA_INSTITUTION": _("Declined: another law covers us, as a financial institution."),
    # Deleting, and closing an account.
    "DELETE_COMPLETED": _("Deleted."),
    "DELETE_PARTIAL": _("Deleted in part; our letter says what is kept, and why."),
    "DELETE_DENIED": _("Not deleted; our letter says what is kept, and why."),
    "DELETE_NOTHING_HELD": _("We found nothing about the person."),
    "ACCOUNT_CLOSED": _("The account is closed."),
    "ACCOUNT_CLOSED_IN_PART": _("The account is closed; our letter says what is kept, and why."),
    "ACCOUNT_KEPT": _("The account is not closed; our letter says why."),
    "ACCOUNT_NOT_FOUND": _("We found no account."),
    # Correcting.
    "CORRECTED": _("Corrected."),
    "CORRECTED_PARTLY": _("Corrected in part; our letter says what stays as it is, and why."),
    "DELETED_IN_LIEU": _("Deleted in place of correcting it."),
    "CORRECT_NOTHING_HELD": _("We found none of it."),
    "DENIED": _("Not corrected; our letter says why."),
    "DENIED_STATEMENT_INVITED": _("Not corrected; our letter says why, and what the person may file."),
    "STATEMENT_FILED": _("Not corrected; the person’s statement stands with the record."),
    # Opting out.
    "OPTED_OUT_ALL": _("Opted out."),
    "OPTED_OUT_MARKETING": _("Opted out of direct marketing by others."),
    "O_FRAUD_DOCUMENTED": _("Declined; our letter says why."),
    # Of several kinds.
    "N_NOT_VERIFIED": _("Declined: we could not verify who asks."),
    "N_NOT_CONFIRMED": _("Declined: it was not confirmed."),
    "N_AGENT_NO_PROOF": _("Declined: the permission could not be confirmed."),
    "N_SUSPECTED_FRAUD_ACCOUNT": _("Declined; our letter says why."),
    "N_NO_METHOD": _("Declined; our letter says why."),
    "N_NOT_CA_CONSUMER": _("Declined: the law covers people who live in California."),
    "N_EXCESSIVE": _("Declined; our letter says why."),
    "N_EXCESSIVE_FEE": _("Our letter says at which fee we do it."),
    "N_NO_ACTION": _("Declined; our letter says why."),
    "N_DEFECTIVE": _("Our letter says what is missing."),
    "N_WRONG_DOOR": _("Our letter says how to send it."),
    "N_NOT_A_BUSINESS": _("Declined: that law does not cover our business."),
    "N_SERVICE_PROVIDER": _("Declined: we hold it only for another business."),
    "N_STOPPED": _("Stopped; our letter says what was done before."),
}
