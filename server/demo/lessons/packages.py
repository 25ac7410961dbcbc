"""Builds the SCORM packages of the demonstration lessons from their source folders."""

from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

ENGINE_FOLDER = "engine"
MANIFEST_NAME = "imsmanifest.xml"

# The earliest moment a zip can hold: the time of building must not change the bytes.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3
PLAIN_FILE_MODE = 0o100644 << 16


class PackageSourceInvalid(Exception):
    """A source folder cannot become a package; says which folder and what to put right."""

    def __init__(self, subject: Path, hint: str) -> None:
        super().__init__(f"build package: {subject}: {hint}")
        self.operation = "build package"
        self.subject = subject
        self.hint = hint


def build_package(source: Path, out: Path) -> Path:
    """Zip the SCORM course in `source` with the engine beside it into the file `out`.

    The engine is the folder `engine` next to `source` and becomes `engine/` in the package. The
    same files always give the same bytes, on every machine: entries are sorted, carry one fixed
    time and mode, and are stored, since compressed bytes differ between releases of zlib. Names
    outside ASCII carry the UTF-8 flag. Returns `out`; raises PackageSourceInvalid when a manifest
    or the engine is missing.
    """
    engine = source.parent / ENGINE_FOLDER
    if not (source / MANIFEST_NAME).is_file():
        raise PackageSourceInvalid(source, f"the folder holds no {MANIFEST_NAME}")
    if not engine.is_dir():
        raise PackageSourceInvalid(source, f"there is no {ENGINE_FOLDER} folder beside it")
    entries = _entries(source, "") | _entries(engine, f"{ENGINE_FOLDER}/")
    out.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(out, "w", ZIP_STORED) as package:
        for name in sorted(entries):
            package.writestr(_header(name), entries[name].read_bytes())
    return out


def _entries(folder: Path, prefix: str) -> dict[str, Path]:
    return {
        prefix + path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file()
    }


def _header(name: str) -> ZipInfo:
    header = ZipInfo(name, FIXED_TIME)
    header.create_system = UNIX
    header.external_attr = PLAIN_FILE_MODE
    return header
