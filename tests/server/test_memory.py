"""What a bell's logins needed is given back to the machine."""

import subprocess
import sys

import pytest

from server.people.passwords import MEMORY_KIB

THREADS = 8
SCRIPT = f"""
import threading
from argon2 import PasswordHasher
from server.memory import give_back_large_blocks

assert give_back_large_blocks()
hasher = PasswordHasher(1, {MEMORY_KIB}, 1)
together = threading.Barrier({THREADS} + 1)

def log_in():
    for _ in range(3):
        hasher.hash("password")
    together.wait()  # every thread lives on, as a server's do
    together.wait()

def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))

hasher.hash("password")
before = resident()
for _ in range({THREADS}):
    threading.Thread(target=log_in).start()
together.wait()
print(resident() - before)
together.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and sets glibc's allocator")
def test_threads_that_verified_passwords_keep_no_block_of_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    kept_kib = int(done.stdout)
    assert kept_kib < MEMORY_KIB, f"{kept_kib} KiB stay after {THREADS} threads' logins"
