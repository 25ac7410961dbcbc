"""The walls between the layers: an import only ever points down (ARCHITECTURE.md, Layers)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OWN = {"server", "sync", "content", "tests"}
# What each layer may import of ours, besides itself.
MAY_IMPORT = {"content": set(), "sync": {"content"}, "server": {"sync", "content"}}
# What a layer must never see of other people's: a lesson knows no database, a merge knows no web.
FORBIDDEN = {
    "content": {"flask", "sqlalchemy", "requests", "socket", "urllib3", "marshmallow"},
    "sync": {"flask", "flask_sqlalchemy", "marshmallow"},
}
# The core of sync is values in, values out; whatever it needs from outside comes as an argument.
CORE_FORBIDDEN = {
    "time", "random", "secrets", "socket", "ssl", "threading", "asyncio", "sqlite3", "sqlalchemy",
    "requests", "os", "io", "pathlib", "uuid", "logging", "subprocess",
}  # fmt: skip


def modules(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0], node.lineno


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_an_import_points_only_down(layer: str) -> None:
    assert modules(layer), f"{layer}/ has no module: the layout has changed"
    allowed = MAY_IMPORT[layer] | {layer}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(layer)
        for name, line in imported(path)
        if (name in OWN and name not in allowed) or name in FORBIDDEN.get(layer, set())
    ]
    assert wrong == []


def test_the_core_of_sync_touches_no_clock_socket_thread_random_or_database() -> None:
    core = sorted((ROOT / "sync" / "core").rglob("*.py"))
    assert core, "sync/core/ has moved"
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in core
        for name, line in imported(path)
        if name in CORE_FORBIDDEN
    ]
    assert wrong == []


def test_the_check_itself_sees_a_wrong_import(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f():\n    from server.app import create_app\n    import time\n")
    assert {name for name, _ in imported(bad)} == {"server", "time"}
