"""Rules for the repository itself: locks without hosts, no path of one machine, nothing foreign."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = [
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-node.txt",
    "pwa/package-lock.json",
]
TEXT = {
    ".py",
    ".ts",
    ".tsx",
    ".js",
    ".mjs",
    ".css",
    ".html",
    ".toml",
    ".json",
    ".md",
    ".txt",
    ".sh",
}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_versions_and_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "sha256:" in text or '"integrity"' in text
    assert '"resolved"' not in text
    # Funding links of the npm lock are not places that anything is fetched from.
    without_funding = re.sub(r'"funding":\s*(\{[^}]*\}|\[[^\]]*\])', "", text)
    without_funding = re.sub(r'"(url|homepage)":\s*"[^"]*"', "", without_funding)
    assert not re.search(r"https?://|index-url|find-links|file:", without_funding)


def test_every_python_package_is_pinned_with_a_hash() -> None:
    for lock in LOCKS[:3]:
        entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
        assert entries
        for entry in entries:
            assert "==" in entry, entry
            assert "--hash=sha256:" in entry, entry


def test_the_app_loads_nothing_from_another_host() -> None:
    sources = [p for p in tracked() if p.is_relative_to(ROOT / "pwa")]
    sources = [p for p in sources if p.suffix in {".ts", ".tsx", ".html", ".css"}]
    assert sources
    namespaces = ("http://www.w3.org/", "http://localhost", "http://127.0.0.1")
    wrong = []
    for path in sources:
        if path.is_relative_to(ROOT / "pwa" / "tests"):
            continue
        for match in re.finditer(r"https?://[^\s\"'`<>)]+", path.read_text(encoding="utf-8")):
            if not match.group().startswith(namespaces):
                wrong.append(f"{path.relative_to(ROOT)}: {match.group()}")
    assert wrong == []


def test_no_cookie_anywhere() -> None:
    wrong = []
    for path in tracked():
        if path.suffix not in {".py", ".ts", ".tsx"} or path.is_relative_to(ROOT / "tests"):
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"set_cookie|request\.cookies|flask\.session\b|import session\b", text):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_top_level_holds_only_what_the_layout_names() -> None:
    allowed = {
        "server", "pwa", "sync", "content", "tests", "docs", ".ci", "pyproject.toml", "README.md",
        "ARCHITECTURE.md", "Makefile", ".gitignore", ".gitattributes", "requirements.txt",
        "requirements-dev.txt", "requirements-node.txt",
    }  # fmt: skip
    assert {p.relative_to(ROOT).parts[0] for p in tracked()} <= allowed
