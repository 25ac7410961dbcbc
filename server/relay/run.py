"""When mail moves: the satellite instead of an exchange, the relay after each of its own."""

from typing import TYPE_CHECKING

from flask import Flask

from server.config import Config
from server.relay.passing import Passed, pass_on
from server.relay.satellite import exchange_by_mail
from sync.asking import Summary

if TYPE_CHECKING:
    from sync.roads.mail_http import MailRoad


def by_mail(config: Config) -> Summary:
    """A satellite's exchange, at the address in its settings (in an application's context)."""
    road = _road(config)
    try:
        return exchange_by_mail(config, road)
    finally:
        road.close()


def pass_mail_on(app: Flask, most_bytes: int | None) -> Passed | None:
    """A relay's round with the node above; None for nodes that are no relay."""
    config: Config = app.extensions["tirek.config"]
    if config.role != "relay" or config.upstream_kind != "hub":
        return None
    road = _road(config)
    try:
        with app.app_context():
            return pass_on(road, most_bytes)
    finally:
        road.close()


def _road(config: Config) -> "MailRoad":
    from sync.roads.mail_http import MailRoad  # noqa: PLC0415 - heavy, and few nodes need it

    verify: bool | str = str(config.upstream_ca) if config.upstream_ca else True
    return MailRoad(config.upstream_url or "", config.upstream_token or "", verify=verify)
