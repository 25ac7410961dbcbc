"""Renders every SVG of this folder to the PNG beside it. Needs chromium and fonts-noto-core."""

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent


def main() -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for drawing in sorted(HERE.glob("*.svg")):
            svg = drawing.read_text(encoding="utf-8")
            size = re.search(r'width="(\d+)" height="(\d+)"', svg)
            if size is None:
                raise SystemExit(f"{drawing.name}: no width and height")
            page = browser.new_page(viewport={"width": int(size[1]), "height": int(size[2])})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}")
            page.screenshot(path=drawing.with_suffix(".png"))
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
