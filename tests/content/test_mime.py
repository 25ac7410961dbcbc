"""Types come from one table, and the unknown is never something that runs."""

import pytest

from content.mime import TYPES, extension, type_for


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/index.HTML", "text/html"),
        ("сурет.jpeg", "image/jpeg"),
        ("a.b/c", "application/octet-stream"),
        ("setup.exe", "application/octet-stream"),
        ("page.mht", "application/octet-stream"),
        (".htaccess", "application/octet-stream"),
        ("a.", "application/octet-stream"),
    ],
)
def test_a_type_follows_the_extension(path: str, kind: str) -> None:
    assert type_for(path) == kind


def test_the_table_holds_lower_case_extensions_and_bare_types() -> None:
    assert all(extension(f"x.{name}") == name for name in TYPES)
    assert all(";" not in kind and kind.count("/") == 1 for kind in TYPES.values())
