"""The nouns, one file each: fields, constraints and filters; no verbs."""

from dsr.models.access_entry import AccessEntry
from dsr.models.account import Account
from dsr.models.address_change import AddressChange, AddressWish
from dsr.models.agency_direction import AgencyDirection
from dsr.models.agent_permission import AgentPermission, AgentRule
from dsr.models.anchor import Anchor, AnchorLeaf
from dsr.models.attachment import Attachment
from dsr.models.blind_index import BlindIndex, NameWord
from dsr.models.bulk import Bulk, BulkRow
from dsr.models.bundle import Bundle, Bundled, BundleDocument, BundleKey, BundlePurpose, BundleSealed
from dsr.models.business import Brand, Business, ClosedDay
from dsr.models.case import Case
from dsr.models.clock_offset import ClockOffset
from dsr.models.compilation import Compilation
from dsr.models.designated_address import DesignatedAddress
from dsr.models.disclosure import Disclosure, DisclosureContent
from dsr.models.draft_file import DraftFile
from dsr.models.due_work import DueWork
from dsr.models.earlier_response import EarlierResponse
from dsr.models.eligibility import EligibilityQuestion, EligibilityRecord
from dsr.models.entry import Entry
from dsr.models.evidence import EvidencePack, EvidencePart
from dsr.models.installation import CopiedCase, GoneLetter, Installation
from dsr.models.item import Item
from dsr.models.ledger_version import LedgerVersion
from dsr.models.legal_hold import CaseOnHold, HoldChange, HoldDigest, LegalHold
from dsr.models.letter import Letter
from dsr.models.limit_count import LimitCount
from dsr.models.message import FactTries, Message
from dsr.models.policy import ChoiceMode, PolicyVersion
from dsr.models.proposal import Proposal
from dsr.models.recipient import Recipient
from dsr.models.record_period import RecordPeriod
from dsr.models.request_page import PageCode, PageLink, PageVisit, ReferencesWish
from dsr.models.saved_view import SavedView
from dsr.models.sealed_value import Sealed
from dsr.models.second_approval import SecondApproval
from dsr.models.session import Session
from dsr.models.suppression import ApiKey, Consent, KeyMark, MailList, OwedRenewal, Suppression
from dsr.models.system import Step, System, Tombstone
from dsr.models.third_party_notice import Contact, Provider, ThirdPartyNotice
from dsr.models.verification import HandOff, HandOffKey, Secret, Verification, VerificationRule
from dsr.models.webhook import Event, Listener, WebhookCall
from dsr.models.year_statement import YearStatement

__all__ = [
    "AccessEntry",
    "Account",
    "AddressChange",
    "AddressWish",
    "AgencyDirection",
    "AgentPermission",
    "AgentRule",
    "Anchor",
    "AnchorLeaf",
    "ApiKey",
    "Attachment",
    "BlindIndex",
    "Brand",
    "Bulk",
    "BulkRow",
    "Bundle",
    "BundleDocument",
    "BundleKey",
    "BundlePurpose",
    "BundleSealed",
    "Bundled",
    "Business",
    "Case",
    "CaseOnHold",
    "ChoiceMode",
    "ClockOffset",
    "ClosedDay",
    "Compilation",
    "Consent",
    "Contact",
    "CopiedCase",
    "DesignatedAddress",
    "Disclosure",
    "DisclosureContent",
    "DraftFile",
    "DueWork",
    "EarlierResponse",
    "EligibilityQuestion",
    "EligibilityRecord",
    "Entry",
    "Event",
    "EvidencePack",
    "EvidencePart",
    "FactTries",
    "GoneLetter",
    "HandOff",
    "HandOffKey",
    "HoldChange",
    "HoldDigest",
    "Installation",
    "Item",
    "KeyMark",
    "LedgerVersion",
    "LegalHold",
    "Letter",
    "LimitCount",
    "Listener",
    "MailList",
    "Message",
    "NameWord",
    "OwedRenewal",
    "PageCode",
    "PageLink",
    "PageVisit",
    "PolicyVersion",
    "Proposal",
    "Provider",
    "Recipient",
    "RecordPeriod",
    "ReferencesWish",
    "SavedView",
    "Sealed",
    "SecondApproval",
    "Secret",
    "Session",
    "Step",
    "Suppression",
    "System",
    "ThirdPartyNotice",
    "Tombstone",
    "Verification",
    "VerificationRule",
    "WebhookCall",
    "YearStatement",
]
