"""Operations of an invented school for the codec's figures, and how much chance is in them.

Every draw goes through `Counted`, which adds up −log2 of its probability: the sum is what no codec
can get below, however clever, as long as it does not know the dice. What a school draws once (who
its pupils, writers and tasks are) is counted apart.
"""

import math
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sync.core.cbor import Value
from sync.core.clock import pack
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from sync.storage.port import Entry
from tests.bench.populations import FAMILIES, GIVEN, SEED, WORDS

_T = TypeVar("_T")

PUPILS, DEVICES, TEACHERS, TASKS, ITEMS, ACTIVITIES = 180, 47, 12, 40, 40, 25
TERM_MS = 1_793_595_600_000  # 2 November 2026, 9:00 in Almaty
BATCH_GAP_MS, STEP_MS, LATENCY_MS, SKEW_MS = 20_000, 8_000, 400, 30_000
BATCH = 3
COMMENTS = (
    "Жақсы!", "Өте жақсы!", "Қатесін түзет.", "Толығырақ жаз.", "Жарайсың!", "Суретін анық түсір.",
    "Хорошо.", "Исправь ошибку.", "Молодец!", "Покажи решение.", "Есебін қайта шығар.", "Дұрыс.",
)  # fmt: skip
VERBS = ("answered", "experienced", "progressed", "completed", "passed", "failed")
VERB_WEIGHTS = (46, 20, 12, 10, 8, 4)
STATES = ("present", "late", "absent", "ill")
MARKS = (1, 1, 2, 4, 8, 14, 20, 22, 18, 10)


class Counted:
    """Dice that know how much chance they have handed out, in bits."""

    def __init__(self, name: str) -> None:
        self._dice = random.Random(f"{SEED}-{name}")
        self.bits = 0.0

    def below(self, count: int) -> int:
        self.bits += math.log2(count)
        return self._dice.randrange(count)

    def choose(self, options: Sequence[_T]) -> _T:
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[_T], weights: Sequence[int]) -> _T:
        (at,) = self._dice.choices(range(len(options)), weights)
        self.bits -= math.log2(weights[at] / sum(weights))
        return options[at]

    def chance(self, percent: int) -> bool:
        return self.weighted((True, False), (percent, 100 - percent))

    def geometric(self, mean: float) -> int:
        """0, 1, 2 … with this mean, each as likely as the one before times a constant."""
        stay = mean / (1 + mean)
        found = int(math.log(1 - self._dice.random()) / math.log(stay))
        self.bits -= math.log2(1 - stay) + found * math.log2(stay)
        return found

    def octets(self, count: int) -> bytes:
        self.bits += 8 * count
        return self._dice.randbytes(count)

    def uuid(self) -> str:
        self.bits += 122
        return str(uuid.UUID(int=self._dice.getrandbits(128), version=4))


@dataclass
class _Hand:
    writer: str
    skew_ms: int
    seq: int
    ms: int = 0


@dataclass
class School:
    """A school with its own ids, and the operations that it makes; `mix` leaves out kinds."""

    name: str
    chance: Counted = field(init=False)
    tables: float = field(init=False)
    registration: str = ""

    def __post_init__(self) -> None:
        self.chance = chance = Counted(self.name)
        self.node, registrar = self._id(), self._id()
        self.registrar = _Hand(registrar, 0, 1 + chance.below(5_000))
        self.devices = [self._hand() for _ in range(DEVICES)]
        self.teachers = [self._hand() for _ in range(TEACHERS)]
        places = chance._dice.sample(range(1, 4_000), PUPILS)
        chance.bits += math.log2(math.comb(3_999, PUPILS))
        self.pupils = [f"{registrar}.1.{place}" for place in places]
        self.classes = [f"{registrar}.1.{4_000 + n}" for n in range(12)]
        self.tasks = [
            f"{chance.choose(self.teachers).writer}.1.{1 + chance.below(300)}" for _ in range(TASKS)
        ]
        self.items = [f"sabaq-{number}" for number in chance._dice.sample(range(600), ITEMS)]
        chance.bits += math.log2(math.comb(600, ITEMS)) + math.log2(math.factorial(ITEMS))
        self.outside = [
            f"https://h5p.example/{chance.choose(WORDS)}/{chance.octets(4).hex()}"
            for _ in range(ACTIVITIES)
        ]
        self.now = TERM_MS + 1000 * chance.below(10_000_000)
        self.tables, chance.bits = chance.bits, 0.0

    @property
    def bits(self) -> float:
        """Chance in the operations so far, without what the school drew once."""
        return self.chance.bits

    def mixed(self, count: int) -> list[Entry]:
        """52 % statements (15 % of them third-party), 20 % marks, 15 % work with one file,
        8 % attendance, 5 % roster, in the order in which a node logs them."""
        made: list[Entry] = []
        while len(made) < count:
            kind = self.chance.weighted(("device", "teacher", "node"), (67, 28, 5))
            if kind == "device":
                hand = self.chance.choose(self.devices)
            else:
                hand = self.registrar if kind == "node" else self.chance.choose(self.teachers)
            made += self._batch(hand, kind, count - len(made))
        return made

    def statements(self, count: int, *, outside: bool) -> list[Entry]:
        """Only statements: of the app itself, or of anybody's content."""
        made: list[Entry] = []
        kind = "outside" if outside else "own"
        while len(made) < count:
            made += self._batch(self.chance.choose(self.devices), kind, count - len(made))
        return made

    def _batch(self, hand: _Hand, kind: str, most: int) -> list[Entry]:
        """What one hand has made since it last met the node, seen there at once."""
        size = min(most, 1 + self.chance.geometric(BATCH - 1))
        self.now += 1 + self.chance.geometric(BATCH_GAP_MS)
        steps = [self.chance.geometric(STEP_MS) for _ in range(size - 1)]
        last = self.now - self.chance.below(LATENCY_MS) - hand.skew_ms
        if kind == "outside":
            self.registration = self.chance.uuid()
        made = []
        for number in range(size):
            ms = last - sum(steps[number:])
            made.append(self._entry(hand, kind, ms))
        return made

    def _entry(self, hand: _Hand, kind: str, ms: int) -> Entry:
        key = OpId(hand.writer, 1, hand.seq)
        hand.seq += 1
        what = kind
        if kind == "device":
            what = self.chance.weighted(("statement", "work"), (52, 15))
        elif kind == "teacher":
            what = self.chance.weighted(("mark", "attendance"), (20, 8))
        elif kind == "node":
            what = self.chance.weighted(("person", "enrolment"), (2, 3))
        if what == "statement":
            what = "other" if self.chance.chance(15) else "own"
        made = getattr(self, f"_{what}")(key, ms)
        name, record, fields, *rest = made
        hlc = pack(ms)
        base = rest[0] if rest else None
        actor = "admin" if kind == "node" else None
        op = Operation(*key, hlc, name, 1, base, actor, record, fields)
        return Entry(op, Verdict("admitted", hlc, 1, None, self.node, self.now))

    # --- statements ------------------------------------------------------------------------
    def _own(self, key: OpId, ms: int) -> tuple[str, str, dict[str, Value]]:
        return "statement.make", str(key), self._statement(self.chance.choose(self.items), ms)

    def _other(self, _key: OpId, ms: int) -> tuple[str, str, dict[str, Value]]:
        fields = self._statement(self.chance.choose(self.outside), ms)
        return "statement.make", self.chance.uuid(), fields

    def _statement(self, item: str, ms: int) -> dict[str, Value]:
        verb = self.chance.weighted(VERBS, VERB_WEIGHTS)
        judged = verb in ("answered", "completed", "passed", "failed")
        lesson = sum(item.encode()) % 12
        return {
            "learner": self.chance.choose(self.pupils),
            "verb": verb,
            "object": item,
            "lesson": f"taqyryp-{lesson}",
            "course": "matematika-5" if lesson % 2 else "geografia-7",
            "edition": 1 + lesson % 3,
            "score": str(self.chance.weighted(range(11), (1, *MARKS)) * 10) if judged else None,
            "success": {"passed": True, "failed": False}.get(verb),
            "duration": _duration(self.chance.geometric(90)) if judged else None,
            "at": moment(ms),
        }

    def _outside(self, _key: OpId, ms: int) -> tuple[str, str, dict[str, Value]]:
        """A statement as other tools write it: names, addresses, languages, a registration."""
        chance = self.chance
        at = chance.below(ACTIVITIES)
        verb = chance.weighted(VERBS, VERB_WEIGHTS)
        said = ms - chance.geometric(3_000)
        raw = chance.weighted(range(11), (1, *MARKS))
        fields: dict[str, Value] = {
            "actor": {
                "objectType": "Agent",
                "account": {
                    "homePage": "https://mektep.example",
                    "name": chance.choose(self.pupils),
                },
            },
            "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-US": verb}},
            "object": {
                "objectType": "Activity",
                "id": f"{self.outside[at]}?subContentId={at * 7}",
                "definition": {
                    "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                    "interactionType": ("choice", "fill-in", "sequencing")[at % 3],
                    "name": {"kk": f"{WORDS[at]} туралы сұрақ", "ru": f"Вопрос № {at}"},
                },
            },
            "context": {
                "registration": self.registration,
                "contextActivities": {
                    "category": [{"id": "http://h5p.org/libraries/H5P.MultiChoice-1.16"}],
                    "parent": [{"id": self.outside[at]}],
                },
                "extensions": {"https://h5p.example/attempt": 1 + chance.geometric(0.4)},
            },
            "timestamp": f"{moment(said)[:-1]}{chance.below(1000):03d}Z",
        }
        if verb not in ("experienced", "progressed"):
            fields["result"] = {
                "score": {
                    "raw": raw,
                    "min": 0,
                    "max": 10,
                    "scaled": f"0.{raw}" if raw < 10 else "1",
                },
                "response": "[,]".join(str(chance.below(4)) for _ in range(2)),
                "duration": f"PT{chance.geometric(60)}.{chance.below(100):02d}S",
                "success": raw > 4,
                "completion": True,
            }
        return "statement.make", chance.uuid(), fields

    # --- the classroom ---------------------------------------------------------------------
    def _work(self, key: OpId, ms: int) -> tuple[str, str, dict[str, Value]]:
        chance = self.chance
        words = (
            [chance.choose(WORDS) for _ in range(chance.geometric(3))] if chance.chance(30) else []
        )
        photo: dict[str, Value] = {
            "sha256": chance.octets(32).hex(),
            "name": "photo-1.jpg",
            "type": "image/jpeg",
            "size": 60_000 + chance.below(300_000),
        }
        fields: dict[str, Value] = {
            "assignment": chance.choose(self.tasks),
            "text": " ".join(words),
            "files": [photo],
            "attempts": [],
            "made_at": moment(ms - chance.geometric(900)),
        }
        return "submission.hand_in", str(key), fields

    def _mark(self, key: OpId, _ms: int) -> tuple[str, str, dict[str, Value], OpId | None]:
        chance = self.chance
        task, pupil = chance.choose(self.tasks), chance.choose(self.pupils)
        work = None
        if chance.chance(70):
            hand = chance.choose(self.devices)
            work = f"{hand.writer}.1.{max(1, hand.seq - 1 - chance.geometric(20))}"
        base = None
        if key.seq > 400 and chance.chance(10):
            base = OpId(key.writer, 1, key.seq - 1 - chance.below(100))
        fields: dict[str, Value] = {
            "assignment": task,
            "learner": pupil,
            "submission": work,
            "mark": str(chance.weighted(range(1, 11), MARKS)),
            "max": 10,
            "comment": chance.choose(COMMENTS) if chance.chance(20) else "",
        }
        return "mark.give", f"{task}~{pupil}", fields, base

    def _attendance(self, _key: OpId, ms: int) -> tuple[str, str, dict[str, Value]]:
        pupil = self.chance.below(PUPILS)
        lesson = 1 + self.chance.below(7)
        group, day = self.classes[pupil % len(self.classes)], moment(ms)[:10]
        fields: dict[str, Value] = {
            "class": group,
            "date": day,
            "lesson": lesson,
            "learner": self.pupils[pupil],
            "state": self.chance.weighted(STATES, (88, 5, 5, 2)),
        }
        return "attendance.set", f"{self.pupils[pupil]}~{day}~{lesson}", fields

    # --- the roster ------------------------------------------------------------------------
    def _person(self, _key: OpId, _ms: int) -> tuple[str, str, dict[str, Value]]:
        chance = self.chance
        family, given = chance.choose(FAMILIES), chance.choose(GIVEN)
        fields: dict[str, Value] = {
            "family_name": family,
            "given_name": given,
            "patronymic": None,
            "language": "kk" if chance.chance(70) else "ru",
            "login": f"oqushy{chance.below(1000)}",
            "school": "dala",
        }
        return "person.set", chance.choose(self.pupils), fields

    def _enrolment(self, _key: OpId, _ms: int) -> tuple[str, str, dict[str, Value]]:
        pupil = self.chance.below(PUPILS)
        fields: dict[str, Value] = {
            "person": self.pupils[pupil],
            "school": "dala",
            "class": self.chance.choose(self.classes),
            "grade": None,
            "starts_on": "2026-09-01",
            "ends_on": "2027-05-25",
        }
        return "enrolment.set", f"{self.pupils[pupil]}.enrolment", fields

    def _id(self) -> str:
        return self.chance.octets(8).hex()

    def _hand(self) -> _Hand:
        skew = self.chance.below(SKEW_MS) - SKEW_MS // 2
        return _Hand(self._id(), skew, 1 + self.chance.below(2_000))


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"PT{minutes}M{rest}S" if minutes else f"PT{rest}S"


def moment(ms: int) -> str:
    at = datetime.fromtimestamp(ms // 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"
