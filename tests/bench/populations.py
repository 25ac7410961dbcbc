"""Learners and their work in invented but realistic sizes; the same at every run (seeded)."""

import random
from typing import Any

SEED = 20_261_121

FAMILIES = ("Оспанов", "Қалиев", "Жұмабеков", "Нұрланов", "Сейітов", "Байжанов", "Өтегенов")
GIVEN = ("Алихан", "Ерасыл", "Бекзат", "Диас", "Мирас", "Санжар", "Тимур", "Айбек", "Рауан")
WORDS = (
    "бөлшек", "бүтін", "алым", "бөлім", "екі", "үш", "төрт", "тең", "бөлік", "суды", "ысытқанда",
    "бу", "болады", "салқындаса", "қайтадан", "айналады", "тіктөртбұрыш", "бояса", "шығады",
    "мысал", "өмір", "нан", "алма", "сағат", "жарты", "жол", "дала",
)  # fmt: skip
QUESTIONS = 6


def dice(name: str) -> random.Random:
    """A generator of its own for each use, so that one more draw here shifts nothing there."""
    return random.Random(f"{SEED}-{name}")


def answer(chance: random.Random) -> str:
    """A typed answer of a few sentences."""
    return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(8, 40))).capitalize() + "."


def attempt_fields(chance: random.Random, at: str, number: int) -> dict[str, Any]:
    """A played lesson of six questions, with the data model that the demo's lessons leave."""
    right = chance.randrange(QUESTIONS + 1)
    raw = str(round(100 * right / QUESTIONS))
    status = "passed" if right >= 4 else "failed"
    answers = ",".join(f'"q{n}":"{chance.randrange(4)}"' for n in range(QUESTIONS))
    cmi = {
        "tirek.activity": "sabaq",
        "cmi.core.lesson_status": status,
        "cmi.core.lesson_location": "qorytyndy",
        "cmi.core.score.raw": raw,
        "cmi.core.score.min": "0",
        "cmi.core.score.max": "100",
        "cmi.core.session_time": f"00:{chance.randrange(3, 30):02d}:{chance.randrange(60):02d}.00",
        "cmi.core.exit": "",
        "cmi.suspend_data": f'{{"v":1,"p":"qorytyndy","a":{{{answers}}},"b":{raw}}}',
    }
    for n in range(QUESTIONS):
        path = f"cmi.interactions.{n}"
        cmi |= {
            f"{path}.id": f"q{n}",
            f"{path}.type": "choice",
            f"{path}.student_response": "abcd"[chance.randrange(4)],
            f"{path}.correct_responses.0.pattern": "abcd"[n % 4],
            f"{path}.result": "correct" if n < right else "wrong",
            f"{path}.latency": f"00:00:{chance.randrange(60):02d}.00",
            f"{path}.time": f"{chance.randrange(8, 20):02d}:{chance.randrange(60):02d}:"
            f"{chance.randrange(60):02d}",
        }
    return {
        "item": f"sabaq-{number % 12}",
        "lesson": f"taqyryp-{number % 12}",
        "course": "matematika-5",
        "edition": 1,
        "session": f"{chance.getrandbits(64):016x}",
        "started_at": at,
        "completion": "completed",
        "success": status,
        "score": [raw, "0", "100"],
        "total_time_s": chance.randrange(180, 1800),
        "cmi": cmi,
        "cmi_blob": None,
    }
