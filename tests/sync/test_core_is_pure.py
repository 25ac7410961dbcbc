"""The core takes values and returns values: it may import itself and a short list, no more."""

import ast
from pathlib import Path

CORE = Path(__file__).parents[2] / "sync" / "core"
MAY_IMPORT = {
    "bisect",
    "collections.abc",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "re",
    "typing",
    "sync.limits",
}


def imports(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


def calls(source: str) -> set[str]:
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {node.func.id for node in nodes if isinstance(node.func, ast.Name)}


def test_core_imports_only_what_has_no_clock_socket_thread_random_or_database() -> None:
    found = {path.name: imports(path.read_text(encoding="utf-8")) for path in CORE.glob("*.py")}
    assert len(found) >= 9
    foreign = {
        (name, module)
        for name, modules in found.items()
        for module in modules
        if module not in MAY_IMPORT
        and module != "sync.core"
        and not module.startswith("sync.core.")
    }
    assert foreign == set()


def test_core_neither_opens_nor_prints_nor_imports_behind_the_list() -> None:
    for path in CORE.glob("*.py"):
        hidden = {"open", "print", "input", "__import__", "eval", "exec"}
        assert not calls(path.read_text(encoding="utf-8")) & hidden, path.name


def test_the_check_sees_every_form_of_import() -> None:
    source = "import time\ndef f():\n    from os import path\n    from . import x\n"
    assert imports(source) == {"time", "os", "."}
