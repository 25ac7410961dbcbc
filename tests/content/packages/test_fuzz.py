"""Whatever is damaged in a package: it is taken, and reads back, or it is refused by name."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import quiz
from content.blobs import BlobStore
from content.description import Description
from content.errors import ContentRefused
from content.importer import import_file
from tests.content.packages.seeds import SEEDS

FEW, MANY = 30, 1_500

_TAG = re.compile(r"<[^<>]*>")
_VALUE = re.compile(r"(?<==)\"[^\"]*\"|(?<==)'[^']*'|(?<=>)[^<>]+(?=<)|(?<=: )(\"[^\"]*\"|\d+)")
NASTY = (
    "", " ", "0", "-1", "1e999", "NaN", "9" * 40, "1/0", "../../x", "/", "\\", "%00", "%zz", "#",
    "?", "index.html?#", "http://[", "javascript:x", "\u0000", "\ud7ff", "\uffff", "҈" * 9,
    "<", "&", "&#0;", "&x;", "]]>", "null", "[]", "{}", "true", "{" * 200, "x" * 5_000,
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, seed: dict[str, bytes]) -> dict[str, bytes]:
    """The package after a few strokes: at its markup, its values, its bytes, its files."""
    files = dict(seed)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        stroke = draw(st.sampled_from(("tag", "value", "value", "cut", "bytes", "move", "lose")))
        if stroke == "bytes":
            at = draw(st.integers(0, len(files[name])))
            files[name] = files[name][:at] + draw(st.binary(max_size=6)) + files[name][at:]
        elif stroke == "lose" and len(files) > 1:
            del files[name]
        else:
            text = files[name].decode("utf-8", "replace")
            files[name] = draw(_struck(text, stroke)).encode("utf-8", "surrogatepass")
    return files


@st.composite
def _struck(draw: st.DrawFn, text: str, stroke: str) -> str:
    if stroke == "cut":
        return text[: draw(st.integers(0, len(text)))]
    places = [one.span() for one in (_VALUE if stroke == "value" else _TAG).finditer(text)]
    if not places:
        return text + draw(st.sampled_from(NASTY))
    start, end = draw(st.sampled_from(places))
    if stroke == "value":
        new = draw(st.sampled_from(NASTY))
        quoted = text[start] in "\"'"
        return text[:start] + (f"{text[start]}{new}{text[start]}" if quoted else new) + text[end:]
    tag = text[start:end]
    without = text[:start] + text[end:]
    if stroke == "tag":
        return draw(st.sampled_from((without, text[:start] + tag * 3 + text[end:])))
    at = draw(st.integers(0, len(without)))
    return without[:at] + tag + without[at:]


@pytest.fixture(autouse=True)
def _no_disk() -> Iterator[None]:
    """Nothing here asks what is left after a power cut, and waiting for the disk takes longest."""
    with mock.patch("content.blobs.sync_disk"), mock.patch("content.blobs.os.fsync"):
        yield


def judge(folder: Path, files: dict[str, bytes], ending: str) -> None:
    path = folder / f"x.{ending}"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    store = BlobStore(folder / "blobs", reserve_bytes=0)
    words: list[str] = []
    try:
        done = import_file(path, path.name, store)
    except ContentRefused as refused:
        words = [refused.message(language) for language in ("kk", "ru", "en")]
        done = None
    if done is None:
        assert all(words)
        return
    for piece in done.pieces:
        description = Description.from_bytes(store.read(piece.manifest_sha256))
        assert description == piece.description
        if description.format == "quiz" and description.launch is not None:
            quiz.decode(store.read(description.files[description.launch].sha256))
    assert all(note.message(language) for note in done.report for language in ("kk", "ru", "en"))


def _strike(folder: Path, name: str, examples: int) -> None:
    ending = name if name in {"epub", "h5p"} else "zip"

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=examples == FEW,
    )
    @given(damaged(SEEDS[name]))
    def strike(files: dict[str, bytes]) -> None:
        judge(folder, files, ending)

    strike()


@pytest.mark.parametrize("name", SEEDS)
def test_a_whole_package_is_taken(tmp_path: Path, name: str) -> None:
    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)
    ending = name if name in {"epub", "h5p"} else "zip"
    path = tmp_path / f"x.{ending}"
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in SEEDS[name].items():
            archive.writestr(member, data)
    assert import_file(path, path.name, store).pieces


@pytest.mark.parametrize("name", SEEDS)
def test_a_damaged_package_never_surprises(tmp_path: Path, name: str) -> None:
    _strike(tmp_path, name, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEDS)
def test_a_damaged_package_never_surprises_in_many_tries(tmp_path: Path, name: str) -> None:
    _strike(tmp_path, name, MANY)
