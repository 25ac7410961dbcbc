"""Course structures for tests."""

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
IRI = "https://example.kz/geo/"
TEXTS = (
    '<title><langstring lang="ru">Горы</langstring><langstring lang="kk-KZ">Таулар</langstring>'
    "</title><description><langstring>  Алтай \n мен Алатау </langstring></description>"
)


def unit(
    name: str = "au1", *, attributes: str = "", url: str = "index.html", after: str = ""
) -> str:
    """One assignable unit."""
    return f'<au id="{IRI}{name}" {attributes}>{TEXTS}<url>{url}</url>{after}</au>'


def block(*children: str, name: str = "block1") -> str:
    """One block."""
    return f'<block id="{IRI}{name}">{TEXTS}{"".join(children)}</block>'


def structure(*children: str, objectives: str = "", attributes: str = "", after: str = "") -> bytes:
    """A cmi5.xml in UTF-8."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>'
        f'<courseStructure xmlns="{NAMESPACE}" {attributes}>'
        f'<course id="{IRI}course">{TEXTS}</course>{objectives}'
        f"{''.join(children) or unit()}{after}</courseStructure>"
    ).encode()
