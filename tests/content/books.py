"""A small EPUB for the tests, of either version."""

CONTAINER = b"""<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""

OPF = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Абай жолы</dc:title><dc:language>kk</dc:language></metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" {properties}/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="c1" href="text/1%20tarau.xhtml" media-type="application/xhtml+xml"/>
<item id="c2" href="text/2.xhtml" media-type="application/xhtml+xml"/>
<item id="gone" href="text/gone.xhtml" media-type="application/xhtml+xml"/>
<item id="notes" href="text/notes.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="book.css" media-type="text/css"/>
</manifest>
<spine toc="ncx"><itemref idref="cover"/><itemref idref="c1"/><itemref idref="c2"/>
<itemref idref="gone"/><itemref idref="notes" linear="no"/><itemref idref="c1"/>
<itemref idref="css"/><itemref idref="nothing"/></spine>
</package>"""

NAV = """<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol>
<li><a href="text/1%20tarau.xhtml">  Бірінші
 тарау </a></li>
<li><a href="text/2.xhtml#a">Екінші тарау</a><ol><li><a href="text/2.xhtml#b">Бөлім</a></li></ol>
</li></ol></nav></body></html>"""

NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
<navPoint id="a"><navLabel><text>Бірінші тарау</text></navLabel>
<content src="text/1%20tarau.xhtml"/></navPoint>
<navPoint id="b"><navLabel><text>Екінші тарау</text></navLabel><content src="text/2.xhtml#x"/>
</navPoint></navMap></ncx>"""


def chapter(heading: str, paragraphs: int = 1) -> bytes:
    body = "".join(f"<p>{heading}, {number}</p>" for number in range(1, paragraphs + 1))
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>{heading}</title></head><body><h1>{heading}</h1>{body}</body></html>"
    ).encode()


def book(*, version: int = 3) -> dict[str, bytes]:
    """Paths and bytes: a cover, two chapters, notes out of the reading order."""
    return {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": OPF.format(
            properties='properties="nav"' if version == 3 else ""
        ).encode(),
        "OEBPS/nav.xhtml": NAV.encode(),
        "OEBPS/toc.ncx": NCX.encode(),
        "OEBPS/cover.xhtml": chapter("Мұқаба"),
        "OEBPS/text/1 tarau.xhtml": chapter("Бірінші тарау", 80),
        "OEBPS/text/2.xhtml": chapter("Екінші тарау", 80),
        "OEBPS/text/notes.xhtml": chapter("Ескертпелер"),
        "OEBPS/book.css": b"p { margin: 1em }",
    }
