"""Password verifiers: small enough for a school box, and never more at once than it has cores."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from server.people import passwords

BELL = 40


def test_a_verifier_fits_its_password_alone() -> None:
    verifier = passwords.make_verifier("ғылым")

    assert passwords.verify(verifier, "ғылым")
    assert not passwords.verify(verifier, "гылым")
    assert not passwords.verify("no verifier", "ғылым")


def test_a_verifier_has_the_size_that_was_decided() -> None:
    assert passwords.make_verifier("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_forty_logins_at_one_bell_wait_for_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    cores = os.cpu_count() or 1
    together = threading.Semaphore(0)
    running, most = 0, 0
    lock = threading.Lock()

    class Watched:
        def verify(self, *_arguments: Any) -> bool:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
                if running == cores:
                    together.release(BELL)  # all the cores are busy: let them finish
            together.acquire()
            with lock:
                running -= 1
            return True

    monkeypatch.setattr(passwords, "_hasher", Watched())
    with ThreadPoolExecutor(BELL) as pool:
        answers = list(pool.map(lambda n: passwords.verify("v", str(n)), range(BELL)))

    assert answers == [True] * BELL
    assert most == cores


def test_a_verifier_packs_into_49_bytes_and_comes_out_as_it_was() -> None:
    verifier = passwords.make_verifier("ғылым")

    assert len(passwords.packed(verifier)) == 49
    assert passwords.unpacked(passwords.packed(verifier)) == verifier


@pytest.mark.parametrize(
    "verifier",
    [
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$ZGlnZXN0",
        "$argon2id$v=19$m=19456,t=2,p=1$AAAA",
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$ZGlnZXN0",
    ],
)
def test_a_verifier_of_other_parameters_travels_as_text(verifier: str) -> None:
    assert passwords.unpacked(passwords.packed(verifier)) == verifier


@pytest.mark.parametrize("raw", [b"", b"\x01short", b"\x02" + bytes(48)])
def test_bytes_that_are_no_verifier_are_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="unknown form"):
        passwords.unpacked(raw)
