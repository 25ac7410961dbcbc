"""`tirek certificate` at a school and `tirek hub address` at its hub."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from server.certificates.files import WebFiles
from server.cli import tirek
from tests.support.authority import PublicAuthority

pytestmark = pytest.mark.sqlite
NAME = "s0421.mektep.example"


def run(home: Path, *words: str, role: str = "school") -> Result:
    return CliRunner().invoke(tirek, words, env={"TIREK_HOME": str(home), "TIREK_ROLE": role})


def told(home: Path, *words: str) -> dict[str, Any]:
    done = run(home, *words, "--json")
    assert done.exit_code == 0, done.output
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def test_a_box_without_a_name_says_who_gives_it(tmp_path: Path) -> None:
    done = run(tmp_path, "certificate", "request")
    assert done.exit_code == 4
    assert "tirek hub address set" in done.output
    assert told(tmp_path, "certificate", "show")["name"] is None
    assert "HTTPS is off" in run(tmp_path, "certificate", "show").output


def test_the_boxs_own_authority_is_made_once_and_anew_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "authority.pem"
    first = told(tmp_path, "certificate", "local", "--out", str(out))
    assert b"PRIVATE" not in out.read_bytes()
    assert told(tmp_path, "certificate", "local")["fingerprint"] == first["fingerprint"]
    again = told(tmp_path, "certificate", "local", "--new")
    assert again["fingerprint"] != first["fingerprint"]
    assert told(tmp_path, "certificate", "show")["authority"]["fingerprint"] == again["fingerprint"]


def test_a_chain_and_its_key_are_taken_from_files_and_a_stranger_is_not(tmp_path: Path) -> None:
    pair = PublicAuthority(time.time_ns() // 1_000_000).pair(NAME)
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(pair.chain)
    key.write_bytes(pair.key)
    home = tmp_path / "home"

    assert run(home, "certificate", "install", str(chain)).exit_code == 5
    assert told(home, "certificate", "install", str(chain), "--key", str(key))["names"] == [NAME]
    found = WebFiles(home).pair(WebFiles(home).public)
    assert found == pair


def test_a_hub_names_only_nodes_that_it_knows(tmp_path: Path) -> None:
    assert run(tmp_path, "hub", "address", "set", "0" * 16, NAME, role="hub").exit_code == 4
    assert run(tmp_path, "hub", "address", "set", "0" * 16, role="hub").exit_code == 5
    assert "No names yet" in run(tmp_path, "hub", "address", "list", role="hub").output
    refused = run(tmp_path, "hub", "address", "order", role="hub")
    assert refused.exit_code == 5
    assert "TIREK_ACME_DIRECTORY" in refused.output
