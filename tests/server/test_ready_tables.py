"""Tables are made ready domain by domain: a box keeps no memory for those it doesn't work with."""

import json
import subprocess
import sys
from typing import Final

import pytest

ASKS: Final = """
import json
from server.domains import parts
from server.db import Model
for _ in parts("models"):
    pass
from sqlalchemy import inspect
from server.people.models import School
inspect(School).attrs  # as any question does
print(json.dumps({m.__module__: m.__mapper__.configured for m in Model.__subclasses__()}))
"""


@pytest.mark.sqlite
def test_a_question_to_one_domain_leaves_the_others_be() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKS], capture_output=True, text=True, check=True, timeout=120
    )
    ready = json.loads(done.stdout)
    assert [name for name, is_ready in ready.items() if is_ready] == ["server.people.models"]
    assert len(ready) > 30
