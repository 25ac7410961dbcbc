"""A ready plan that the demo's hub publishes: the year's first sections of mathematics."""

from typing import Any, Final

from server.templates.publishing import publish

_ROWS: Final[tuple[tuple[str, str, int, str, str], ...]] = (
    ("Натурал сандар және 0", "Натурал сандар мен нөл саны", 2, "5.1.1.1", "none"),
    ("Натурал сандар және 0", "Координаталық сәуле", 2, "5.1.2.1", "none"),
    ("Натурал сандар және 0", "Натурал сандарды салыстыру", 2, "5.1.2.2", "none"),
    ("Натурал сандар және 0", "Амалдардың қасиеттері", 3, "5.1.2.3", "section"),
    ("Жай бөлшектер", "Жай бөлшек. Дұрыс және бұрыс бөлшектер", 3, "5.1.1.3", "none"),
    ("Жай бөлшектер", "Бөлшектің негізгі қасиеті. Қысқарту", 3, "5.1.2.9", "none"),
    ("Жай бөлшектер", "Бөлшектерді ортақ бөлімге келтіру", 2, "5.1.2.11", "none"),
    ("Жай бөлшектер", "Бөлшектерді салыстыру", 2, "5.1.2.12", "section"),
    ("Жай бөлшектер", "Бөлшектерді қосу және азайту", 4, "5.1.2.13", "none"),
    ("Жай бөлшектер", "Тоқсандық жиынтық бағалау", 1, "5.1.2.13", "term"),
)


def write() -> None:
    """Mathematics for grade 5, in Kazakh."""
    about = {
        "subject": "mathematics",
        "grade": 5,
        "language": "kk",
        "title": "Математика, 5-сынып: I жартыжылдық",
        "source": "Үлгілік оқу бағдарламасы",
    }
    publish(about, [_row(*row) for row in _ROWS])


def _row(section: str, topic: str, hours: int, objective: str, summative: str) -> dict[str, Any]:
    return {
        "hours": hours,
        "section": section,
        "topic": topic,
        "objectives": [objective],
        "homework": "",
        "resources": [],
        "summative": summative,
        "outline": "",
    }
