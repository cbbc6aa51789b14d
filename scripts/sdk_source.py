"""Reads the installed databricks-sdk as source text: its types, enums, operations and accessors.

Nothing is imported or run: importing the SDK costs over a second, and only the source tells
which key a python name has on the wire.
"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

# the one accessor that the SDK makes by a function instead of a class
FACTORIES = {"_make_files_client": "FilesExt"}


@dataclass(frozen=True)
class Field:
    """One key on the wire with the annotation that the SDK gives it."""

    key: str
    annotation: ast.expr

    @property
    def required(self) -> bool:
        """Whether the SDK refuses to go without it."""
        return not ast.unparse(self.annotation).startswith("Optional[")


@dataclass(frozen=True)
class Document:
    """A dataclass of the SDK: a JSON object on the wire."""

    name: str
    fields: list[Field]


@dataclass(frozen=True)
class Operation:
    """One SDK method that makes one HTTP call. Keys are those on the wire."""

    service: str
    cls: str
    method: str
    verb: str
    path: str
    path_fields: list[Field]
    query_fields: list[Field]
    body_fields: list[Field]
    body_object: Field | None  # this parameter is the whole body
    data: str | None  # this parameter is the body as bytes
    raw: bool  # answered in bytes, not JSON
    response: str | None
    item: str | None  # class of one element of a paginated answer
    items: str | None  # the key that holds those elements

    @property
    def name(self) -> str:
        """Class without its API suffix plus the method in CamelCase: JobsRunNow."""
        words = self.method.strip("_").split("_")
        return self.cls.removesuffix("API") + "".join(word[:1].upper() + word[1:] for word in words)

    @property
    def fields(self) -> list[Field]:
        """Every key that a request may carry, each once: path, then query, then body."""
        whole = [self.body_object] if self.body_object else []
        every = [*self.path_fields, *self.query_fields, *self.body_fields, *whole]
        return list({one.key: one for one in reversed(every)}.values())[::-1]


@dataclass
class Service:
    """One module below databricks/sdk/service."""

    name: str
    tree: ast.Module
    _classes: dict[str, ast.ClassDef] = field(init=False)

    def __post_init__(self) -> None:
        self._classes = {c.name: c for c in self.tree.body if isinstance(c, ast.ClassDef)}

    @cached_property
    def enums(self) -> dict[str, list[str]]:
        """Each enum's values on the wire."""
        return {n: _enum_values(c) for n, c in self._classes.items() if _has_base(c, "Enum")}

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Each dataclass with its keys on the wire."""
        return {n: _document(c) for n, c in self._classes.items() if _method(c, "from_dict")}

    @cached_property
    def operations(self) -> list[Operation]:
        """Each API method that calls a path of the workspace or the account."""
        found = []
        for cls in self._classes.values():
            if cls.name.endswith("API"):
                found += [op for m in _methods(cls) if (op := self._operation(cls, m))]
        return found

    def _operation(self, cls: ast.ClassDef, method: ast.FunctionDef) -> Operation | None:
        reader = _MethodReader(method)
        calls = reader.calls("do")
        # the data plane's own address is not a path of ours: one such method has no second argument
        if not calls or len(calls[0].args) < 2:
            return None
        (call,) = calls
        path, path_names = _path(call.args[1])
        keywords = {k.arg: k.value for k in call.keywords}
        items, item = reader.page()
        return Operation(
            service=self.name,
            cls=cls.name,
            method=method.name,
            verb=ast.literal_eval(call.args[0]),
            path=path,
            path_fields=[reader.field(name, name) for name in path_names],
            query_fields=reader.keys_of("query"),
            body_fields=reader.keys_of("body"),
            body_object=reader.body_object(),
            data=_bytes_body(keywords, reader),
            raw="raw" in keywords,
            response=self._page_class(items, item) if item else reader.response(),
            item=item,
            items=items,
        )

    def _page_class(self, items: str | None, item: str | None) -> str | None:
        """The document around a page of items; its class name appears in no paginating method."""
        if not items:
            return None
        wanted = f"[{item}]"
        fitting = [
            name
            for name, doc in self.documents.items()
            if any(f.key == items and wanted in ast.unparse(f.annotation) for f in doc.fields)
        ]
        lists = [name for name in fitting if name.startswith(("List", "Search", "Query", "Get"))]
        found = lists or fitting
        return found[0] if len(found) == 1 else None


class _MethodReader:
    """Looks up what one generated method does with its parameters."""

    def __init__(self, method: ast.FunctionDef) -> None:
        self._nodes = list(ast.walk(method))
        args = [*method.args.args, *method.args.kwonlyargs]
        self._annotations = {a.arg: a.annotation for a in args if a.annotation}

    def field(self, key: str, parameter: str) -> Field:
        return Field(key, self._annotations.get(parameter) or ast.Name("str"))

    def calls(self, attribute: str) -> list[ast.Call]:
        """Calls of a method of that name, in the order of ast.walk."""
        return [n for n in self._nodes if isinstance(n, ast.Call) and _is_call(n, attribute)]

    def is_parameter(self, name: str) -> bool:
        return name in self._annotations

    def keys_of(self, target: str) -> list[Field]:
        """`if p is not None: target["key"] = ...` gives key and parameter."""
        found = {}
        for node in self._nodes:
            if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
                key = _subscript_key(node.body[0], target)
                parameter = ast.unparse(node.test.left)
                if key and self.is_parameter(parameter):
                    found[key] = self.field(key, parameter)
        return list(found.values())

    def body_object(self) -> Field | None:
        for node in self._nodes:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "body":
                text = ast.unparse(node.value)
                if text.endswith(".as_dict()"):
                    name = text.removesuffix(".as_dict()")
                    return self.field(name, name)
        return None

    def page(self) -> tuple[str | None, str | None]:
        """Key and class of the elements, where the method hands them out one by one."""
        for node in self._nodes:
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Subscript):
                made = [n for n in ast.walk(node) if _is_call(n, "from_dict")]
                if made:
                    return ast.literal_eval(node.iter.slice), _made_by(made[0])
            # an answer in a single page: `parsed = ListResponse.from_dict(json).objects`
            if isinstance(node, ast.Attribute) and _is_call(node.value, "from_dict"):
                return node.attr, None
        return None, None

    def response(self) -> str | None:
        made = self.calls("from_dict")
        if not made:
            return None
        name = _made_by(made[0])
        bare_list = any(isinstance(n, ast.ListComp) and made[0] is n.elt for n in self._nodes)
        return f"list[{name}]" if bare_list else name


def sdk_version() -> str:
    """The version of the installed SDK."""
    return importlib.metadata.version("databricks-sdk")


def sdk_folder() -> Path:
    """Where databricks/sdk is installed, found without importing it."""
    spec = importlib.util.find_spec("databricks")
    if spec is None or spec.submodule_search_locations is None:
        raise SystemExit("databricks-sdk is not installed here: run `make setup`")
    return Path(next(iter(spec.submodule_search_locations))) / "sdk"


@cache
def read_service(name: str) -> Service:
    """Parse one service module by its name, such as `jobs`."""
    source = (sdk_folder() / "service" / f"{name}.py").read_text(encoding="utf-8")
    return Service(name, ast.parse(source))


def service_names() -> list[str]:
    """Every service module of the SDK."""
    modules = (sdk_folder() / "service").glob("[a-z]*.py")
    return sorted(path.stem for path in modules)


def accessors() -> dict[tuple[str, str], list[str]]:
    """(service, class) -> where clients reach it: `w.jobs`, `a.users`, `w.settings.x`."""
    tree = ast.parse((sdk_folder() / "__init__.py").read_text(encoding="utf-8"))
    modules, mixins = _imported_services(tree), _mixins()
    found: dict[tuple[str, str], list[str]] = {}
    for client, prefix in (("WorkspaceClient", "w"), ("AccountClient", "a")):
        cls = next(c for c in tree.body if isinstance(c, ast.ClassDef) and c.name == client)
        for name, func in _attributes(cls):
            made = _made_class(func, modules, mixins)
            if made:
                _add(found, made, f"{prefix}.{name}")
    return found


def _add(found: dict[tuple[str, str], list[str]], made: tuple[str, str], accessor: str) -> None:
    found.setdefault(made, []).append(accessor)
    service, cls = made
    for name, func in _attributes(_class_of(service, cls)):
        if isinstance(func, ast.Name) and func.id.endswith("API"):
            _add(found, (service, func.id), f"{accessor}.{name}")


def _class_of(service: str, cls: str) -> ast.ClassDef:
    return next(c for c in _api_classes(service) if c.name == cls)


def _attributes(cls: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """What __init__ keeps as `self._name = Made(...)`, also by way of a local name."""
    local: dict[str, ast.expr] = {}
    for node in _method(cls, "__init__").body:  # type: ignore[union-attr]
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        if isinstance(value, ast.Name):
            value = local.get(value.id, value)
        if isinstance(target, ast.Name):
            local[target.id] = value
        elif isinstance(target, ast.Attribute) and isinstance(value, ast.Call):
            yield target.attr.removeprefix("_"), value.func


def _imported_services(tree: ast.Module) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("service"):
            aliases |= {a.asname or a.name: a.name for a in node.names}
    return aliases


def _mixins() -> dict[str, tuple[str, str]]:
    """Hand-written subclass (JobsExt) -> the generated class it extends."""
    owner = {c.name: s for s in service_names() for c in _api_classes(s)}
    found = {}
    for path in (sdk_folder() / "mixins").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.bases:
                base = ast.unparse(node.bases[0]).split(".")[-1]
                if base in owner:
                    found[node.name] = (owner[base], base)
    return found


@cache
def _api_classes(service: str) -> list[ast.ClassDef]:
    body = read_service(service).tree.body
    return [c for c in body if isinstance(c, ast.ClassDef) and c.name.endswith("API")]


def _made_class(
    func: ast.expr, modules: dict[str, str], mixins: dict[str, tuple[str, str]]
) -> tuple[str, str] | None:
    if isinstance(func, ast.Name):
        return mixins.get(FACTORIES.get(func.id, func.id))
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        service = modules.get(func.value.id)
        return (service, func.attr) if service and func.attr.endswith("API") else None
    return None


def _document(cls: ast.ClassDef) -> Document:
    annotations = {
        ast.unparse(n.target): n.annotation for n in cls.body if isinstance(n, ast.AnnAssign)
    }
    made = _method(cls, "from_dict").body[-1].value  # type: ignore[union-attr]
    fields = [Field(_read_key(k.value), annotations[k.arg]) for k in made.keywords]
    return Document(cls.name, fields)


def _read_key(value: ast.expr) -> str:
    """`d.get("key", None)` and `_int64(d, "key")` name the key in their only string."""
    assert isinstance(value, ast.Call)
    texts = [a.value for a in value.args if isinstance(a, ast.Constant) and a.value is not None]
    (key,) = texts
    return str(key)


def _enum_values(cls: ast.ClassDef) -> list[str]:
    assigned = [n.value for n in cls.body if isinstance(n, ast.Assign)]
    return [str(ast.literal_eval(value)) for value in assigned]


def _path(node: ast.expr) -> tuple[str, list[str]]:
    """Path template and its names; `{name...}` spans several segments."""
    if isinstance(node, ast.Constant):
        return str(node.value), []
    assert isinstance(node, ast.JoinedStr)
    text, names = "", []
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
            continue
        assert isinstance(part, ast.FormattedValue)
        name, greedy = _path_name(part.value)
        names.append(name)
        # such a path argument begins with the slash that separates it
        text += "/{" + name + "...}" if greedy else "{" + name + "}"
    return text, names


def _path_name(value: ast.expr) -> tuple[str, bool]:
    if isinstance(value, ast.Call):
        return ast.unparse(value.args[0]), True
    # `self._api.account_id` is the account's id, `object_type.value` an enum parameter
    if isinstance(value, ast.Attribute):
        return (value.attr if value.attr != "value" else ast.unparse(value.value)), False
    return ast.unparse(value), False


def _bytes_body(keywords: dict[str | None, ast.expr], reader: _MethodReader) -> str | None:
    for keyword in ("data", "body"):
        name = ast.unparse(keywords[keyword]) if keyword in keywords else ""
        if reader.is_parameter(name):
            return name
    return None


def _subscript_key(node: ast.stmt, target: str) -> str | None:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        left = node.targets[0]
        if ast.unparse(left.value) == target and isinstance(left.slice, ast.Constant):
            return str(left.slice.value)
    return None


def _made_by(call: ast.AST) -> str:
    """The class in `Class.from_dict(...)`."""
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    return ast.unparse(call.func.value)


def _is_call(node: ast.AST, attribute: str) -> bool:
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_method and node.func.attr == attribute  # type: ignore[attr-defined]


def _has_base(cls: ast.ClassDef, name: str) -> bool:
    return any(ast.unparse(base) == name for base in cls.bases)


def _methods(cls: ast.ClassDef) -> list[ast.FunctionDef]:
    return [m for m in cls.body if isinstance(m, ast.FunctionDef)]


def _method(cls: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    return next((m for m in _methods(cls) if m.name == name), None)
