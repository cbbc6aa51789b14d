"""Writes src/boathouse/wire/<service>.py: TypedDicts for what the SDK sends and reads.

`--check` writes nothing and fails if a file is not what it would write.
"""

from __future__ import annotations

import ast
import keyword
import sys
from pathlib import Path

from generated import bring_up_to_date
from sdk_source import Field, Service, read_service, sdk_version

SERVICES = [
    "catalog",
    "compute",
    "files",
    "iam",
    "jobs",
    "oauth2",
    "settings",
    "sharing",
    "sql",
    "tags",
    "workspace",
]
TARGET = Path(__file__).resolve().parent.parent / "src/boathouse/wire"

HEADER = '''"""The {name} service on the wire: documents, then one request type per operation.

Generated from databricks-sdk {version} (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64
{imports}
'''

# protobuf's well-known types travel as text
PLAIN = {
    "int": "Int64",
    "str": "str",
    "bool": "bool",
    "float": "float",
    "Timestamp": "str",
    "Duration": "str",
    "FieldMask": "str",
    "dict": "dict[str, Any]",
    "any": "Any",
    "Any": "Any",
    "BinaryIO": "Any",
}
# a class-body field of such a name would hide the type from the fields after it; no other service
# takes a type from `tags`, which many have as a field
SHADOWING = {"int", "str", "bool", "float", "list", "dict", "Any", "Int64", *SERVICES} - {"tags"}


def module_text(service: Service) -> str:
    """The whole text of one wire module."""
    aliases = [alias(name, values) for name, values in sorted(service.enums.items())]
    documents = [
        typed_dict(doc.name, doc.fields, service) for _, doc in sorted(service.documents.items())
    ]
    taken = service.enums.keys() | service.documents.keys()
    operations = sorted(service.operations, key=lambda op: op.name)
    clash = {op.name for op in operations} & taken
    assert not clash, f"request types would hide documents: {clash}"
    requests = [typed_dict(op.name, op.fields, service) for op in operations]
    body = "\n".join(aliases) + "\n\n\n" + "\n\n\n".join(documents + requests) + "\n"
    return header(service.name, body) + "\n" + body


def header(name: str, body: str) -> str:
    """Docstring and imports; another service is imported only where it is named."""
    used = [s for s in SERVICES if s != name and f"{s}." in body]
    imports = f"from boathouse.wire import {', '.join(used)}\n" if used else ""
    return HEADER.format(name=name, version=sdk_version(), imports=imports)


def alias(name: str, values: list[str]) -> str:
    """An enum as the Literal of its values."""
    if not values:
        return f"{name}: TypeAlias = str"
    one_line = f"{name}: TypeAlias = Literal[{', '.join(map(quoted, values))}]"
    if len(one_line) <= 100:
        return one_line
    lines = "".join(f"    {quoted(value)},\n" for value in values)
    return f"{name}: TypeAlias = Literal[\n{lines}]"


def typed_dict(name: str, fields: list[Field], service: Service) -> str:
    """One TypedDict; no key is required, as the SDK's own idea of that differs by version."""
    types = [(f.key, field_text(f, service)) for f in fields]
    if any(not key.isidentifier() or keyword.iskeyword(key) for key, _ in types) or any(
        key in SHADOWING for key, _ in types
    ):
        lines = "".join(f"        {quoted(key)}: {quoted(text)},\n" for key, text in types)
        return (
            f"{name} = TypedDict(\n    {quoted(name)},\n    {{\n{lines}    }},\n    total=False,\n)"
        )
    body = "".join(f"    {key}: {text}\n" for key, text in types) or "    pass\n"
    return f"class {name}(TypedDict, total=False):\n{body}".rstrip()


def field_text(field: Field, service: Service) -> str:
    """The type with null, which is how clients say absent.

    msgspec's lax mode takes the text "NULL" for null wherever null is allowed. Where an enum has
    such a value (RuntimeEngine), null is not; the binding drops nulls before it converts.
    """
    text = type_text(field.annotation, service)
    home, _, name = text.rpartition(".")
    values = (read_service(home) if home in SERVICES else service).enums.get(name, [])
    return text if "NULL" in values else f"{text} | None"


def type_text(annotation: ast.expr, service: Service) -> str:
    """The SDK's annotation as ours: Optional[List[int]] becomes list[Int64]."""
    if isinstance(annotation, ast.Subscript):
        return generic_text(annotation, service)
    text = ast.unparse(annotation)
    if text in PLAIN:
        return PLAIN[text]
    home, _, _ = text.rpartition(".")
    known = home in SERVICES if home else text in service.enums or text in service.documents
    assert known, f"{service.name}: nothing is known about the type {text}"
    return text


def generic_text(annotation: ast.Subscript, service: Service) -> str:
    """Optional[X], List[X] and Dict[K, V]."""
    outer = ast.unparse(annotation.value)
    if outer == "Dict" and isinstance(annotation.slice, ast.Tuple):
        key, value = (type_text(part, service) for part in annotation.slice.elts)
        return f"dict[{key}, {value}]"
    inner = type_text(annotation.slice, service)
    if outer == "Optional":
        return inner
    assert outer in ("List", "Iterator"), f"{service.name}: what is {ast.unparse(annotation)}?"
    return f"list[{inner}]"


def quoted(text: str) -> str:
    """A string literal in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> int:
    texts = {TARGET / f"{name}.py": module_text(read_service(name)) for name in SERVICES}
    return bring_up_to_date(texts, check="--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
