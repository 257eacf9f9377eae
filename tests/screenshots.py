"""Pictures of the pages for the README: ``python tests/screenshots.py``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from browser import SWITCHES, program

from cnncost import play, report_page

FOLDER = Path(__file__).parent.parent / "examples" / "pictures"
WIDTH, HEIGHT = 1180, 760
PAGES = {  # the picture: the page, and the setting in its link
    "play": (lambda: play().html, "op=separable"),
    "report": (lambda: report_page("googlenet").html, ""),
}


def main() -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=program(), args=list(SWITCHES))
        for name, (made, setting) in PAGES.items():
            file = Path(folder) / f"{name}.html"
            file.write_text(made(), "utf-8")
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(f"{file.as_uri()}#{setting}")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
