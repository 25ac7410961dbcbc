"""Phones that carry parts between a school and its hub: a browser's requests, without a browser."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.courier.hub_views import HELD
from server.courier.passes import framed
from sync.roads.courier import part_id
from tests.server import cast
from tests.server.bundles.conftest import Carriers, carriers, school_of_dala
from tests.server.phone import Phone
from tests.server.upstream.conftest import new_hub, pair

__all__ = ["carriers", "new_hub", "pair", "school_of_dala"]

ORIGIN = "http://tirek.local:8080"
CHUNK = 64 * 1024


@dataclass
class Courier:
    """A teacher's phone: what it has taken, and what it has brought back."""

    teacher: Phone
    hub: Flask
    shown: bytes = b""
    up: dict[str, bytes] = field(default_factory=dict)
    down: dict[str, bytes] = field(default_factory=dict)
    receipts: list[bytes] = field(default_factory=list)
    uploaded: int = 0

    # --- on the school's network
    def pick_up(self, max_bytes: int | None = None) -> dict[str, Any]:
        asked = {} if max_bytes is None else {"max_bytes": max_bytes}
        answer = self.teacher.request(
            "POST", "/api/v1/courier/pickup", json=asked, headers={"Origin": ORIGIN}
        )
        assert answer.status_code == 201, answer.get_data(as_text=True)
        load: dict[str, Any] = answer.get_json()
        self.shown = base64.b64decode(load["pass"])
        for part in load["parts"]:
            data = self.teacher.get(f"/api/v1/courier/parts/{part['id']}").get_data()
            assert (len(data), part_id(data)) == (part["bytes"], part["id"])
            self.up[part["id"]] = data
        return load

    def hand_over(self) -> list[dict[str, Any]]:
        """Parts and receipts from the hub, to the school."""
        answers = [
            self.teacher.request("POST", "/api/v1/courier/receipts", data=receipt)
            for receipt in self.receipts
        ]
        answers += [
            self.teacher.request("POST", f"/api/v1/courier/parts/{name}", data=data)
            for name, data in self.down.items()
        ]
        for answer in answers:
            assert answer.status_code == 200, answer.get_data(as_text=True)
        return [answer.get_json() for answer in answers]

    # --- anywhere
    def ask(self, path: str, body: bytes = b"", origin: str = ORIGIN) -> TestResponse:
        return self.hub.test_client().post(
            f"/sync/v1/courier/{path}", data=framed(self.shown, body), headers={"Origin": origin}
        )

    def missing(self) -> dict[str, int]:
        """Parts that the hub lacks, and how much of each is there."""
        names = list(self.up)
        body = self.ask("have", bytes.fromhex("".join(names))).get_data()
        sizes = [int.from_bytes(body[at : at + 4], "big") for at in range(0, len(body), 4)]
        return {name: at for name, at in zip(names, sizes, strict=True) if at != HELD}

    def deliver(self, requests: int = 10_000) -> None:
        """Bring what is missing; the link holds for so many requests."""
        for name, start in self.missing().items():
            data, at, taken = self.up[name], start, False
            while not taken:
                if not requests:
                    return
                requests -= 1
                chunk = data[at : at + CHUNK]
                answer = self.ask(f"parts/{name}?at={at}&size={len(data)}", chunk)
                assert answer.status_code == 200, answer.get_data(as_text=True)
                self.uploaded += len(chunk)
                at, taken = answer.get_json()["offset"], answer.get_json()["taken"]

    def take_receipt(self) -> None:
        answer = self.ask("receipts", bytes.fromhex("".join(self.up)))
        assert answer.status_code == 200
        self.receipts.append(answer.get_data())

    def take_mail(self) -> None:
        for part in self.ask("mail").get_json()["parts"]:
            data = b""
            while len(data) < part["bytes"]:
                data += self.ask(f"mail/{part['id']}?at={len(data)}").get_data()
            assert part_id(data) == part["id"]
            self.down[part["id"]] = data

    def trip(self) -> None:
        """To the hub and back, all well."""
        self.pick_up()
        self.deliver()
        self.take_receipt()
        self.take_mail()
        self.hand_over()


@pytest.fixture
def new_courier(carriers: Carriers) -> Callable[[str], Courier]:
    def make(teacher: str = cast.MARAT) -> Courier:
        return Courier(carriers.school.phone(teacher), carriers.hub)

    return make


@pytest.fixture
def courier(new_courier: Callable[[str], Courier]) -> Courier:
    return new_courier(cast.MARAT)
