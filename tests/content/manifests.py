"""Manifests for tests, in the shape that authoring tools write."""

SCORM12 = (
    'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
    'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
)


def manifest(
    items: str = '<item identifier="i1" identifierref="r1"><title>Бет</title></item>',
    resources: str = '<resource identifier="r1" adlcp:scormtype="sco" href="index.html"/>',
    *,
    attributes: str = SCORM12,
    version: str = "<schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>",
    title: str = "Жай бөлшектер",
) -> bytes:
    """An imsmanifest.xml in UTF-8."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest identifier="m" {attributes}>'
        f"<metadata>{version}</metadata>"
        f'<organizations default="o"><organization identifier="o"><title>{title}</title>'
        f"{items}</organization></organizations>"
        f"<resources>{resources}</resources></manifest>"
    ).encode()
