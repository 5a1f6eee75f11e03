"""The words of what a database says: what is so, and what to do next."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dsr.systems.sql.remark_kinds import RemarkKind

_K = RemarkKind
# What is so, and what to do next.
_SENTENCES: Mapping[RemarkKind, Any] = {
    _K.NEAR_MATCH: lazy(
        "%(table)s: the database calls some rows equal (%(count)d) that are not exactly the same in %(column)s (an "
        "accent, another letter). They count for nobody and are left alone. Look there whether they are this person's."
    ),
    _K.NAMED_IN_TEXT: lazy(
        "%(table)s: the address stands among other words in %(column)s of some rows (%(count)d). They are left alone. "
        "Look there whether they are this person's."
    ),
    _K.SHARED_VALUE: lazy(
        "%(table)s: other people (%(count)d) hold the same value in %(column)s, so it leads to nobody's rows. Look "
        "there yourself for rows of this person."
    ),
    _K.PLACEHOLDER: lazy(
        "%(table)s: what stands in %(column)s is a stand-in for nothing, so it leads to nobody's rows."
    ),
    _K.ROWS_HIDDEN: lazy(
        "%(table)s: row security of the database may hide rows from the desk's account, so nobody can say that all of "
        "this person's rows were found. Look there yourself, or give the account BYPASSRLS."
    ),
    _K.NOT_SEARCHED: lazy(
        "%(table)s: the table is too large to be searched for the address among other characters in %(column)s within "
        "a minute; only the address itself was looked for. Have the column indexed for it (docs/systems.md)."
    ),
    _K.UNKNOWN_DEED: lazy(
        "No request asks for the deed “%(column)s”, so nothing of it would ever be done. Write in its place one of: "
        "%(other)s."
    ),
    _K.UNKNOWN_PART: lazy(
        "%(table)s: nobody can choose the part “%(column)s”, so a request for a part would miss this table. Write as "
        "“portion” one of: %(other)s."
    ),
    _K.NOTHING_CORRECTED: lazy(
        "%(table)s: %(column)s is set to a corrected value, and what asks for this deed corrects nothing, so the "
        "column would stay as it is. Write what is set there."
    ),
    _K.NO_TABLE: lazy(
        "The table %(table)s is not there, or the desk's account may not see it. Mend its name in the fields."
    ),
    _K.NO_COLUMN: lazy(
        "The table %(table)s has no column %(column)s that the desk's account may see. Mend its name in the fields."
    ),
    _K.NO_DATABASE: lazy("There is no such database. Mend the connection."),
    _K.NO_LOGIN: lazy("The database does not let the desk's account in. Mend its name, password or rights."),
    _K.NO_RIGHT: lazy(
        "The desk's account may not do this in %(table)s. Give it the right: SELECT on what the fields name, DELETE "
        "or UPDATE where it acts."
    ),
    _K.NEEDS_VALUE: lazy(
        "%(table)s: the column %(column)s needs a value and cannot be made empty. Set another value in the fields."
    ),
    _K.MUST_BE_UNIQUE: lazy(
        "%(table)s: %(column)s must be unique, so one value fits one row alone. Write {key} into what is set."
    ),
    _K.TOO_LONG: lazy("%(table)s: what is set is too long for the column %(column)s. Set a shorter value."),
    _K.REFERRED_TO: lazy(
        "%(table)s: its rows are still referred to by rows of %(other)s (%(column)s). Name %(other)s in the deed, "
        "before it; where the two refer to each other, open the circle: write “first”: {“%(column)s”: null} into the "
        "deed of %(other)s."
    ),
    _K.NO_SUCH_REFERENCE: lazy(
        "%(table)s: what is set in %(column)s refers to no row that is there. Set another value, or null."
    ),
    _K.COMPUTED: lazy(
        "%(table)s: the database itself computes %(column)s, so it cannot be set. Set what it is computed from."
    ),
    _K.WRONG_TYPE: lazy(
        "%(table)s: what is set in the column %(column)s, or compared with it, does not fit its type. Mend it in the "
        "fields."
    ),
    _K.BREAKS_RULE: lazy(
        "%(table)s: what is set in %(column)s breaks a rule of the database (%(other)s). Set a value that keeps it."
    ),
    _K.MAY_BREAK_RULE: lazy(
        "%(table)s: what is set in %(column)s may break a rule of the database (%(other)s), which speaks of other "
        "columns or values too. Be sure that every row keeps it."
    ),
    _K.OTHER_CHARACTERS: lazy(
        "%(table)s: the character set of a column has not the letters that are compared or set. Look there yourself, "
        "or have the column changed to utf8mb4."
    ),
    _K.TOO_SLOW: lazy(
        "%(table)s: the database took longer than a minute and was stopped. Have what is searched indexed."
    ),
    _K.READ_ONLY: lazy("The database takes no changes: it is a copy for reading. Enter the one that is written."),
    _K.KEY_NOT_UNIQUE: lazy(
        "%(table)s: “%(column)s” is not unique, so it does not tell one row from another. Its key is: %(other)s. "
        "Write it as “key” in the fields, several columns as a list."
    ),
    _K.KEY_EMPTY: lazy("%(table)s: a key must be a number, a text or a UUID, and is never empty."),
    _K.KEY_TYPE: lazy(
        "%(table)s: “%(column)s” is of the type %(other)s, whose values cannot be kept and asked for again exactly as "
        "they are, so it is no key here. Write another unique column as “key” in the fields: whole or decimal "
        "numbers, texts, days, instants, UUIDs or bytes; or give the table to a person as a system of its own."
    ),
    _K.HAS_HEIRS: lazy(
        "%(table)s: other tables inherit from it (%(other)s). The database counts their rows to it, and none of its "
        "keys tells them apart. Name the table that holds the rows; or give these tables to a person as a system of "
        "their own."
    ),
    _K.MOVES_ROWS: lazy(
        "%(table)s: its rows are parted into partitions by %(column)s. To set that, the database deletes the row "
        "in one and makes another elsewhere, with what triggers and foreign keys do then. Leave that column as it is; "
        "or delete these rows."
    ),
    _K.TOO_MANY: lazy(
        "%(table)s: more than %(count)d rows were found, which are not one person's. Mend how the fields reach them."
    ),
    _K.COUNT_DIFFERS: lazy(
        "%(table)s: the database changed another number of rows than were looked up, so all was rolled back. A "
        "rule or a trigger there may act by itself, or the key is not unique."
    ),
    _K.NOT_AS_WRITTEN: lazy(
        "%(table)s: the database did not keep what was set in %(column)s as it was written, so all was rolled back. "
        "Its type is too narrow, or a trigger changes it."
    ),
    _K.IN_A_CIRCLE: lazy(
        "%(table)s: rows refer to one another in a circle by %(column)s. Write into its deed: “first”: {“%(column)s”: "
        "null}."
    ),
    _K.NO_TRANSACTIONS: lazy(
        "%(table)s: its engine (%(other)s) has no transactions, so “all or nothing” does not hold. Have it changed to "
        "InnoDB, or give the table to a person as a system of its own."
    ),
    _K.KEEPS_HISTORY: lazy(
        "%(table)s: the database keeps what is deleted or changed there as history (WITH SYSTEM VERSIONING), so it "
        "would not be gone. Have that turned off, or give the table to a person as a system of its own."
    ),
    _K.CASCADES: lazy(
        "%(other)s: when rows of %(table)s are deleted, the database itself deletes or changes rows here, also such "
        "as belong to other people, and nobody counts them. Name %(other)s in the deed, before it, reached by "
        "%(column)s; or, when all of these rows may go, in “cascades” of the fields."
    ),
    _K.CASCADES_ON_CHANGE: lazy(
        "%(other)s: when what its %(column)s refers to in %(table)s is changed, the database itself changes rows here "
        "too, also such as belong to other people, and nobody counts them. Leave that column of %(table)s as it is; "
        "or, when all of these rows may change, name %(other)s in “cascades” of the fields."
    ),
    _K.TYPES_DIFFER: lazy(
        "%(table)s: %(column)s and %(other)s are of different types. Only values written exactly alike count as equal."
    ),
    _K.SAID_CASCADES: lazy(
        "%(other)s: when rows of %(table)s are deleted or changed, the database itself deletes or changes rows here, "
        "uncounted. "
        "The fields say that this is wanted."
    ),
    _K.ROW_SECURITY: lazy(
        "%(table)s: row security is on, and its policies may hide rows from the desk's account (%(other)s), so nobody "
        "can say that all rows were found and done. Give the account BYPASSRLS, or a policy FOR ALL that shows every "
        "row: USING (true). Whose rows are meant, “where” of the fields says."
    ),
    _K.TRIGGERS: lazy(
        "%(table)s: what is done to its rows makes the database act by itself, by triggers or rules: %(other)s. They "
        "may change rows of other people, and nobody counts them. Ask who wrote them what they do; when that is "
        "wanted, write into the fields: “triggers”: {“%(table)s”: [%(other)s]}."
    ),
    _K.SAID_TRIGGERS: lazy(
        "%(table)s: what is done to its rows makes the database act by itself, uncounted, by triggers or rules: "
        "%(other)s. The fields say that this is wanted."
    ),
    _K.UNSEEN_TRIGGERS: lazy(
        "%(table)s: the desk's account cannot see its triggers, which may change rows of other people uncounted. Give "
        "it TRIGGER on the table; or have somebody look who sees them, and name them in the fields: “triggers”: "
        "{“%(table)s”: []}, with their names between the brackets."
    ),
    _K.SEES_OWN_ONLY: lazy(
        "The desk's account sees only its own tables, so that a foreign key which acts by itself in another could "
        "take other people's rows along unseen. Give it REFERENCES on the whole database: that lets it read no row."
    ),
    _K.CANNOT_LOCK: lazy(
        "%(table)s: the desk's account may not lock rows, because it has no UPDATE on any column. Rows that others "
        "change at the same moment are then noticed only where they are deleted; the work is tried again."
    ),
    _K.IS_VIEW: lazy(
        "%(table)s is a view or lies in another server, so its key cannot be asked for. Name the table behind it, or "
        "be sure that the key tells every row from every other."
    ),
    _K.ACTS_ON_VIEW: lazy(
        "%(table)s is a view or lies in another server: what the database does by itself behind it is not seen, so "
        "nothing is done in it. Name the table behind it in the deed (%(other)s)."
    ),
    _K.MAY_BE_REFERRED_TO: lazy(
        "%(table)s: rows of %(other)s may refer to its rows by %(column)s; while any does, the database refuses the "
        "deed. Name %(other)s in the deed before it, or reach these rows by %(column)s."
    ),
    _K.TAKEN_TOO_LATE: lazy(
        "%(table)s: rows of %(other)s refer to its rows by %(column)s, and the deed takes them only afterwards: the "
        "database may refuse it. Put %(other)s before it; where the two refer to each other, open the circle: write "
        "“first”: {“%(column)s”: null} into the deed of %(other)s."
    ),
    _K.UNKNOWN_DATABASE: lazy(
        "This kind of database is not known here well: its keys, foreign keys and rights were not asked for."
    ),
    _K.UNKNOWN: lazy(
        "%(table)s: the database refuses what the fields say (its code: %(other)s). Check the table, its columns "
        "and values."
    ),
}


# The same where the database did not say which column, or which other name, is meant.
_WITHOUT_COLUMN: Mapping[RemarkKind, Any] = {
    _K.NO_COLUMN: lazy(
        "The table %(table)s lacks a column of the fields, or the desk's account may not see it. Mend its name."
    ),
    _K.NEEDS_VALUE: lazy("%(table)s: a column that is made empty needs a value. Set another value in the fields."),
    _K.MUST_BE_UNIQUE: lazy(
        "%(table)s: what is set must be unique, so one value fits one row alone. Write {key} into what is set."
    ),
    _K.TOO_LONG: lazy("%(table)s: what is set is too long for its column. Set a shorter value."),
    _K.NO_SUCH_REFERENCE: lazy(
        "%(table)s: what is set refers to no row that is there. Set another value, or null, in columns that refer to "
        "other tables."
    ),
    _K.COMPUTED: lazy("%(table)s: the database itself computes what is set. Set what it is computed from."),
    _K.WRONG_TYPE: lazy(
        "%(table)s: what is set, or compared, does not fit the type of its column. Mend it in the fields."
    ),
    _K.BREAKS_RULE: lazy(
        "%(table)s: what is set breaks a rule of the database (%(other)s). Set a value that keeps it."
    ),
    _K.REFERRED_TO: lazy(
        "%(table)s: its rows are still referred to by rows of %(other)s. Name %(other)s in the deed, before it; where "
        "the two refer to each other, open the circle with “first”."
    ),
}
_WITHOUT_OTHER: Mapping[RemarkKind, Any] = {
    _K.BREAKS_RULE: lazy(
        "%(table)s: a rule or a trigger of the database refuses what is done. Ask who wrote it what it allows."
    ),
    _K.REFERRED_TO: lazy(
        "%(table)s: its rows are still referred to by rows of another table. Name that table in the deed, before it; "
        "where the two refer to each other, open the circle with “first”."
    ),
    _K.KEY_NOT_UNIQUE: lazy(
        "%(table)s: “%(column)s” is not unique, so it does not tell one row from another, and no key of the table is "
        "known. Have one made, and write it as “key” in the fields."
    ),
    _K.ACTS_ON_VIEW: lazy(
        "%(table)s is a view or lies in another server: what the database does by itself behind it is not seen, so "
        "nothing is done in it. Name the table behind it in the deed."
    ),
    _K.UNKNOWN: lazy("%(table)s: the database refuses what the fields say. Check the table, its columns and values."),
}


def words_of(kind: RemarkKind, table: str, column: str, other: str, count: int) -> str:
    """What is so and what to do, in the reader's language."""
    if not other and kind in _WITHOUT_OTHER:
        sentence = _WITHOUT_OTHER[kind]
    elif not column and kind in _WITHOUT_COLUMN:
        sentence = _WITHOUT_COLUMN[kind]
    else:
        sentence = _SENTENCES[kind]
    said = {"table": table or _("a table"), "column": column or _("a column"), "other": other or _("none is known")}
    return str(sentence) % {**said, "count": count}
