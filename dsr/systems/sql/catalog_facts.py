"""What a database's own catalog says of a table: its columns and keys, what refers to it, and what acts by itself."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Place = tuple[str, str]  # schema and table, as the database resolves them
# What the database does by itself with rows that refer to one that is deleted or changed.
ACTS_BY_ITSELF = frozenset({"cascade", "set null", "set default"})


@dataclass(frozen=True)
class Column:
    """`family` is of its type: text, padded (of fixed width), number, flag, uuid, bytes, time, json, or other.

    `length` is the most characters, where there is a most; `declared` the type as the database writes it, where a
    value can be tried for it; `may_be_flag` says that true and false are values of it; `may_be_key`, that a value can
    be kept and asked for again exactly as it is.
    """

    name: str
    family: str
    is_nullable: bool
    is_computed: bool
    length: int | None = None
    declared: str = ""
    may_be_flag: bool = False
    may_be_key: bool = True


@dataclass(frozen=True)
class Rule:
    """A CHECK: an expression over some columns of a row, which must not be false. Without a name its words are one."""

    name: str
    columns: tuple[str, ...]
    expression: str


@dataclass(frozen=True)
class Reference:
    """Rows of the table `place` refer by `columns` to `others` of the table that these facts are of."""

    place: Place
    columns: tuple[str, ...]
    others: tuple[str, ...]
    on_delete: str
    on_update: str

    def action(self, changed: Collection[str] | None) -> str | None:
        """What is done about rows that refer to one whose columns `changed` are set (in lower case), or, where it is
        None, to one that is deleted; None where such a row may be changed so.
        """
        if changed is None:
            return self.on_delete
        return self.on_update if {one.lower() for one in self.others} & {*changed} else None


@dataclass(frozen=True)
class Trigger:
    """What the database runs by itself when rows of a table are deleted or changed: a trigger, or a rule."""

    name: str
    on_delete: bool = True
    on_update: bool = True


@dataclass
class Links:
    """The keys, references and triggers of a table, each asked for once it is wanted.

    `unique`: sets of columns of which no two rows hold the same, the primary key first. `indexed`: columns in lower
    case, asked for where an account may not see every reference. `named`: the columns of each unique index, also of
    one that holds for some rows. `leading`: the columns, in lower case, that refer to other tables; where a refusal
    names none. `parting`: columns by which its rows are parted into partitions: a row in which one is set moves to
    another.
    """

    read_unique: Callable[[], tuple[tuple[str, ...], ...]] = tuple
    read_indexed: Callable[[], frozenset[str]] = frozenset
    read_references: Callable[[], tuple[Reference, ...]] = tuple
    read_triggers: Callable[[], tuple[Trigger, ...]] = tuple
    read_rules: Callable[[], tuple[Rule, ...]] = tuple
    read_named: Callable[[], Mapping[str, tuple[str, ...]]] = dict
    read_leading: Callable[[], frozenset[str]] = frozenset
    read_parting: Callable[[], frozenset[str]] = frozenset

    @cached_property
    def unique(self) -> tuple[tuple[str, ...], ...]:
        return self.read_unique()

    @cached_property
    def indexed(self) -> frozenset[str]:
        return self.read_indexed()

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return self.read_references()

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return self.read_rules()

    @cached_property
    def named(self) -> Mapping[str, tuple[str, ...]]:
        return self.read_named()

    @cached_property
    def leading(self) -> frozenset[str]:
        return self.read_leading()

    @cached_property
    def parting(self) -> frozenset[str]:
        return self.read_parting()

    @cached_property
    def triggers(self) -> tuple[Trigger, ...]:
        return self.read_triggers()


@dataclass
class TableFacts:
    """`is_known` is False where this kind of database was not asked; the rest then says nothing.

    `engine`: the name of one that has no transactions. `behind`: the tables behind a view, where they are known.
    `hidden`: the commands from which row security may hide rows. `sees_all` and `sees_triggers`: no reference, or
    trigger, is hidden from the account. `wakes_triggers`: they run for what a foreign key does by itself, too.
    `is_typed`: a column takes values of its type alone. `keeps_history`: what is deleted or changed can be read on.
    `heirs`: tables that inherit from it, whose rows the database counts to it, and holds to no key of it.
    """

    place: Place
    is_known: bool = True
    is_there: bool = True
    is_view: bool = False
    columns: Mapping[str, Column] = field(default_factory=dict)
    engine: str = ""
    behind: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    may_lock: bool = True
    sees_all: bool = True
    sees_triggers: bool = True
    wakes_triggers: bool = True
    is_typed: bool = True
    keeps_history: bool = False
    is_case_sensitive: bool = True
    heirs: tuple[str, ...] = ()
    links: Links = field(default_factory=Links)

    @property
    def unique(self) -> tuple[tuple[str, ...], ...]:
        return self.links.unique

    @property
    def references(self) -> tuple[Reference, ...]:
        return self.links.references

    def column(self, name: str) -> Column | None:
        """A column by the name that the mapping gives it."""
        if self.is_case_sensitive or name in self.columns:
            return self.columns.get(name)
        return next((one for one in self.columns.values() if one.name.lower() == name.lower()), None)

    def family(self, name: str) -> str:
        """The family of a column's type; empty where nothing is known of it."""
        found = self.column(name)
        return found.family if found else ""

    def is_key(self, columns: tuple[str, ...]) -> bool:
        """True when these columns tell every row from every other."""
        given = {self._plain(one) for one in columns}
        return not self.heirs and any({self._plain(one) for one in unique} <= given for unique in self.unique)

    def _plain(self, name: str) -> str:
        return name if self.is_case_sensitive else name.lower()

    @property
    def own_references(self) -> tuple[Reference, ...]:
        """Those by which rows of the table refer to other rows of the same table."""
        return tuple(one for one in self.references if one.place == self.place)
