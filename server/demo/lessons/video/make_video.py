"""Films scene.html into ten_bolshekter.mp4. Needs chromium, ffmpeg and fonts-noto-core."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
FILM = HERE / "ten_bolshekter.mp4"
FRAMES_PER_SECOND = 15
WIDTH, HEIGHT = 480, 270


def draw_frames(folder: Path) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto((HERE / "scene.html").as_uri())
        for number in range(int(page.evaluate("LENGTH")) * FRAMES_PER_SECOND):
            page.evaluate("t => draw(t)", number / FRAMES_PER_SECOND)
            page.screenshot(path=folder / f"{number:04d}.png")
        browser.close()


def encode(folder: Path) -> None:
    # Baseline plays on the oldest phones; faststart lets a film start before it has all arrived;
    # a key frame each second makes seeking exact enough.
    command = ["ffmpeg", "-y", "-loglevel", "error", "-framerate", str(FRAMES_PER_SECOND)]
    command += ["-i", str(folder / "%04d.png"), "-an", "-c:v", "libx264", "-crf", "26"]
    command += ["-profile:v", "baseline", "-level", "3.0", "-pix_fmt", "yuv420p"]
    command += ["-g", str(FRAMES_PER_SECOND), "-preset", "veryslow", "-movflags", "+faststart"]
    command += ["-fflags", "+bitexact", "-flags:v", "+bitexact", str(FILM)]
    subprocess.run(command, check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        draw_frames(Path(folder))
        encode(Path(folder))


if __name__ == "__main__":
    main()
