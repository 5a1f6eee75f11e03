"""The person for whom an agent acts: asked at their own address, reminded, heard; what staff saw or decide."""

from dsr.agents.agent_reply import answer_through_agent, decidable, unreached, why_not_through_agent
from dsr.agents.bundle_additions import add_people, is_test, why_not_added
from dsr.agents.bundle_answers import (
    answered_bundles,
    is_end_outdated,
    is_end_returned,
    is_end_to_come,
    look_at_answered,
    tell_answered,
    tell_ended,
)
from dsr.agents.bundle_covering import (
    bundle_of,
    cases_listed_in,
    covering_letter,
    follow_receipts,
    has_covering_letter,
    renew_covering,
)
from dsr.agents.bundle_dates import dates_stating, is_told_with_bundle, tell_dates
from dsr.agents.bundle_documents import (
    agent_of_bundle,
    documents_of_bundle,
    name_of_document,
    open_bundle_document,
    open_content,
)
from dsr.agents.bundle_letter_return import may_bundle_letter_return, record_bundle_letter_returned
from dsr.agents.bundle_permissions import LatePermission, Unrecorded, add_permission, without_permission
from dsr.agents.bundle_progress import NEEDED, Missing, Stand, Standing, counted, stands_of
from dsr.agents.bundle_questions import (
    answer_day,
    ask_agent,
    lacking_residence,
    lacks_nothing,
    questions_stating,
    renew_question,
    wanting,
    why_not_asked,
    why_wait_for_agent,
)
from dsr.agents.bundles import NewBundle, enter_bundle, forget_bundles
from dsr.agents.form_files import drop_files, keep_files, open_kept_files, take_files
from dsr.agents.late_details import add_late_details
from dsr.agents.parenthood import ParentAct, newest_parent_act, parent_act_on, record_parent_act, record_parenthood
from dsr.agents.people_file import ListFile, check_list_size, read_list_file
from dsr.agents.people_list import ListedPerson, PeopleList, list_people, list_rules, read_people
from dsr.agents.people_list import Row as ListRow
from dsr.agents.permission_answer import (
    PermissionLinkState,
    ShownAuthority,
    answer_permission,
    go_without_permission,
    permission_link_state,
    points_to_ask,
    record_permission,
)
from dsr.agents.permission_deadlines import (
    end_permission_request,
    fail_permission,
    permissions_to_end,
    permissions_to_fail,
)
from dsr.agents.permission_end import address_asked, call_off_question
from dsr.agents.permission_request import (
    agent_in_words,
    ask_person,
    ask_person_again,
    permissions_to_remind,
    remind_person,
)
from dsr.agents.permission_rows import PERMISSION_TO

__all__ = [
    "NEEDED",
    "PERMISSION_TO",
    "LatePermission",
    "ListFile",
    "ListRow",
    "ListedPerson",
    "Missing",
    "NewBundle",
    "ParentAct",
    "PeopleList",
    "PermissionLinkState",
    "ShownAuthority",
    "Stand",
    "Standing",
    "Unrecorded",
    "add_late_details",
    "add_people",
    "add_permission",
    "address_asked",
    "agent_in_words",
    "agent_of_bundle",
    "answer_day",
    "answer_permission",
    "answer_through_agent",
    "answered_bundles",
    "ask_agent",
    "ask_person",
    "ask_person_again",
    "bundle_of",
    "call_off_question",
    "cases_listed_in",
    "check_list_size",
    "counted",
    "covering_letter",
    "dates_stating",
    "decidable",
    "documents_of_bundle",
    "drop_files",
    "end_permission_request",
    "enter_bundle",
    "fail_permission",
    "follow_receipts",
    "forget_bundles",
    "go_without_permission",
    "has_covering_letter",
    "is_end_outdated",
    "is_end_returned",
    "is_end_to_come",
    "is_test",
    "is_told_with_bundle",
    "keep_files",
    "lacking_residence",
    "lacks_nothing",
    "list_people",
    "list_rules",
    "look_at_answered",
    "may_bundle_letter_return",
    "name_of_document",
    "newest_parent_act",
    "open_bundle_document",
    "open_content",
    "open_kept_files",
    "parent_act_on",
    "permission_link_state",
    "permissions_to_end",
    "permissions_to_fail",
    "permissions_to_remind",
    "points_to_ask",
    "questions_stating",
    "read_list_file",
    "read_people",
    "record_bundle_letter_returned",
    "record_parent_act",
    "record_parenthood",
    "record_permission",
    "remind_person",
    "renew_covering",
    "renew_question",
    "stands_of",
    "take_files",
    "tell_answered",
    "tell_dates",
    "tell_ended",
    "unreached",
    "wanting",
    "why_not_added",
    "why_not_asked",
    "why_not_through_agent",
    "why_wait_for_agent",
    "without_permission",
]
