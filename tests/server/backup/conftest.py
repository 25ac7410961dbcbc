"""A school with a recovery key on paper and a disk for its copies."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from server.backup import recovery, service
from server.backup.making import Made
from server.backup.vault import FOLDER, Vault
from server.config import Config
from tests.server.conftest import School
from tests.server.upstream.conftest import new_hub, pair

__all__ = ["new_hub", "pair"]


@dataclass
class Copied:
    """The school under test, the disk, and what stands on the paper."""

    school: School
    disk: Path
    secret: bytes

    @property
    def vault(self) -> Vault:
        return Vault(self.disk, recovery.key_id(recovery.public(self.school.home)))

    def copy(self) -> Made:
        with self.school.app.app_context():
            return service.make(self.disk)

    def objects(self) -> dict[str, bytes]:
        found = (self.vault.root / "objects").glob("??/*")
        return {path.name: path.read_bytes() for path in found}


def settings(home: Path) -> Config:
    return Config.load({"TIREK_HOME": str(home)})


@pytest.fixture
def copied(school: School, tmp_path: Path) -> Copied:
    disk = tmp_path / "disk"
    (disk / FOLDER).mkdir(parents=True)
    return Copied(school, disk, recovery.fresh(school.home))
