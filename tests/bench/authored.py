"""An export of an authoring tool, 30 MB: what it loads before its first slide is there.

Such exports start the same way whoever makes them: a page with a loader, the loader fetches the
runtime one script after the other, the runtime its data, and only then is a slide drawn.
"""

import json
import random
import struct
import zlib

from tests.bench import courses

SEED = 20_261_122
TOTAL_BYTES = 30_000_000
PICTURE_SIDE = 300  # pixels; 270 KB each, the size of a photo on a slide
PICTURES = 4
DATA_FILES = 20
DRAWN = "#slide img"
"""A selector: all that is found by it is there once the slide is drawn."""

_PAGE = b"""<!doctype html><html><head><meta charset="utf-8"><title>Export</title>
<link rel="stylesheet" href="lib/slides.css"></head>
<body><script src="lib/loader.js"></script></body></html>"""

_LOADER = """
const RUNTIME = %s, DATA = %s, PICTURES = %s;
function script(address) {
  return new Promise((resolve, reject) => {
    const it = document.createElement("script");
    it.src = address; it.onload = resolve; it.onerror = reject;
    document.head.appendChild(it);
  });
}
function picture(address) {
  const it = new Image();
  it.src = address;
  return it.decode().then(() => it);
}
function lms() { return parent.API; }
(async () => {
  lms().LMSInitialize("");
  lms().LMSGetValue("cmi.suspend_data");
  for (const one of RUNTIME) await script(one);
  const data = await Promise.all(DATA.map((one) => fetch(one).then((answer) => answer.json())));
  const drawn = await Promise.all(PICTURES.map(picture));
  const slide = document.createElement("main");
  slide.id = "slide";
  slide.append(data[0][0].question, ...drawn);
  document.body.appendChild(slide);
  lms().LMSSetValue("cmi.core.lesson_location", "1");
})();
"""


def export() -> bytes:
    """The package as a zip."""
    dice = random.Random(SEED)
    course = dict(courses.first())
    runtime = [name for name in course if name.startswith("lib/")]
    data = [name for name in course if name.startswith("quizzes/")][:DATA_FILES]
    pictures = [f"story/{number}.png" for number in range(PICTURES)]
    for name in pictures:
        course[name] = _picture(dice)
    rules = "".join(f".s{number}{{left:{number}px;top:{number}px}}\n" for number in range(4_000))
    names = (json.dumps(one) for one in (runtime, data, pictures))
    course |= {
        "index.html": _PAGE,
        "lib/loader.js": (_LOADER % tuple(names)).encode(),
        "lib/slides.css": rules.encode(),
        "imsmanifest.xml": course["imsmanifest.xml"].replace(b"pages/00.html", b"index.html"),
    }
    rest = TOTAL_BYTES - sum(map(len, course.values()))
    course["media/ending.mp4"] = b"\x00\x00\x00\x18ftypmp42" + dice.randbytes(max(0, rest - 12))
    return courses.zipped(course)


def _picture(dice: random.Random) -> bytes:
    """A PNG of noise, which no more compresses than a photo does."""
    rows = b"".join(b"\0" + dice.randbytes(PICTURE_SIDE * 3) for _ in range(PICTURE_SIDE))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", PICTURE_SIDE, PICTURE_SIDE, 8, 2, 0, 0, 0)
    body = zlib.compress(rows, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
