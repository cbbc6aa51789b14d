"""What the store keeps of tables besides their logs: documents from and to the words of statements.

Of a column: default, generated, identity, mask, tags. Of a table: constraints, clustering, row
filter, tags. What is not there is absent from the document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from boathouse.sql.definitions import NewTable
from boathouse.sql.securables import (
    Column,
    Constant,
    Constraint,
    Identity,
    Mask,
    Name,
    Relation,
    RowFilter,
)

OWN = ("default", "generated", "identity", "mask", "tags")
"""What the store keeps of a Delta table's column."""


def column_facts(column: Column) -> dict[str, Any]:
    """The store's facts of one column; {} where there are none."""
    whole = stored(asdict(column))
    return {key: whole[key] for key in OWN if whole[key]}


def with_facts(column: Column, facts: Mapping[str, Any]) -> Column:
    """The column with what `column_facts` kept of it."""
    return replace(column, **_typed(facts)) if facts else column


def copied(column: Column, facts: Column) -> Column:
    """A column with the facts of another one, as a copy of its table has them: no mask, no tags."""
    return replace(
        column, default=facts.default, generated=facts.generated, identity=facts.identity
    )


def column_from(document: Mapping[str, Any]) -> Column:
    """A whole column, as `asdict` wrote it."""
    return Column(**{**document, **_typed(document)})


def _typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    identity, mask = facts.get("identity"), facts.get("mask")
    return {
        "default": facts.get("default"),
        "generated": facts.get("generated"),
        "identity": Identity(**identity) if identity else None,
        "mask": Mask(mask["function"], given(mask["using"])) if mask else None,
        "tags": dict(facts.get("tags") or {}),
    }


def stored(value: Any) -> Any:
    """A document as JSON can hold it: constants, which are text too, stay apart from names."""
    if isinstance(value, Mapping):
        return {key: stored(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [stored(inner) for inner in value]
    return {"constant": str(value)} if isinstance(value, Constant) else value


def given(kept: Sequence[Any]) -> tuple[str, ...]:
    """What a filter or a mask is given, from its document."""
    return tuple(Constant(one["constant"]) if isinstance(one, Mapping) else one for one in kept)


def details_of(source: NewTable | Relation) -> dict[str, Any]:
    """The document of a table's constraints, clustering, row filter and tags."""
    found = {
        "constraints": list(map(asdict_constraint, source.constraints)),
        "clustering": list(source.clustering),
        "row_filter": stored(asdict(source.row_filter)) if source.row_filter else None,
        "tags": dict(source.tags),
    }
    return {key: value for key, value in found.items() if value}


def constraints_in(details: Mapping[str, Any]) -> tuple[Constraint, ...]:
    """The constraints that a document of details holds."""
    return tuple(map(_constraint, details.get("constraints") or ()))


def row_filter_in(details: Mapping[str, Any]) -> RowFilter | None:
    """The row filter that a document of details holds."""
    found = details.get("row_filter")
    return RowFilter(found["function"], given(found["columns"])) if found else None


def new_table(document: Mapping[str, Any]) -> NewTable:
    """The statement's wish, as `asdict` wrote it into an intent."""
    kept = dict(document)
    kept["name"] = Name(**kept["name"])
    kept["columns"] = tuple(map(column_from, kept["columns"]))
    kept["constraints"] = constraints_in(kept)
    kept["row_filter"] = row_filter_in(kept)
    for key in ("partitions", "clustering"):
        kept[key] = tuple(kept[key])
    return NewTable(**kept)


def asdict_constraint(constraint: Constraint) -> dict[str, Any]:
    """A constraint as a document of details holds it."""
    return asdict(constraint)


def _constraint(document: Mapping[str, Any]) -> Constraint:
    kept = dict(document)
    for key in ("columns", "parent_columns", "timeseries"):
        kept[key] = tuple(kept.get(key) or ())
    kept["parent"] = Name(**kept["parent"]) if kept.get("parent") else None
    return Constraint(**kept)


def without_columns(facts: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Facts of columns by their lower-case names, without some of them."""
    gone = {name.lower() for name in names}
    return {key: own for key, own in facts.items() if key not in gone}


def columns_of(kept: Mapping[str, Any], name: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The store's document of columns, with other facts (absent where empty) of one of them."""
    if "columns" in kept:
        listed = [
            {**one, **changes} if one["name"].lower() == name.lower() else one
            for one in kept["columns"]
        ]
        return {**kept, "columns": listed}
    facts = dict(kept.get("of", {}))
    own = {**facts.pop(name.lower(), {}), **changes}
    own = {key: value for key, value in own.items() if value}
    return {**kept, "of": {**facts, **({name.lower(): own} if own else {})}}


def renamed_in(details: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """A table's details once one of its columns has another name."""
    made = dict(details)
    if "clustering" in made:
        made["clustering"] = _renamed(made["clustering"], old, new)
    made["constraints"] = [
        {
            **one,
            **{key: _renamed(one.get(key) or (), old, new) for key in ("columns", "timeseries")},
        }
        for one in made.get("constraints") or ()
    ]
    return {key: value for key, value in made.items() if value}


def _renamed(names: Sequence[str], old: str, new: str) -> list[str]:
    return [new if name.lower() == old.lower() else name for name in names]


def preserved(
    before: Mapping[str, Any],
    details_before: Mapping[str, Any],
    columns: Mapping[str, Any],
    details: Mapping[str, Any],
) -> dict[str, Any]:
    """Documents of a table that was replaced: its filter, masks and tags outlive its shape."""
    old = {key: details_before[key] for key in ("row_filter", "tags") if key in details_before}
    facts = dict(columns.get("of", {}))
    for name, own in before.get("of", {}).items():
        kept = {key: own[key] for key in ("mask", "tags") if own.get(key)}
        if kept:
            facts[name] = {**kept, **facts.get(name, {})}
    made = {**columns, "of": facts} if "of" in columns else dict(columns)
    return {"columns": made, "details": {**old, **details}}
