"""Settings: wrong ones stop the start, and the message names the key."""

from pathlib import Path

import pytest

from server.config import Config, ConfigError, SyncWindow

HOME = {"TIREK_HOME": "/srv/tirek"}


def test_a_home_is_enough() -> None:
    config = Config.load(HOME)

    assert (config.role, config.port, config.content_port) == ("school", 8080, 8081)
    assert config.database == "sqlite:////srv/tirek/tirek.sqlite"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "tirek.toml"
    file.write_text('home = "/srv/a"\nport = 9000\nnode_name = "Ақбұлақ"\n', encoding="utf-8")

    config = Config.load({"TIREK_CONFIG": str(file), "TIREK_PORT": "9100"})

    assert config.home == Path("/srv/a")
    assert config.port == 9100
    assert config.names == {"kk": "Ақбұлақ", "ru": "Ақбұлақ", "en": "Ақбұлақ"}


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"TIREK_HOME": ""}, "TIREK_HOME"),
        ({"TIREK_PORT": "http"}, "TIREK_PORT"),
        ({"TIREK_PORT": "70000"}, "TIREK_PORT"),
        ({"TIREK_CONTENT_PORT": "8080"}, "TIREK_CONTENT_PORT"),
        ({"TIREK_ROLE": "boss"}, "TIREK_ROLE"),
        ({"TIREK_UPSTREAM_URL": "hub.example"}, "TIREK_UPSTREAM_URL"),
        ({"TIREK_UPSTREAM_URL": "https://hub.example"}, "TIREK_UPSTREAM_TOKEN"),
        ({"TIREK_UPSTREAM_TOKEN": "t"}, "TIREK_UPSTREAM_URL"),
        ({"TIREK_SYNC_WINDOWS": "always"}, "TIREK_SYNC_WINDOWS"),
        ({"TIREK_SYNC_WINDOWS": "07:00-25:00=1MB"}, "TIREK_SYNC_WINDOWS"),
        ({"TIREK_BACKUP_ABOVE": "a lot"}, "TIREK_BACKUP_ABOVE"),
        ({"TIREK_BACKUP_ABOVE": "-1MB"}, "TIREK_BACKUP_ABOVE"),
        ({"TIREK_BACKUP_QUOTA": "off"}, "TIREK_BACKUP_QUOTA"),
        ({"TIREK_TIMEZONE": "Asia/Nowhere"}, "TIREK_TIMEZONE"),
        ({"TIREK_KEEP_FILES": "maybe"}, "TIREK_KEEP_FILES"),
        ({"TIREK_UPSTREEM_URL": "https://hub.example"}, "TIREK_UPSTREEM_URL"),
    ],
)
def test_a_wrong_setting_is_named_with_a_hint(settings: dict[str, str], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config.load({**HOME, **settings})

    assert caught.value.key == key
    assert str(caught.value).startswith(f"{key}: ")
    assert caught.value.hint


def test_sizes_of_copies_are_written_as_people_say_them() -> None:
    config = Config.load({**HOME, "TIREK_BACKUP_ABOVE": "off", "TIREK_BACKUP_QUOTA": "2 GB"})

    assert (config.backup_above, config.backup_quota) == (0, 2 * 1024**3)
    assert Config.load({**HOME, "TIREK_BACKUP_ABOVE": "512kb"}).backup_above == 512 * 1024


def test_a_key_of_the_file_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "tirek.toml"
    file.write_text('home = "/srv/a"\nports = 1\n')

    with pytest.raises(ConfigError, match=r"ports.*Did you mean port"):
        Config.load({}, file)


def test_a_missing_home_and_an_unreadable_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TIREK_HOME: is missing"):
        Config.load({})
    with pytest.raises(ConfigError, match="TIREK_CONFIG"):
        Config.load(HOME, tmp_path / "none.toml")


def test_windows_have_hours_and_budgets() -> None:
    config = Config.load({**HOME, "TIREK_SYNC_WINDOWS": "07:00-22:30=20MB, 22:30-07:00=free"})

    assert config.sync_windows == (
        SyncWindow(420, 1350, 20 * 1024 * 1024),
        SyncWindow(1350, 420, None),
    )


def test_secrets_do_not_show() -> None:
    upstream = {"TIREK_UPSTREAM_URL": "https://hub.example", "TIREK_UPSTREAM_TOKEN": "s3cret"}
    config = Config.load({**HOME, **upstream, "TIREK_DATABASE_URL": "postgresql://u:pw@db/t"})

    assert "s3cret" not in repr(config)
    assert "pw@" not in repr(config)


def test_the_data_folder_s_own_file_is_read_where_no_other_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('port = 9000\nbackup_at = "01:30"\n', encoding="utf-8")
    config = Config.load({"TIREK_HOME": str(tmp_path)})
    assert (config.port, config.backup_at) == (9000, 90)
    other = tmp_path / "other.toml"
    other.write_text("port = 9500\n", encoding="utf-8")
    assert Config.load({"TIREK_HOME": str(tmp_path)}, other).port == 9500
    with pytest.raises(ConfigError, match="TIREK_BACKUP_AT"):
        Config.load({"TIREK_HOME": str(tmp_path), "TIREK_BACKUP_AT": "noon"})
