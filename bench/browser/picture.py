"""Takes the picture of the demo's report that stands in the README: verdict, map and table of types."""

import argparse
import pathlib

from playwright.sync_api import sync_playwright

SHOWN = ("verdict", "map", "types")
HIDE = "section, nav, details, footer { display: none } " + ", ".join(f"#{name}" for name in SHOWN) + " { display: block }"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("picture", type=pathlib.Path)
    parser.add_argument("--browser", help="a Chromium that is installed already")
    args = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=args.browser)
        page = browser.new_page(viewport={"width": 1000, "height": 800}, color_scheme="light")
        page.goto(args.report.resolve().as_uri())
        page.add_style_tag(content=HIDE)
        page.screenshot(path=str(args.picture), full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
