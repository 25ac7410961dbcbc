"""A synthetic course of 30 MB and its next edition, as a publisher would make it.

Pages and quizzes of text, a runtime that is bundled several times, films and photos that do not
compress, and .h5p archives inside. The edit touches few words of it and nearly every bundle.
"""

import io
import random
import zipfile
from collections.abc import Mapping

SEED = 20_261_121
PAGES, QUIZZES, FILMS, PHOTOS, ARCHIVES = 60, 20, 6, 30, 6
FILM_BYTES, PHOTO_BYTES = 2_800_000, 110_000
RUNTIME_FUNCTIONS = 2_200
RUNTIME_COPIES = 4
Course = Mapping[str, bytes]


def first() -> Course:
    """Path → bytes."""
    dice = random.Random(SEED)
    words = [_word(dice) for _ in range(6_000)]
    runtime = _runtime(dice)
    course: dict[str, bytes] = {"imsmanifest.xml": _manifest()}
    for number in range(PAGES):
        course[f"pages/{number:02}.html"] = _page(dice, words, number)
    for number in range(QUIZZES):
        course[f"quizzes/{number:02}.json"] = _quiz(dice, words)
    for number in range(FILMS):
        course[f"media/film-{number}.mp4"] = _film(dice, "2026-09-01")
    for number in range(PHOTOS):
        course[f"media/photo-{number}.jpg"] = b"\xff\xd8\xff\xe0" + dice.randbytes(PHOTO_BYTES)
    for number in range(ARCHIVES):
        course[f"h5p/{number}.h5p"] = _archive(_inside(dice, words, runtime), 2026)
    for number in range(RUNTIME_COPIES):
        course[f"lib/bundle-{number}.js"] = b"// bundle %d\n" % number + runtime
    return course


def second(before: Course) -> Course:
    """The next edition: a few texts, one film's metadata, one renamed film, a photo's comment, one
    archive zipped anew, and the runtime of the next version in every bundle and archive."""
    dice = random.Random(SEED + 1)
    after = dict(before)
    for number in (3, 17, 31, 44):
        path = f"pages/{number:02}.html"
        after[path] = _reworded(dice, before[path], 12)
    for number in (5, 11):
        path = f"quizzes/{number:02}.json"
        after[path] = _reworded(dice, before[path], 6)
    film = before["media/film-1.mp4"]
    after["media/film-1.mp4"] = film.replace(b"2026-09-01", b"2027-01-15") + b"free" + bytes(64)
    after["media/lesson-film.mp4"] = after.pop("media/film-4.mp4")
    photo = before["media/photo-7.jpg"]
    after["media/photo-7.jpg"] = photo[:4] + b"\xff\xfe\x00\x14comment of 2027\x00" + photo[4:]
    old, new = _runtimes(dice, before["lib/bundle-0.js"])
    for number in range(RUNTIME_COPIES):
        path = f"lib/bundle-{number}.js"
        after[path] = before[path].replace(old, new)
    inside = _unpacked(before["h5p/2.h5p"])
    inside["content/content.json"] = _reworded(dice, inside["content/content.json"], 8)
    after["h5p/2.h5p"] = _archive({**inside, "lib/runtime.js": new}, 2027)
    return after


def zipped(course: Course) -> bytes:
    """The course as it is handed from hand to hand."""
    return _archive(course, 2026)


def _word(dice: random.Random) -> str:
    letters = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщыіэюя"
    return "".join(dice.choice(letters) for _ in range(dice.randrange(2, 11)))


def _sentences(dice: random.Random, words: list[str], count: int) -> str:
    # Few words are said often and many seldom, as in any language.
    ranks = [min(int(dice.paretovariate(0.7)), len(words)) - 1 for _ in range(count)]
    return " ".join(words[rank] for rank in ranks)


def _page(dice: random.Random, words: list[str], number: int) -> bytes:
    body = "".join(f"<p>{_sentences(dice, words, 90)}.</p>\n" for _ in range(30))
    head = (
        f'<meta charset="utf-8"><title>{number}</title><script src="../lib/bundle-0.js"></script>'
    )
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def _quiz(dice: random.Random, words: list[str]) -> bytes:
    rows = (
        f'{{"question":"{_sentences(dice, words, 12)}","answers":["{_sentences(dice, words, 3)}",'
        f'"{_sentences(dice, words, 3)}"],"right":{dice.randrange(2)}}}'
        for _ in range(40)
    )
    return ("[" + ",".join(rows) + "]").encode()


def _runtime(dice: random.Random) -> bytes:
    """Minified script: short names, long lines."""
    return b";".join(_function(dice, number) for number in range(RUNTIME_FUNCTIONS))


def _function(dice: random.Random, number: int) -> bytes:
    one, two, three, four = (_name(dice) for _ in range(4))
    return (
        f"function f{number}({one},{two}){{var {three}={dice.randrange(9_999)};if({one}.{two}>"
        f"{three})return {four}({one},{dice.randrange(99)});this.{two}={three}}}"
    ).encode()


def _name(dice: random.Random) -> str:
    number = dice.randrange(900)
    return f"{chr(97 + number % 26)}{number}"


def _runtimes(dice: random.Random, bundle: bytes) -> tuple[bytes, bytes]:
    """The runtime inside a bundle, and its next version: every second function is another one."""
    old = bundle.partition(b"\n")[2]
    functions = old.split(b";function ")
    for at in range(1, len(functions), 2):
        functions[at] = _function(dice, at).removeprefix(b"function ")
    return old, b";function ".join(functions)


def _film(dice: random.Random, day: str) -> bytes:
    head = b"\x00\x00\x00\x18ftypmp42" + b"moov" + day.encode()
    return head + dice.randbytes(FILM_BYTES)


def _inside(dice: random.Random, words: list[str], runtime: bytes) -> dict[str, bytes]:
    return {
        "h5p.json": b'{"title":"quiz","mainLibrary":"H5P.QuestionSet"}',
        "content/content.json": _quiz(dice, words),
        "content/images/picture.jpg": b"\xff\xd8\xff\xe0" + dice.randbytes(PHOTO_BYTES),
        "lib/runtime.js": runtime,
    }


def _archive(files: Course, year: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (year, 9, 1, 8, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _unpacked(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _reworded(dice: random.Random, text: bytes, times: int) -> bytes:
    words = text.split(b" ")
    for _ in range(times):
        at = dice.randrange(len(words))
        words[at] = _word(dice).encode() + (b" " if dice.random() < 0.5 else b"")
    return b" ".join(words)


def _manifest() -> bytes:
    return b"""<?xml version="1.0"?><manifest identifier="c" version="1"
 xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><organizations default="o">
 <organization identifier="o"><title>C</title><item identifier="i" identifierref="r">
 <title>C</title></item></organization></organizations><resources><resource identifier="r"
 type="webcontent" adlcp:scormtype="sco" href="pages/00.html"/></resources></manifest>"""
