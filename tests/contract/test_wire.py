"""The generated wire types, held against msgspec and against the SDK that they are made from."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from boathouse.wire import compute, files, iam, jobs
from scripts.sdk_source import Field, Service, read_service

ROOT = Path(__file__).resolve().parents[2]
SURFACE = json.loads((ROOT / "src/boathouse/http/surface.json").read_text())
WIRE = sorted(p.stem for p in (ROOT / "src/boathouse/wire").glob("[a-z]*.py"))


def convert(document: Any, kind: Any) -> Any:
    return msgspec.convert(document, kind, strict=False)


def types_of(module: ModuleType) -> dict[str, Any]:
    return {n: t for n, t in vars(module).items() if typing.is_typeddict(t)}


@pytest.mark.parametrize("name", WIRE)
def test_every_type_makes_a_decoder(name: str) -> None:
    types = types_of(importlib.import_module(f"boathouse.wire.{name}"))
    assert types
    for kind in types.values():
        assert msgspec.json.Decoder(kind, strict=False).decode(b"{}") == {}


@pytest.mark.parametrize("name", WIRE)
def test_the_sdk_reads_and_writes_the_same_keys(name: str) -> None:
    """A document with every field set passes our types and comes back whole from the SDK's."""
    sdk = importlib.import_module(f"databricks.sdk.service.{name}")
    module = importlib.import_module(f"boathouse.wire.{name}")
    for doc_name in read_service(name).documents:
        document = sample(name, doc_name, depth=1)
        assert convert(document, getattr(module, doc_name)) == document, doc_name
        cls = getattr(sdk, doc_name)
        assert cls.from_dict(document).as_dict() == document, doc_name


def sample(service: str, name: str, depth: int) -> dict[str, Any]:
    """A document of that type with every field filled, nested ones down to `depth`."""
    source = read_service(service)
    fields = source.documents[name].fields
    filled = {f.key: value_for(f, source, depth) for f in fields}
    return {key: value for key, value in filled.items() if value is not None}


def value_for(field: Field, source: Service, depth: int) -> Any:
    text = field_type(field)
    if text.startswith("List["):
        inner = value_of(text[5:-1], source, depth)
        return None if inner is None else [inner]
    if text.startswith("Dict["):
        inner = value_of(text[5:-1].split(",", 1)[1].strip(), source, depth)
        return None if inner is None else {"key": inner}
    return value_of(text, source, depth)


def field_type(field: Field) -> str:
    text = ast.unparse(field.annotation)
    return text if field.required else text.removeprefix("Optional[").removesuffix("]")


def value_of(text: str, source: Service, depth: int) -> Any:
    plain: dict[str, Any] = {
        "str": "text",
        "int": 2**53 + 1,
        "bool": True,
        "float": 1.5,
        "Timestamp": "2026-01-02T03:04:05Z",
        "Duration": "5s",
        "FieldMask": "name",
        "dict": {"any": [1]},
        "any": "any",
        "Any": "any",
    }
    if text in plain:
        return plain[text]
    if text in source.enums:
        return source.enums[text][0]
    home, _, name = text.rpartition(".")
    owner = read_service(home) if home else source
    if name in owner.enums:
        return owner.enums[name][0]
    if depth == 0 or name not in owner.documents:
        return None
    return sample(owner.name, name, depth - 1) or None


def test_a_job_may_nest_its_task_type() -> None:
    inner = {"task_key": "b", "timeout_seconds": "30", "notebook_task": {"notebook_path": "/a"}}
    outer = {"task_key": "a", "for_each_task": {"inputs": "[1]", "task": inner}}
    job = convert({"tasks": [outer]}, jobs.JobsCreate)
    assert job["tasks"][0]["for_each_task"]["task"]["timeout_seconds"] == 30
    inner["timeout_seconds"] = "soon"
    with pytest.raises(msgspec.ValidationError, match=r"\$\.tasks\[0\]\.for_each_task\.task\.time"):
        convert({"tasks": [outer]}, jobs.JobsCreate)


@pytest.mark.parametrize("sent", [2**63 - 1, str(2**63 - 1), -(2**63), str(-(2**63))])
def test_an_id_may_use_all_64_bits_as_number_or_text(sent: int | str) -> None:
    assert convert({"job_id": sent}, jobs.JobsRunNow) == {"job_id": int(sent)}


@pytest.mark.parametrize("sent", [2**63, str(2**63), 10**40, "1.5", "x", True, [1], {"a": 1}])
def test_what_is_no_64_bit_id_is_refused(sent: Any) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"\$\.job_id"):
        convert({"job_id": sent}, jobs.JobsRunNow)


@pytest.mark.parametrize("sent", ["true", "True", True])
def test_a_query_spells_true_as_it_likes(sent: Any) -> None:
    assert convert({"expand_tasks": sent}, jobs.JobsList) == {"expand_tasks": True}


def test_an_unknown_enum_value_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"\$\.new_cluster\.data_security_mode"):
        convert({"new_cluster": {"data_security_mode": "OPEN"}}, jobs.Task)


def test_null_is_taken_for_absent() -> None:
    for kind in (*types_of(jobs).values(), *types_of(compute).values()):
        keys = kind.__annotations__.keys() - {"runtime_engine"}
        nothing = dict.fromkeys(keys)
        assert convert(nothing, kind) == nothing


def test_an_enum_value_that_looks_like_null_is_kept() -> None:
    assert convert({"runtime_engine": "NULL"}, compute.ClustersCreate) == {"runtime_engine": "NULL"}


def test_scim_keys_are_camel_case() -> None:
    user = {"userName": "a@b.c", "groups": [{"$ref": "Groups/1", "value": "1"}]}
    assert convert(user, iam.User) == user
    assert "displayName" in iam.UsersCreate.__annotations__
    assert "startIndex" in iam.GroupsList.__annotations__


def test_header_names_are_keys_too() -> None:
    assert "content-length" in files.DownloadResponse.__annotations__


@pytest.mark.parametrize("name", WIRE)
def test_each_request_type_has_the_keys_of_its_method(name: str) -> None:
    """The surface, the request type and the signature of the SDK's own method agree."""
    sdk = importlib.import_module(f"databricks.sdk.service.{name}")
    module = importlib.import_module(f"boathouse.wire.{name}")
    operations = [one for one in SURFACE if one["service"] == name]
    assert operations
    for op in operations:
        keys = list(getattr(module, op["request"]).__annotations__)
        whole = [op["body_object"]] if "body_object" in op else []
        parts = (op.get(part, []) for part in ("path_keys", "query_keys", "body_keys"))
        assert sorted(keys) == sorted({key for part in parts for key in part} | set(whole)), op
        signature = inspect.signature(getattr(getattr(sdk, op["cls"]), op["method"]))
        given = len(signature.parameters) - 1 + ("{account_id}" in op["path"])
        assert len(keys) + ("data" in op) == given, op


def test_the_server_side_never_needs_the_sdk() -> None:
    names = ", ".join(f"boathouse.wire.{name}" for name in WIRE)
    program = f"import sys, {names}; sys.exit(any(m.startswith('databricks') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_surface_names_what_is_asked_for() -> None:
    by_name = {f"{one['accessors'][0]}.{one['method']}": one for one in SURFACE}
    assert by_name["w.jobs.run_now"]["response"] == "RunNowResponse"
    assert by_name["w.jobs.list"]["items"] == "jobs"
    assert by_name["w.jobs.list"]["response"] == "ListJobsResponse"
    assert by_name["w.files.download"]["path"] == "/api/2.0/fs/files/{file_path...}"
    assert by_name["w.files.download"]["raw"] is True
    assert by_name["w.settings.default_namespace.get"]["verb"] == "GET"
    assert by_name["a.users_v2.list"]["clients"] == ["account"]
