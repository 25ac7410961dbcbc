"""Makes the dictionary for bodies of the log: `python -m tests.bench.body_preset FILE`.

It is trained on operations of invented schools, none of which appears in a figure. The result is
kept in the repository, since rows on disk name it for ever; run this again only to make a
dictionary with a new number.
"""

import random
import sys
import uuid
from pathlib import Path
from typing import Any

from backports import zstd

from server.lrs.packing import pack
from sync.core import canonical, clock
from sync.core.ops import Operation, OpId
from tests.bench.populations import FAMILIES, GIVEN, WORDS
from tests.bench.preset import release
from tests.bench.traffic import School, moment

SCHOOLS, OPERATIONS, STATEMENTS = 60, 12, 30
DICTIONARY_BYTES = 24 * 1024
LEVEL = 19
ADL = "http://adlnet.gov/expapi"
CMI5 = "https://w3id.org/xapi/cmi5/context"
VERBS = {
    f"{ADL}/verbs/answered": ("жауап берді", "ответил(а)", "answered"),
    f"{ADL}/verbs/completed": ("аяқтады", "завершил(а)", "completed"),
    f"{ADL}/verbs/passed": ("өтті", "сдал(а)", "passed"),
    f"{ADL}/verbs/failed": ("өтпеді", "не сдал(а)", "failed"),
    f"{ADL}/verbs/initialized": ("бастады", "начал(а)", "initialized"),
    f"{ADL}/verbs/terminated": ("шықты", "закончил(а)", "terminated"),
    f"{ADL}/verbs/experienced": ("көрді", "просмотрел(а)", "experienced"),
    f"{ADL}/verbs/interacted": ("қолданды", "работал(а)", "interacted"),
    f"{ADL}/verbs/progressed": ("ілгеріледі", "продвинулся", "progressed"),
    f"{ADL}/verbs/attempted": ("кірісті", "попытался", "attempted"),
    "https://w3id.org/xapi/adl/verbs/satisfied": ("орындады", "выполнил(а)", "satisfied"),
}
TYPES = ("cmi.interaction", "lesson", "course", "module", "assessment", "question", "media")
FORMS = ("choice", "true-false", "fill-in", "matching", "sequencing", "numeric", "long-fill-in")


def samples() -> list[bytes]:
    made = []
    for number in range(SCHOOLS):
        school = School(f"bodies-{number}")
        entries = [*school.mixed(OPERATIONS), *release(school, OPERATIONS)]
        made += [canonical.encode(entry.op) for entry in entries]
        chance = random.Random(f"bodies-{number}")
        made += [canonical.encode(statement(school, chance)) for _ in range(STATEMENTS)]
    return made


def statement(school: School, chance: random.Random) -> Operation:
    """A statement as cmi5 lessons and Tin Can packages make them."""
    hand = chance.choice(school.devices)
    hand.seq += 1
    ms = school.now + chance.randrange(10_000_000)
    key = OpId(hand.writer, 1, hand.seq)
    made = pack(_document(school, chance, moment(ms)))
    own = chance.random() < 0.5
    fields = {"school": chance.choice(("dala", "mektep", school.name)), **made}
    record = str(key) if own else _uuid(chance)
    return Operation(
        *key, clock.pack(ms), "statement.put", 1, None, chance.choice(school.pupils), record, fields
    )


def _document(school: School, chance: random.Random, at: str) -> dict[str, Any]:
    host = f"https://{school.node[:5]}.{chance.choice(('example', 'test'))}"
    course = f"{host}/{chance.choice(('courses', 'xapi', 'content'))}/{chance.randrange(90)}"
    verb = chance.choice(list(VERBS))
    words = VERBS[verb]
    display = {"kk": words[0], "ru": words[1], "en-US": words[2]}
    for tag in chance.sample(list(display), chance.randrange(3)):
        del display[tag]
    score = {"scaled": chance.randrange(101) / 100, "raw": chance.randrange(11)}
    return {
        "actor": _actor(school, chance, host),
        "verb": {"id": verb, "display": display},
        "object": _activity(chance, course),
        "result": {
            "score": {**score, "min": 0, "max": 10},
            "success": chance.random() < 0.7,
            "completion": True,
            "response": chance.choice("abcd"),
            "duration": f"PT{chance.randrange(9000) / 100}S",
        },
        "context": {
            "registration": _uuid(chance),
            "language": chance.choice(("kk", "ru")),
            "platform": "Tirek",
            "contextActivities": {
                "parent": [{"objectType": "Activity", "id": course}],
                "grouping": [{"objectType": "Activity", "id": f"{course}/{chance.choice(WORDS)}"}],
                "category": [
                    {"objectType": "Activity", "id": f"{CMI5}/categories/cmi5"},
                    {"id": f"{CMI5}/categories/moveon"},
                ],
            },
            "extensions": {
                f"{CMI5}/extensions/sessionid": _uuid(chance),
                f"{CMI5}/extensions/masteryscore": 0.6,
                f"{CMI5}/extensions/launchmode": "Normal",
            },
        },
        "timestamp": f"{at[:-1]}.{chance.randrange(1000):03d}Z",
        "authority": {
            "objectType": "Agent",
            "account": {"homePage": f"{host}/xapi", "name": _uuid(chance)},
        },
        "version": chance.choice(("1.0.0", "2.0.0")),
    }


def _actor(school: School, chance: random.Random, host: str) -> dict[str, Any]:
    return {
        "objectType": "Agent",
        "name": f"{chance.choice(FAMILIES)} {chance.choice(GIVEN)}",
        "account": {"homePage": host, "name": chance.choice(school.pupils)},
    }


def _activity(chance: random.Random, course: str) -> dict[str, Any]:
    words = " ".join(chance.choice(WORDS) for _ in range(3))
    return {
        "objectType": "Activity",
        "id": f"{course}/{chance.choice(('questions', 'lessons', 'items'))}/{chance.randrange(60)}",
        "definition": {
            "name": {"kk": words.capitalize(), "ru": f"Вопрос {chance.randrange(40)}"},
            "description": {"kk": words},
            "type": f"{ADL}/activities/{chance.choice(TYPES)}",
            "interactionType": chance.choice(FORMS),
            "correctResponsesPattern": [chance.choice("abcd")],
            "choices": [
                {"id": one, "description": {"kk": chance.choice(WORDS), "ru": "ответ"}}
                for one in "abcd"
            ],
        },
    }


def _uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def main() -> None:
    found = samples()
    trained = zstd.train_dict(found, DICTIONARY_BYTES)
    finished = zstd.finalize_dict(trained, found, DICTIONARY_BYTES, LEVEL)
    Path(sys.argv[1]).write_bytes(finished.dict_content)
    print(len(finished.dict_content), "bytes from", len(found), "bodies")  # noqa: T201


if __name__ == "__main__":
    main()
