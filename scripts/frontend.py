"""Build the one style sheet and the one script into build/static/kith, from assets/ and what npm installed.

Usage: python scripts/frontend.py   (bin/setup calls it when a source has changed)
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
WORK = CHECKOUT / "build" / "work"
BUNDLE = CHECKOUT / "build" / "static" / "kith"
TOOLS = CHECKOUT / "node_modules" / ".bin"
OWN_PICTURES = CHECKOUT / "assets" / "images"
PICTURES = ("govuk-frontend/dist/govuk/assets/images", "@ministryofjustice/frontend/moj/assets/images")
RESERVED = ("govuk-crest.svg", "govuk-logotype-crown.png", "moj-logotype-crest-2024.png", "moj-logotype-crest-2024.svg")
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n'


def run(tool: str, *arguments: str) -> None:
    """Run one of npm's tools; on failure show what it said and stop."""
    done = subprocess.run([TOOLS / tool, *arguments], cwd=CHECKOUT, capture_output=True, text=True, timeout=180)
    if done.returncode:
        sys.exit(f"{tool} failed:\n{done.stdout}{done.stderr}")


def gather_pictures() -> None:
    """Lay both libraries' pictures in one folder; what is reserved for the Crown and the Ministry becomes blank."""
    images = WORK / "images"
    for folder in PICTURES:
        shutil.copytree(CHECKOUT / "node_modules" / folder, images, dirs_exist_ok=True)
    for name in RESERVED:
        (images / name).write_text(BLANK)


def check(css: str) -> None:
    """Refuse a style sheet that the content policy would block, or that uses the font reserved for gov.uk."""
    if re.search(r"url\(\s*[\"']?data:", css):
        sys.exit("The style sheet holds a data: address, which the content policy blocks.")
    if "GDS Transport" in css:
        sys.exit("The style sheet names GDS Transport, which is reserved for gov.uk.")


def build() -> None:
    """Compile styles and script beside the live bundle, then put the new one in its place."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    gather_pictures()
    run(
        "sass", "assets/scss/kith.scss", "build/work/kith.css", "--load-path=node_modules", "--load-path=.",
        "--style=expanded", "--no-source-map", "--no-error-css", "--quiet", "--quiet-deps",
    )  # fmt: skip
    # Only the pictures and fonts that the style sheet names are copied.
    outputs = ["--outdir=build/work/bundle", "--bundle", "--minify", "--log-level=warning", "--legal-comments=linked"]
    loaders = [f"--loader:.{kind}=file" for kind in ("woff2", "svg", "png")]
    run("esbuild", "build/work/kith.css", *outputs, *loaders, "--asset-names=[ext]/[name]")
    run("esbuild", "assets/js/kith.js", *outputs, "--format=iife", "--target=es2020")
    check((WORK / "bundle" / "kith.css").read_text())
    if OWN_PICTURES.exists():
        shutil.copytree(OWN_PICTURES, WORK / "bundle" / "images")
    shutil.rmtree(BUNDLE, ignore_errors=True)
    BUNDLE.parent.mkdir(parents=True, exist_ok=True)
    (WORK / "bundle").rename(BUNDLE)
    shutil.rmtree(WORK)


if __name__ == "__main__":
    build()
