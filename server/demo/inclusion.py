"""What two pupils of the demo need of their own: support, a route with its weeks, an assistant."""

from datetime import date, timedelta

from server.db import write_transaction
from server.demo.roster import SCHOOL, person_id
from server.operations.local import submit


def write(today: date) -> None:
    """Support for a boy of 5 Ә, a route for a girl of it, and somebody who helps in 4 А."""
    marat, bota, asel = person_id("marat"), person_id("bota"), person_id("asel")
    boy, girl, helped = person_id("nursultan"), person_id("aisha"), person_id("sanzhar2")
    monday = today - timedelta(days=today.weekday())
    begun = monday - timedelta(days=14)
    with write_transaction():
        submit(
            "support.set",
            f"{boy}~support",
            {
                "school": SCHOOL,
                "learner": boy,
                "extra_time": 25,
                "larger_text": True,
                "advice": "Алдыңғы қатарда отырсын, тапсырманы қысқа бөліктермен беріңіз.",
            },
            actor=marat,
        )
        route = f"{SCHOOL}.route"
        steps = [
            ("Бөлшек ұғымы: сабақты қайта өту, 1–4 есеп", "work", 7, True),
            ("Марат ағаймен кеңес: бөлшектерді салыстыру", "consultation", 11, True),
            ("Бөлшектерді қосу: 12-бет, 1–6", "work", 18, False),
        ]
        submit(
            "route.set",
            route,
            {
                "school": SCHOOL,
                "learner": girl,
                "subject": "mathematics",
                "span": "section",
                "goal": "Ауырып қалған апталардағы бөлшектер бөлімін қуып жету",
                "steps": [
                    {
                        "text": text,
                        "form": form,
                        "due_on": (begun + timedelta(days=after)).isoformat(),
                        "done": done,
                    }
                    for text, form, after, done in steps
                ],
                "starts_on": begun.isoformat(),
                "ends_on": (begun + timedelta(days=27)).isoformat(),
            },
            actor=marat,
        )
        week = monday - timedelta(days=7)
        for person, progress, text in (
            (marat, "going", "Салыстыруды түсінді, қосуға көшеміз."),
            (bota, "slow", "Мәтінді есептерге көбірек уақыт керек."),
        ):
            submit(
                "route.review",
                f"{route}~{week:%Y%m%d}~{person}",
                {
                    "school": SCHOOL,
                    "route": route,
                    "learner": girl,
                    "week": week.isoformat(),
                    "progress": progress,
                    "text": text,
                },
                actor=person,
            )
        submit(
            "role.set",
            f"{asel}~helps~{helped}",
            {
                "person": asel,
                "role": "assistant",
                "school": SCHOOL,
                "learner": helped,
                "starts_on": begun.isoformat(),
            },
        )
