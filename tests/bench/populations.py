"""Learners and their work in invented but realistic sizes; the same at every run (seeded)."""

import math
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

SEED = 20_261_121

FAMILIES = ("Оспанов", "Қалиев", "Жұмабеков", "Нұрланов", "Сейітов", "Байжанов", "Өтегенов")
GIVEN = ("Алихан", "Ерасыл", "Бекзат", "Диас", "Мирас", "Санжар", "Тимур", "Айбек", "Рауан")
WORDS = (
    "бөлшек", "бүтін", "алым", "бөлім", "екі", "үш", "төрт", "тең", "бөлік", "суды", "ысытқанда",
    "бу", "болады", "салқындаса", "қайтадан", "айналады", "тіктөртбұрыш", "бояса", "шығады",
    "мысал", "өмір", "нан", "алма", "сағат", "жарты", "жол", "дала",
)  # fmt: skip
QUESTIONS = 6
OFFSET = timedelta(hours=5)  # the clock on the wall in Almaty

_T = TypeVar("_T")


class Counting(random.Random):
    """Dice that add up how much chance they have handed out: what no codec gets below that does
    not know them. Figures' dice use `choice` and `randrange` alone."""

    bits = 0.0

    def choice(self, options: Sequence[_T]) -> _T:  # type: ignore[override]
        self.bits += math.log2(len(options))
        return super().choice(options)

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        first, count = (0, start) if stop is None else (start, -((start - stop) // step))
        self.bits += math.log2(count)
        return first + step * super().randrange(count)


def dice(name: str) -> Counting:
    """A generator of its own for each use, so that one more draw here shifts nothing there."""
    return Counting(f"{SEED}-{name}")


def answer(chance: random.Random) -> str:
    """A typed answer of a few sentences."""
    return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(8, 40))).capitalize() + "."


def attempt_fields(chance: random.Random, at: str, number: int) -> dict[str, Any]:
    """A played lesson of six questions, with the data model that the demo's lessons leave.

    `at` is when the sitting began. What says the same twice does so here, too: answers stand in the
    interactions and among the lesson's own data, and each question's time follows from the seconds
    spent on those before it.
    """
    right = chance.randrange(QUESTIONS + 1)
    raw = str(round(100 * right / QUESTIONS))
    status = "passed" if right >= 4 else "failed"
    given = [n % 4 if n < right else (n + chance.randrange(1, 4)) % 4 for n in range(QUESTIONS)]
    seconds = [chance.randrange(60) for _ in range(QUESTIONS)]
    reading = chance.randrange(60, 900)
    total = reading + sum(seconds)
    first = datetime.fromisoformat(at) + OFFSET + timedelta(seconds=reading)
    answers = ",".join(f'"q{n}":"{one}"' for n, one in enumerate(given))
    cmi = {
        "tirek.activity": "sabaq",
        "cmi.core.lesson_status": status,
        "cmi.core.lesson_location": "qorytyndy",
        "cmi.core.score.raw": raw,
        "cmi.core.score.min": "0",
        "cmi.core.score.max": "100",
        "cmi.core.session_time": f"00:{total // 60:02d}:{total % 60:02d}.00",
        "cmi.core.exit": "",
        "cmi.suspend_data": f'{{"v":1,"p":"qorytyndy","a":{{{answers}}},"b":{raw}}}',
    }
    for n in range(QUESTIONS):
        path = f"cmi.interactions.{n}"
        shown = first + timedelta(seconds=sum(seconds[:n]))
        cmi |= {
            f"{path}.id": f"q{n}",
            f"{path}.type": "choice",
            f"{path}.student_response": "abcd"[given[n]],
            f"{path}.correct_responses.0.pattern": "abcd"[n % 4],
            f"{path}.result": "correct" if n < right else "wrong",
            f"{path}.latency": f"00:00:{seconds[n]:02d}.00",
            f"{path}.time": shown.strftime("%H:%M:%S"),
        }
    return {
        "item": f"sabaq-{number % 12}",
        "lesson": f"taqyryp-{number % 12}",
        "course": "matematika-5",
        "edition": 1,
        "session": f"{chance.randrange(2**32):08x}",
        "started_at": at,
        "completion": "completed",
        "success": status,
        "score": [raw, "0", "100"],
        "total_time_s": total,
        "cmi": cmi,
        "cmi_blob": None,
    }
