# ruff: noqa: INP001, S603, S607 - a script beside its pictures, that starts our own command
"""Pictures of armoede 2020 as it is now: `python docs/img/make.py` makes the sheet and looks at it.

Needs Chromium, and for the printed pages pdftoppm (Debian: poppler-utils).
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from impactlib.sheet.pdf import ARGUMENTS, browser, printer

HERE = Path(__file__).resolve().parent
SHEET = Path("2020", "westerkwartier", "armoede.html")
SCREENS = {
    "desktop": ((1280, 1500), {}, "header"),
    "chapter-4": ((1280, 1500), {}, "#trajecten"),
    "phone": ((375, 1500), {}, "header"),
    "phone-chapter-4": ((375, 1500), {}, "#trajecten"),
    "dark": ((1280, 1500), {"color_scheme": "dark"}, "#trajecten"),
}
COLOURS = 128
PREFIX = "armoede-2020-"


def main() -> None:
    """Make one sheet from the demonstration registration, and every picture of it."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = ["run", "--year", "2020", "--theme", "armoede", "--out", folder]
        subprocess.run([sys.executable, "-m", "impactlib", *wanted], check=True)
        html = Path(folder) / SHEET
        screens(html)
        screens(html.parents[2] / "index.html", {"index": ((1280, 800), {}, "header")})
        paper(html)


def screens(html: Path, wanted: dict[str, tuple[tuple[int, int], dict[str, str], str]] = SCREENS) -> None:
    """What stands on a screen, from a given element down."""
    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=browser(), args=list(ARGUMENTS))
        for name, ((width, height), look, start) in wanted.items():
            page = chromium.new_page(viewport={"width": width, "height": height}, device_scale_factor=1, **look)
            page.goto(html.as_uri())
            top = 0 if start == "header" else page.locator(start).bounding_box()["y"] - 16
            clip = {"x": 0, "y": top, "width": width, "height": height}
            keep(name, page.screenshot(full_page=True, clip=clip))
            page.close()
        chromium.close()


def paper(html: Path) -> None:
    """Every printed page."""
    pdf = html.with_suffix(".pdf")
    with printer() as printed:
        pdf.write_bytes(printed(html))
    for old in HERE.glob(f"{PREFIX}a4-*.png"):
        old.unlink()
    subprocess.run(["pdftoppm", "-r", "80", "-png", str(pdf), str(html.with_name("a4"))], check=True)
    for path in sorted(html.parent.glob("a4-*.png")):
        keep(path.stem, path.read_bytes())


def keep(name: str, content: bytes) -> None:
    """Few colours are enough for a page of words, and the repository stays small."""
    picture = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(HERE / f"{PREFIX}{name}.png", optimize=True)


if __name__ == "__main__":
    main()
