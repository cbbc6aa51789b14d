"""What the sources must never do, whatever a request holds: read as syntax, not run.

No format that runs code when it is read, no template language, no shell, and no secret that is
compared in a time that tells how much of it was right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import boathouse

ROOT = Path(boathouse.__file__).parent

RUNS_WHAT_IT_READS = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "yaml"}
RUNS_WHAT_IT_READS |= {"ruamel", "jsonpickle", "joblib", "code", "codeop"}
TEMPLATES = {"jinja2", "mako", "chevron", "tornado", "django"}
XML = {"xml", "lxml"}

# Where a user's own code runs, which is what it is for, in that user's own confined process.
USER_CODE = {"runtime/script.py": {"exec"}, "runtime/functions.py": {"exec"}}

# The only modules that start a process; each with a list of arguments, never with a shell.
STARTS_PROCESSES = {
    "cli/demo.py",
    "engine/confined.py",
    "engine/isolation.py",
    "engine/process.py",
    "runtime/commands.py",
    "runtime/dbt.py",
    "runtime/launcher.py",
    "runtime/magics.py",
}

SECRET_NAMES = {
    "browser",
    "challenge",
    "client_secret",
    "code",
    "credential",
    "digest",
    "hash",
    "hashed",
    "hexdigest",
    "mac",
    "passphrase",
    "password",
    "refresh_token",
    "seal",
    "secret",
    "sha256",
    "signature",
    "ticket",
    "token",
    "token_value",
    "verifier",
}
# Where names like these mean something else.
COMPARED = {
    ("services/jobs/run_store.py", "token"): "a column of idempotency tokens: names that repeat",
    ("services/oauth/sessions.py", "sha256"): "a lookup by digest",
    ("services/tokens/store.py", "sha256"): "a lookup by digest",
}
COMPARES_SECRETS = {
    "protocols/engine_catalog/tokens.py",
    "services/oauth/clients.py",
    "services/oauth/grants.py",
    "services/oauth/ticket.py",
    "services/service_principal_secrets_proxy/store.py",
    "services/statement_execution/ids.py",
    "services/statement_execution/links.py",
}


def _sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if "migrations/" in name or (folders and not name.startswith(folders)):
            continue
        yield name, ast.parse(path.read_text())


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _name(node: ast.AST) -> str:
    """The last word of a name, an attribute or what is called: `a.b.c(...)` is `c`."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.id if isinstance(node, ast.Name) else ""


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@pytest.mark.parametrize("banned", [RUNS_WHAT_IT_READS, TEMPLATES, XML])
def test_nothing_that_runs_what_it_reads_is_imported(banned: set[str]) -> None:
    found = [
        f"{name} imports {module}"
        for name, tree in _sources()
        for module in _imported(tree)
        if module.split(".")[0] in banned
    ]
    assert found == []


def test_code_is_run_where_users_code_runs_and_nowhere_else() -> None:
    found: dict[str, set[str]] = {}
    for name, tree in _sources():
        for call in _calls(tree):
            plain = isinstance(call.func, ast.Name)
            if plain and _name(call) in ("eval", "exec", "compile", "__import__"):
                found.setdefault(name, set()).add(_name(call))
    assert {name: calls - {"compile"} for name, calls in found.items()} == USER_CODE


def test_no_shell_is_asked() -> None:
    found = []
    for name, tree in _sources():
        for call in _calls(tree):
            shell = [word for word in call.keywords if word.arg == "shell"]
            through = isinstance(call.func, ast.Attribute) and _name(call.func.value) == "os"
            if shell or (through and _name(call) in ("system", "popen", "startfile")):
                found.append(name)
    assert found == []


def test_processes_are_started_in_few_places() -> None:
    starts = {name for name, tree in _sources() if "subprocess" in set(_imported(tree))}
    assert starts <= STARTS_PROCESSES


def test_no_sql_is_made_of_text() -> None:
    """SQL is built by SQLAlchemy, with bound values; text() holds constants alone."""
    found = []
    for name, tree in _sources("services/", "http/", "app.py"):
        for call in _calls(tree):
            if _name(call) in ("text", "literal_column", "exec_driver_sql", "executescript"):
                made = not (call.args and isinstance(call.args[0], ast.Constant))
                # A method of that name (dbutils.widgets.text, Measures.text) takes nothing.
                if made and call.args:
                    found.append(f"{name}:{call.lineno}")
    assert found == []


def _compared(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Secrets on either side of == and !=, and of `in`, with their lines."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        if not any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
            continue
        sides = [node.left, *node.comparators]
        # Told from a constant: `token == ""` says nothing of a secret.
        if any(isinstance(side, ast.Constant) for side in sides):
            continue
        yield from ((_name(side), node.lineno) for side in sides if _name(side) in SECRET_NAMES)


def test_secrets_are_compared_in_constant_time() -> None:
    rooms = ("http/", "services/", "protocols/", "store/", "app.py", "context.py")
    found = [
        f"{name}:{line}: {what}"
        for name, tree in _sources(*rooms)
        for what, line in _compared(tree)
        if (name, what) not in COMPARED
    ]
    assert found == []


def test_a_comparison_in_variable_time_would_be_found() -> None:
    for text in ("a.token == b", "digest(x) != y", 'row["sha256"] == z', "s == secret"):
        assert list(_compared(ast.parse(text))), text


def test_where_secrets_are_compared_it_is_by_hmac() -> None:
    uses = {
        name
        for name, tree in _sources()
        if any(_name(call) == "compare_digest" for call in _calls(tree))
    }
    assert uses == COMPARES_SECRETS


def test_tokens_are_looked_up_by_their_digest() -> None:
    """An index finds a value byte by byte; of a digest that tells an attacker nothing."""
    columns = {
        node.args[0].value
        for name, tree in _sources("services/")
        for node in _calls(tree)
        if _name(node) == "Column"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and name != "services/jobs/run_tables.py"
    }
    assert "sha256" in columns
    assert not columns & {"token", "value", "secret", "password", "token_value", "refresh_token"}
