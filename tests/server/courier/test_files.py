"""What an app shares as a file is taken in at the hub's command line, and answered by a file."""

import json
from pathlib import Path

from click.testing import CliRunner

from server.cli import tirek
from server.courier.files import import_file
from sync.roads.courier import Item, read_file, write_file
from tests.server.bundles.conftest import Carriers, home
from tests.server.courier.conftest import Courier
from tests.server.courier.test_carrying import central, hand_in_text
from tests.server.upstream.test_exchange import held
from tests.support import databases


def hub(carriers: Carriers) -> dict[str, str]:
    return {**databases.environment_for(home(carriers.hub)), "TIREK_ROLE": "hub"}


def test_a_file_goes_to_the_hub_and_its_answer_comes_home(
    carriers: Carriers, courier: Courier, tmp_path: Path
) -> None:
    submission = hand_in_text(carriers)
    courier.pick_up()
    items = [(Item.PASS, courier.shown), *((Item.UP, data) for data in courier.up.values())]
    shared, answer = tmp_path / "shared.tirek", tmp_path / "answer.tirek"
    shared.write_bytes(write_file(items))
    runner = CliRunner()

    run = runner.invoke(tirek, ["bundle", "import", str(shared)], env=hub(carriers))
    assert run.exit_code == 0, run.output
    assert run.stdout.startswith("From Ақбұлақ: 1 work, ")
    words = ["bundle", "export", str(answer), "--to", carriers.school_node, "--json"]
    run = runner.invoke(tirek, words, env=hub(carriers))
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["nodes"][0]["name"] == "Ақбұлақ"
    assert next(sort for sort, _ in read_file(answer.read_bytes())) is Item.RECEIPT

    with carriers.school.app.app_context():
        report = import_file(answer)
        again = import_file(answer)

    assert (report.refused, report.error) == ([], None)
    assert central(carriers, submission)
    assert sum(share.carried.acknowledged for share in again.shares) == 0


def test_a_file_that_is_cut_or_changed_is_refused_by_name(
    carriers: Carriers, courier: Courier, tmp_path: Path
) -> None:
    hand_in_text(carriers)
    courier.pick_up()
    (data,) = courier.up.values()
    path = tmp_path / "shared.tirek"
    before = held(carriers.hub)
    runner = CliRunner()

    bad = bytearray(data)
    bad[-5] ^= 1
    path.write_bytes(write_file([(Item.UP, bytes(bad))]))
    run = runner.invoke(tirek, ["bundle", "import", str(path), "--json"], env=hub(carriers))
    assert run.exit_code == 5
    assert json.loads(run.stdout)["refused"][0]["reason"] == "damaged"
    path.write_bytes(write_file([(Item.UP, data)])[:-9])
    run = runner.invoke(tirek, ["bundle", "import", str(path)], env=hub(carriers))
    assert run.exit_code == 5
    assert "ends too early" in run.stderr
    path.write_bytes(b"a letter")
    run = runner.invoke(tirek, ["bundle", "import", str(path)], env=hub(carriers))
    assert run.exit_code == 5
    assert held(carriers.hub) == before


def test_a_school_writes_a_file_for_its_hub_by_command(carriers: Carriers, tmp_path: Path) -> None:
    submission = hand_in_text(carriers)
    path = tmp_path / "out.tirek"
    school = databases.environment_for(carriers.school.home)
    run = CliRunner().invoke(tirek, ["bundle", "export", str(path)], env=school)
    assert run.exit_code == 0, run.output
    with carriers.hub.app_context():
        assert import_file(path).refused == []
    assert not central(carriers, submission)
    run = CliRunner().invoke(
        tirek, ["bundle", "export", str(path), "--to", "0" * 16], env=hub(carriers)
    )
    assert run.exit_code == 5
