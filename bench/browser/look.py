"""Opens a report in headless Chromium as four readers would, uses its map, and keeps pictures of what they see."""

import argparse
import pathlib
import sys

from playwright.sync_api import sync_playwright

READERS = {
    "desk-light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "desk-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "device_scale_factor": 2},
    "no-script": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
}
DRAWN = "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let h = 0, n = 0;" \
        " for (let i = 0; i < d.length; i++) { h = (31 * h + d[i]) | 0; n += d[i] > 0; } return [h, n]; }"


def check(faults, promise, kept):
    if not kept:
        faults.append(promise)


def use_map(page, faults, pictures, name):
    """Presses what can be pressed, and looks whether the picture follows."""
    canvas = page.locator("#map-figure .stage canvas")
    seen = canvas.evaluate(DRAWN)
    check(faults, f"{name}: the map has cells", seen[1] > 0)
    colourings = page.locator("#colouring option").count()
    for colouring in range(colourings):
        page.select_option("#colouring", str(colouring))
        if colouring > 0:
            canvas.scroll_into_view_if_needed()
            page.locator("#map-figure").screenshot(path=str(pictures / f"{name}-map-{colouring}.png"))
    check(faults, f"{name}: another colouring is another picture",
          colourings == 1 or canvas.evaluate(DRAWN) != seen)
    page.select_option("#colouring", "0")
    check(faults, f"{name}: the first colouring comes back", canvas.evaluate(DRAWN) == seen)
    button = page.locator(".legend.live button").first
    if button.count():
        button.focus()
        page.keyboard.press("Enter")
        check(faults, f"{name}: the legend says what is hidden", button.get_attribute("aria-pressed") == "false")
        check(faults, f"{name}: hidden cells are gone", canvas.evaluate(DRAWN)[1] < seen[1])
        page.locator("#map-figure").screenshot(path=str(pictures / f"{name}-hidden.png"))
        page.click("#show-all")
        check(faults, f"{name}: all cells come back", canvas.evaluate(DRAWN) == seen)
    hover(page, faults, pictures, name, canvas)


def hover(page, faults, pictures, name, canvas):
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    tip = page.locator("#map-figure .tip")
    for place in range(1, 400):
        page.mouse.move(box["x"] + box["width"] * (place % 20) / 20, box["y"] + box["height"] * (place // 20) / 20)
        if tip.is_visible():
            page.locator("#map-figure").screenshot(path=str(pictures / f"{name}-hover.png"))
            page.mouse.move(0, 0)
            return
    faults.append(f"{name}: a cell under the pointer is named")


def look(browser, report, pictures, name, reader, faults):
    context = browser.new_context(**reader)
    page = context.new_page()
    page.on("console", lambda m: faults.append(f"{name}: console: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: faults.append(f"{name}: {e}"))
    page.on("request", lambda r: faults.append(f"{name}: asked for {r.url}") if r.url != report.as_uri() else None)
    page.goto(report.as_uri())
    page.screenshot(path=str(pictures / f"{name}.png"), full_page=True)
    if reader.get("java_script_enabled", True):
        check(faults, f"{name}: nothing is wider than the window",
              page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
        if page.locator("#map-figure").count():
            use_map(page, faults, pictures, name)
        if name == "desk-dark":
            page.pdf(path=str(pictures / "print.pdf"), format="A4", print_background=True, prefer_css_page_size=True)
    context.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("pictures", type=pathlib.Path)
    parser.add_argument("--browser", help="a Chromium that is installed already")
    args = parser.parse_args()
    args.pictures.mkdir(parents=True, exist_ok=True)
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=args.browser)
        for name, reader in READERS.items():
            look(browser, args.report.resolve(), args.pictures, name, reader, faults)
        browser.close()
    for fault in faults:
        print("NOT AS IT SHOULD BE:", fault)
    print(f"{len(READERS)} readers, {len(faults)} faults; pictures in {args.pictures}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
