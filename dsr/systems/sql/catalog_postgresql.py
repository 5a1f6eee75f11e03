"""The catalog of PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, TextClause, text

from dsr.systems.sql.catalog_facts import Column, Links, Reference, Rule, TableFacts, Trigger

# `whole`: a table and those that are parts of it or inherit from it. What is asked of it or done to it, the database
# asks of these and does to these too; and what refers to one of them, or acts there, does so for the whole.
_TABLE = text(
    """
    WITH RECURSIVE whole AS (
        SELECT CAST(to_regclass(:name) AS oid) AS oid
        UNION SELECT i.inhrelid FROM pg_inherits i JOIN whole ON i.inhparent = whole.oid
    )
    SELECT c.oid, n.nspname, c.relname, c.relkind IN ('v', 'm', 'f'), row_security_active(c.oid),
           (has_table_privilege(c.oid, 'UPDATE') OR has_any_column_privilege(c.oid, 'UPDATE'))
           AND (c.relkind IN ('r', 'p') OR pg_relation_is_updatable(c.oid, false) & 4 = 4),
           (SELECT array_agg(oid) FROM whole),
           EXISTS (SELECT FROM whole JOIN pg_class part ON part.oid = whole.oid WHERE part.relkind = 'f'),
           ARRAY(SELECT CASE WHEN m.oid = n.oid THEN '' ELSE m.nspname || '.' END || heir.relname FROM whole
                 JOIN pg_class heir ON heir.oid = whole.oid JOIN pg_namespace m ON m.oid = heir.relnamespace
                 WHERE heir.oid <> c.oid AND NOT heir.relispartition ORDER BY 1)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(:name)
    """
)
_COLUMNS = text(
    """
    SELECT a.attname, coalesce(b.typname, t.typname), coalesce(b.typcategory, t.typcategory),
           t.typnotnull OR EXISTS (SELECT FROM pg_attribute part WHERE part.attrelid = ANY (CAST(:whole AS oid[]))
                                   AND part.attname = a.attname AND part.attnotnull),
           a.attgenerated <> '' OR a.attidentity = 'a',
           CASE WHEN coalesce(b.typname, t.typname) IN ('varchar', 'bpchar')
                THEN nullif(greatest(a.atttypmod, t.typtypmod) - 4, -5) END,
           format_type(a.atttypid, a.atttypmod), coalesce(b.typtype, t.typtype)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
    WHERE a.attrelid = :oid AND a.attnum > 0 AND NOT a.attisdropped
      AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')
    """
)
_UNIQUE = text(
    """
    SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
    WHERE i.indrelid = :oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
    GROUP BY i.indexrelid, i.indisprimary ORDER BY i.indisprimary DESC, i.indexrelid
    """
)
# The columns by which a table, one of its partitions, or the table of which it is one, is parted.
_PARTING = text(
    """
    WITH RECURSIVE above AS (
        SELECT CAST(:oid AS oid) AS oid
        UNION SELECT i.inhparent FROM pg_inherits i JOIN above ON i.inhrelid = above.oid
        JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relispartition
    )
    SELECT DISTINCT a.attname FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid
    WHERE (p.partrelid = ANY (CAST(:whole AS oid[])) OR p.partrelid IN (SELECT oid FROM above)) AND a.attnum > 0 AND (
        a.attnum = ANY (p.partattrs::int2[]) OR EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = p.partrelid
            AND d.objsubid = a.attnum AND d.refclassid = 'pg_class'::regclass AND d.refobjid = p.partrelid
            AND d.refobjsubid = 0 AND d.deptype = 'i'
        )
    )
    """
)
_REFERENCES = text(
    """
    SELECT n.nspname, c.relname, k.confdeltype, k.confupdtype,
           (SELECT array_agg(a.attname ORDER BY at) FROM unnest(k.conkey) WITH ORDINALITY AS x (num, at)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.num),
           (SELECT array_agg(a.attname ORDER BY at) FROM unnest(k.confkey) WITH ORDINALITY AS x (num, at)
            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.num)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND k.confrelid = ANY (CAST(:whole AS oid[])) AND NOT EXISTS (
        SELECT FROM pg_constraint u WHERE u.oid = k.conparentid AND u.confrelid = ANY (CAST(:whole AS oid[]))
    )
    ORDER BY k.oid
    """
)
_TRIGGERS = text(
    """
    SELECT DISTINCT tgname, tgtype & 8 <> 0, tgtype & 16 <> 0 FROM pg_trigger
    WHERE tgrelid = ANY (CAST(:whole AS oid[])) AND NOT tgisinternal AND tgenabled IN ('O', 'A')
    UNION SELECT rulename, ev_type = '4', ev_type = '2' FROM pg_rewrite
    WHERE ev_class = ANY (CAST(:whole AS oid[])) AND rulename <> '_RETURN' AND ev_enabled IN ('O', 'A') ORDER BY 1
    """
)
_BEHIND = text(
    """
    WITH RECURSIVE behind AS (
        SELECT CAST(:oid AS oid) AS oid
        UNION SELECT d.refobjid FROM behind JOIN pg_rewrite r ON r.ev_class = behind.oid AND r.ev_type = '1'
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
            AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
    )
    SELECT n.nspname, c.relname, c.relrowsecurity FROM behind JOIN pg_class c ON c.oid = behind.oid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') ORDER BY 1, 2
    """
)
_POLICIES = text(
    """
    SELECT p.polcmd, p.polpermissive, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
    FROM pg_policy p WHERE p.polrelid = :oid
      AND (p.polroles = '{0}' OR EXISTS (SELECT FROM unnest(p.polroles) role WHERE pg_has_role(role, 'USAGE')))
    """
)
_COMMANDS = {"SELECT": "r", "UPDATE": "w", "DELETE": "d"}
_RULES = text(
    """
    SELECT DISTINCT ON (k.conname, pg_get_expr(k.conbin, k.conrelid)) k.conname,
           (SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
            WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)), pg_get_expr(k.conbin, k.conrelid)
    FROM pg_constraint k WHERE k.contype = 'c' AND k.conrelid = ANY (CAST(:whole AS oid[])) ORDER BY k.conname
    """
)
_NAMED = text(
    """
    SELECT c.relname, (SELECT array_agg(pg_get_indexdef(c.oid, CAST(number AS int), true) ORDER BY number)
                       FROM generate_series(1, i.indnkeyatts) number)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = :oid AND i.indisunique
    """
)
_ACTIONS = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_FAMILIES = {"bpchar": "padded", "bool": "flag", "uuid": "uuid", "bytea": "bytes", "jsonb": "json", "json": "json"}
_BY_CATEGORY = {"S": "text", "N": "number", "D": "time"}
_KEYS = {"int2", "int4", "int8", "oid", "numeric", "uuid", "bytea", "date", "timestamp", "timestamptz"}


def read_table(connection: Connection, schema: str | None, table: str) -> TableFacts:
    """What the catalog says of a table, and of those of its columns that the account may read."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    name = f"{quote(schema)}.{quote(table)}" if schema else quote(table)
    found = connection.execute(_TABLE, {"name": name}).first()
    if found is None:
        return TableFacts((schema or "", table), is_there=False)
    oid, place, is_view, is_secured, may_lock = found[0], (found[1], found[2]), found[3], found[4], found[5]
    given = {"oid": oid, "whole": list(found[6])}
    behind = connection.execute(_BEHIND, {"oid": oid}).all() if is_view else ()
    is_hiding = any(row[2] for row in behind)  # whose rights count there, the view decides
    policies = connection.execute(_POLICIES, {"oid": oid}).all() if is_secured else ()
    return TableFacts(
        place=place,
        is_view=is_view or found[7],
        columns={row[0]: _column(row) for row in connection.execute(_COLUMNS, given)},
        behind=tuple(f"{row[0]}.{row[1]}" for row in behind),
        hidden=_hidden(policies, is_hiding or is_secured),
        may_lock=may_lock,
        heirs=tuple(found[8]),
        links=_links(connection, given),
    )


def _links(connection: Connection, given: dict[str, Any]) -> Links:
    def told(query: TextClause) -> Sequence[Any]:
        wanted = {name: given[name] for name in query.compile().params}
        return connection.execute(query, wanted).all()

    return Links(
        lambda: tuple(tuple(row[0]) for row in told(_UNIQUE)),
        read_references=lambda: tuple(_reference(row) for row in told(_REFERENCES)),
        read_triggers=lambda: tuple(Trigger(*row) for row in told(_TRIGGERS)),
        read_rules=lambda: tuple(Rule(row[0], tuple(row[1] or ()), row[2]) for row in told(_RULES)),
        read_named=lambda: {row[0]: tuple(row[1]) for row in told(_NAMED)},
        read_parting=lambda: frozenset(row[0] for row in told(_PARTING)),
    )


def _hidden(policies: Sequence[Any], is_secured: bool) -> frozenset[str]:
    """The commands for which no policy shows every row, or one narrows what the others show."""

    def is_open(letter: str) -> bool:
        own = [row for row in policies if row[0] in {"*", letter}]
        shown = [{row[2], (row[3] or row[2]) if letter == "w" else row[2]} for row in own if row[1]]
        narrowed = [{row[2] or "true", row[3] or "true"} for row in own if not row[1]]
        return {"true"} in shown and all(one == {"true"} for one in narrowed)

    return frozenset(name for name, letter in _COMMANDS.items() if is_secured and not is_open(letter))


def _column(row: Any) -> Column:
    name, kind, category, is_not_null, is_computed, length, declared, form = row
    family = _FAMILIES.get(kind) or _BY_CATEGORY.get(category, "other")
    may_be_key = category == "S" or kind in _KEYS or form == "e"
    return Column(name, family, not is_not_null, is_computed, length, declared, family == "flag", may_be_key)


def _reference(row: Any) -> Reference:
    return Reference((row[0], row[1]), tuple(row[4]), tuple(row[5]), _ACTIONS[row[2]], _ACTIONS[row[3]])
