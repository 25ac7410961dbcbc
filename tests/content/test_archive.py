"""An archive is judged before anything of it is unpacked, and never trusted afterwards."""

import io
import struct
import tracemalloc
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest

from content import limits
from content.archive import Archive
from content.errors import ContentRefused
from tests.content.archives import UTF8, Part, build, overlap_bomb, zip_file

PAGE = b"<html>hello</html>"


def read_all(path: Path) -> int:
    with Archive(path, path.name) as archive:
        return sum(len(chunk) for name in archive.entries for chunk in archive.chunks(name))


def refusal(path: Path) -> ContentRefused:
    with pytest.raises(ContentRefused) as caught:
        read_all(path)
    return caught.value


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "lesson.zip"
    path.write_bytes(data)
    return path


def test_an_ordinary_archive_gives_its_files_back(tmp_path: Path) -> None:
    path = tmp_path / "lesson.zip"
    big = bytes(range(256)) * 1000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("index.html", PAGE)
        out.writestr("a/b.bin", big, compress_type=zipfile.ZIP_STORED)
        out.writestr("a/c.bin", big)
        out.writestr("empty/", b"")
    with Archive(path, "lesson.zip") as archive:
        assert list(archive.entries) == ["index.html", "a/b.bin", "a/c.bin"]
        assert archive.read("index.html", 100) == PAGE
        assert b"".join(archive.chunks("a/b.bin")) == b"".join(archive.chunks("a/c.bin")) == big
        assert max(len(chunk) for chunk in archive.chunks("a/c.bin")) <= limits.CHUNK_BYTES
        assert archive.findings == ()


def test_two_entries_are_read_side_by_side(tmp_path: Path) -> None:
    one, two = bytes(200_000), bytes(range(250)) * 800
    path = zip_file(tmp_path, [Part(b"1", one, method=0), Part(b"2", two, method=0)])
    with Archive(path, "x") as archive:
        pairs = list(zip(archive.chunks("1"), archive.chunks("2"), strict=True))
    assert b"".join(pair[0] for pair in pairs) == one
    assert b"".join(pair[1] for pair in pairs) == two


def test_an_archive_written_as_a_stream_with_zip64_fields_is_read(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as out, out.open("index.html", "w", force_zip64=True) as file:
        file.write(PAGE)
    with Archive(saved(tmp_path, pipe.getvalue()), "x") as archive:
        assert archive.read("index.html", 100) == PAGE


def test_zip64_end_records_are_followed(tmp_path: Path) -> None:
    data = build([Part(b"index.html", PAGE)])
    at = data.rindex(b"PK\5\6")
    size, offset = struct.unpack_from("<2I", data, at + 12)
    wide = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    with Archive(saved(tmp_path, data[:at] + wide + locator + end), "x") as archive:
        assert archive.read("index.html", 100) == PAGE


def test_bytes_before_the_archive_shift_every_offset(tmp_path: Path) -> None:
    data = build([Part(b"index.html", PAGE)], prefix=b"PK\3\4 stub")
    with Archive(saved(tmp_path, data), "x") as archive:
        assert archive.read("index.html", 100) == PAGE


def test_a_bomb_of_overlapping_entries_is_refused_in_little_memory(tmp_path: Path) -> None:
    data = overlap_bomb(250, bytes(8 * limits.MIB))
    assert len(data) < 64 * limits.KIB
    # The bomb is real: an honest reader finds every entry to be right.
    with zipfile.ZipFile(io.BytesIO(data)) as honest:
        assert sum(info.file_size for info in honest.infolist()) > 1_900_000_000
        assert len(honest.read("0249.html")) == 8 * limits.MIB
    path = saved(tmp_path, data)
    tracemalloc.start()
    try:
        assert refusal(path).code == "overlapping-entries"
        assert tracemalloc.get_traced_memory()[1] < 100 * limits.MIB
    finally:
        tracemalloc.stop()


def test_two_names_for_one_place_overlap(tmp_path: Path) -> None:
    path = zip_file(tmp_path, [Part(b"a.html", PAGE), Part(b"b.html", PAGE, offset=0)])
    assert refusal(path).code == "overlapping-entries"


def test_an_entry_that_reaches_into_the_directory_overlaps(tmp_path: Path) -> None:
    data = bytearray(build([Part(b"a.html", PAGE, method=0)]))
    for at in (18, data.index(b"PK\1\2") + 20):  # packed and full size, in both headers
        struct.pack_into("<2I", data, at, 60, 60)
    assert refusal(saved(tmp_path, bytes(data))).code == "overlapping-entries"


def test_an_entry_packed_more_than_a_hundred_times_is_a_bomb(tmp_path: Path) -> None:
    error = refusal(zip_file(tmp_path, [Part(b"zeros.html", bytes(2 * limits.MIB))]))
    assert (error.code, error.subject) == ("archive-bomb", "zeros.html")


def test_many_small_bombs_are_one_bomb(tmp_path: Path) -> None:
    part = bytes(limits.MIB)  # each alone is too small to be judged
    path = zip_file(tmp_path, [Part(b"%d.html" % n, part) for n in range(3)])
    assert refusal(path).code == "archive-bomb"


def test_a_small_file_of_zeros_is_no_bomb(tmp_path: Path) -> None:
    path = zip_file(tmp_path, [Part(b"zeros.bin", bytes(limits.MIB))])
    with Archive(path, "x") as archive:
        assert sum(len(chunk) for chunk in archive.chunks("zeros.bin")) == limits.MIB


def test_an_entry_that_gives_more_than_it_stated_is_stopped_at_once(tmp_path: Path) -> None:
    path = zip_file(tmp_path, [Part(b"liar.html", bytes(20 * limits.MIB), size=100)])
    with Archive(path, "x") as archive:
        given: list[bytes] = []
        with pytest.raises(ContentRefused) as caught:
            given.extend(archive.chunks("liar.html"))
    assert caught.value.code == "archive-bomb"
    assert sum(map(len, given)) <= 100


@pytest.mark.parametrize("lie", [{"size": 5000}, {"crc": 1}])
def test_an_entry_that_gives_less_or_other_bytes_is_damaged(
    tmp_path: Path, lie: dict[str, int]
) -> None:
    part = Part(b"a.html", PAGE, size=lie.get("size"), crc=lie.get("crc"))
    assert refusal(zip_file(tmp_path, [part])).code == "archive-damaged"


def test_broken_deflate_is_damage_and_not_a_crash(tmp_path: Path) -> None:
    data = build([Part(b"a.html", PAGE * 50)])
    at = 30 + len(b"a.html")
    assert refusal(saved(tmp_path, data[:at] + b"\xff" + data[at + 1 :])).code == "archive-damaged"


def test_a_stated_size_beyond_the_limits_is_too_large(tmp_path: Path) -> None:
    part = Part(b"film.mp4", PAGE, size=limits.MAX_ENTRY_BYTES + 1)
    error = refusal(zip_file(tmp_path, [part]))
    assert (error.code, error.details) == ("too-large", {"limit_bytes": limits.MAX_ENTRY_BYTES})


def test_too_many_entries_are_refused_whatever_the_count_says(tmp_path: Path) -> None:
    parts = [Part(b"%d" % n, method=0) for n in range(limits.MAX_ARCHIVE_ENTRIES + 1)]
    for count in (None, 3):
        assert refusal(saved(tmp_path, build(parts, count=count))).code == "too-many-entries"


@pytest.mark.parametrize(
    "part",
    [
        Part(b"a.html", PAGE, flags=0x0001),
        Part(b"a.html", PAGE, flags=0x2000),
        Part(b"a.html", PAGE, flags=0, local_flags=0x0001),
    ],
)
def test_an_encrypted_entry_is_refused(tmp_path: Path, part: Part) -> None:
    assert refusal(zip_file(tmp_path, [part])).code == "encrypted"


def test_only_stored_and_deflated_entries_are_read(tmp_path: Path) -> None:
    path = zip_file(tmp_path, [Part(b"a.html", PAGE, method=12)])
    assert refusal(path).code == "compression-unsupported"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (b"../evil.html", "path-outside"),
        (b"a/../../evil.html", "path-outside"),
        (b"a\\..\\..\\evil.html", "path-outside"),
        (b"/etc/passwd", "path-outside"),
        (b"C:\\evil.html", "path-outside"),
        (b"a.html\x00.png", "name-forbidden"),
        (b"a\nb.html", "name-forbidden"),
        (b"NUL", "name-forbidden"),
        (b"a/con.html", "name-forbidden"),
        (b"lpt1 .txt", "name-forbidden"),
        (b"x/" * 40 + b"a.html", "name-forbidden"),
        (b"x" * 2000, "name-forbidden"),
    ],
)
def test_a_name_that_could_do_harm_is_refused(tmp_path: Path, name: bytes, code: str) -> None:
    error = refusal(zip_file(tmp_path, [Part(b"index.html", PAGE), Part(name, PAGE)]))
    assert error.code == code
    assert error.subject.isprintable()


def test_a_link_is_left_out_and_told(tmp_path: Path) -> None:
    link = Part(b"link.html", b"/etc/passwd", made_by=3 << 8 | 20, attributes=0o120777 << 16)
    with Archive(zip_file(tmp_path, [Part(b"index.html", PAGE), link]), "x") as archive:
        assert list(archive.entries) == ["index.html"]
        assert [(f.code, f.subject) for f in archive.findings] == [
            ("special-entry-skipped", "link.html")
        ]


def test_the_same_name_twice_is_refused_and_another_case_only_told(tmp_path: Path) -> None:
    twice = [Part(b"a.html", PAGE), Part(b"./a.html", PAGE)]
    assert refusal(zip_file(tmp_path, twice)).code == "duplicate-entry"
    with Archive(zip_file(tmp_path, [Part(b"a.html"), Part(b"A.HTML")]), "x") as archive:
        assert list(archive.entries) == ["a.html", "A.HTML"]
        assert archive.findings[0].code == "names-differ-in-case"


def test_rubbish_of_operating_systems_is_left_out(tmp_path: Path) -> None:
    names = [b"__MACOSX/._index.html", b"img/Thumbs.db", b".DS_Store", b"index.html"]
    with Archive(zip_file(tmp_path, [Part(name, PAGE) for name in names]), "x") as archive:
        assert list(archive.entries) == ["index.html"]


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"PK\5\6" + bytes(10), b"x" * 70_000])
def test_what_has_no_directory_is_no_archive(tmp_path: Path, data: bytes) -> None:
    assert refusal(saved(tmp_path, data)).code == "not-an-archive"


def test_a_cut_archive_is_no_archive(tmp_path: Path) -> None:
    whole = build([Part(b"a.html", PAGE), Part(b"b.html", PAGE)])
    for end in range(0, len(whole), 7):
        assert refusal(saved(tmp_path, whole[:end])).code == "not-an-archive"


def test_kazakh_names_arrive_by_flag_by_extra_field_and_from_a_mac(tmp_path: Path) -> None:
    word = "Қысқы көрініс й"
    stored = b"Qysqy.html"
    field = struct.pack("<BI", 1, zlib.crc32(stored)) + f"{word} 2.html".encode()
    parts = [
        Part(f"{word} 1.html".encode(), PAGE, flags=UTF8),
        Part(stored, PAGE, extra=struct.pack("<2H", 0x7075, len(field)) + field),
        Part(unicodedata.normalize("NFD", f"{word} 3.html").encode(), PAGE),
    ]
    with Archive(zip_file(tmp_path, parts), "x") as archive:
        assert list(archive.entries) == [f"{word} {n}.html" for n in (1, 2, 3)]
        assert archive.findings == ()


def test_an_extra_field_for_another_name_is_not_believed(tmp_path: Path) -> None:
    field = struct.pack("<BI", 1, zlib.crc32(b"other")) + b"evil.html"
    part = Part(b"good.html", PAGE, extra=struct.pack("<2H", 0x7075, len(field)) + field)
    with Archive(zip_file(tmp_path, [part]), "x") as archive:
        assert list(archive.entries) == ["good.html"]


@pytest.mark.parametrize("encoding", ["cp866", "cp1251", "cp437"])
def test_the_encoding_in_which_the_manifest_finds_its_files_wins(
    tmp_path: Path, encoding: str
) -> None:
    names = ["été.html", "naïve.html"] if encoding == "cp437" else ["урок.html", "Слова.html"]
    path = zip_file(tmp_path, [Part(name.encode(encoding), PAGE) for name in names])
    with Archive(path, "x") as archive:
        archive.decode_names(names)
        assert list(archive.entries) == names
        assert [(f.code, f.subject) for f in archive.findings] == [("names-decoded", encoding)]


def test_without_a_hint_names_are_read_as_windows_packs_them_here(tmp_path: Path) -> None:
    with Archive(zip_file(tmp_path, [Part("урок.html".encode("cp866"), PAGE)]), "x") as archive:
        archive.decode_names([])
        assert list(archive.entries) == ["урок.html"]
