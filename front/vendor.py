# ruff: noqa: INP001 - a script of its own, in no package
"""Copies what the pages need from npm into the source tree, so that running Værn needs no npm.

Run with `make vendor`. The copies are committed; the lock file fixes versions and content.
"""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

FRONT = Path(__file__).resolve().parent
NODE = FRONT / "node_modules"
STATIC = FRONT.parent / "src/vaern/web/static"
VENDOR = STATIC / "vendor"
FOR_TESTS = FRONT.parent / "tests/vendor"
PACKAGES = ("dkfds", "htmx.org", "@noble/hashes", "axe-core")
FACE = re.compile(r"@font-face\{[^}]*\}")
WOFF2 = re.compile(r"url\(\.\./fonts/IBMPlexSans/complete/woff2/([\w-]+\.woff2)\) format\(\"woff2\"\)")
SVG = re.compile(r"<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>", re.DOTALL)
SOURCE_MAP = re.compile(r"(/\*#|//#) sourceMappingURL=\S+?(\*/)?\s*$")


def main() -> None:
    """Fetch the locked packages and write every vendored file anew."""
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=FRONT, check=True)  # noqa: S607 (npm as the path has it)
    for folder in (VENDOR, FOR_TESTS):
        shutil.rmtree(folder, ignore_errors=True)
    copy_dkfds()
    copy(NODE / "htmx.org/dist/htmx.min.js", VENDOR / "htmx/htmx.min.js")
    copy(NODE / "htmx.org/LICENSE", VENDOR / "htmx/LICENSE")
    bundle_hashes()
    copy(NODE / "axe-core/axe.min.js", FOR_TESTS / "axe-core/axe.min.js")
    copy(NODE / "axe-core/LICENSE", FOR_TESTS / "axe-core/LICENSE")
    copy(NODE / "axe-core/LICENSE-3RD-PARTY.txt", FOR_TESTS / "axe-core/LICENSE-3RD-PARTY.txt")
    draw_icons()
    write_list()


def copy(source: Path, target: Path) -> None:
    """Copy one file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_dkfds() -> None:
    """Copy the design system with only the fonts and icons that its style sheet asks for."""
    dist, out = NODE / "dkfds/dist", VENDOR / "dkfds"
    css = SOURCE_MAP.sub("", (dist / "css/dkfds.min.css").read_text("utf-8"))
    css = FACE.sub(only_woff2, css)
    for name in sorted(set(re.findall(r"url\(\.\./fonts/([\w-]+\.woff2)\)", css))):
        copy(dist / "fonts/IBMPlexSans/complete/woff2" / name, out / "fonts" / name)
    for name in sorted(set(re.findall(r"url\(\.\./img/([\w./-]+)\)", css))):
        copy(dist / "img" / name, out / "img" / name)
    copy(dist / "fonts/IBMPlexSans/complete/woff2/license.txt", out / "fonts/LICENSE.txt")
    copy(dist / "LICENSE.md", out / "LICENSE.md")
    copy(FRONT / "licenses/Apache-2.0.txt", out / "img/LICENSE-Apache-2.0.txt")
    write(out / "css/dkfds.min.css", css.strip() + "\n")
    script = (dist / "js/dkfds.min.js").read_text("utf-8")
    write(out / "js/dkfds.min.js", SOURCE_MAP.sub("", script).strip() + "\n")


def only_woff2(face: re.Match[str]) -> str:
    """Cut one @font-face to its woff2 file; a face without one is dropped.

    dkfds also names eot, woff and ttf files; every browser that the pages support reads woff2, and hashed static files
    fail when one named file is missing.
    """
    found = WOFF2.search(face[0])
    if not found:
        return ""
    return re.sub(r"src:[^}]*\}", f'src:url(../fonts/{found[1]}) format("woff2")}}', face[0])


def bundle_hashes() -> None:
    """Bundle SHA-256 into one module: a browser can hash a file piece by piece, which SubtleCrypto cannot."""
    out = VENDOR / "noble-hashes/sha256.js"
    command = ["node_modules/.bin/esbuild", "sha256.mjs", "--bundle", "--format=esm", "--minify"]
    command += ["--target=es2020", "--legal-comments=inline", f"--outfile={out}"]
    subprocess.run(command, cwd=FRONT, check=True)  # noqa: S603 - our own command
    copy(NODE / "@noble/hashes/LICENSE", out.parent / "LICENSE")


def draw_icons() -> None:
    """Draw the listed dkfds icons into one sprite, so that pages hold no inline drawings."""
    listed = (FRONT / "icons.txt").read_text("utf-8").splitlines()
    symbols = [symbol(name) for name in listed if name and not name.startswith("#")]
    note = "<!-- Material Symbols and Pictogrammers through dkfds, Apache-2.0: see vendor/dkfds/LICENSE.md -->"
    body = "\n".join([note, *symbols])
    write(STATIC / "img/icons.svg", f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n')


def symbol(name: str) -> str:
    """Give one icon as a symbol of the sprite."""
    found = SVG.search((NODE / f"dkfds/dist/img/svg-icons/{name}.svg").read_text("utf-8"))
    if not found:
        raise SystemExit(f"The icon {name} has no viewBox: dkfds may have changed how it draws.")
    return f'<symbol id="{name}" viewBox="{found[1]}">{found[2].strip()}</symbol>'


def write(path: Path, text: str) -> None:
    """Write one text file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def write_list() -> None:
    """List what was copied, with version, licence and fingerprint, where a reader looks for it."""
    rows = [package_row(name) for name in PACKAGES]
    files = [p for folder in (VENDOR, FOR_TESTS, STATIC / "img") for p in folder.rglob("*") if p.is_file()]
    prints = [f"| `{p.relative_to(FRONT.parent)}` | `{digest(p)}` |" for p in sorted(files) if from_npm(p)]
    head = "# What is vendored\n\nWritten by `make vendor` (`front/vendor.py`). Do not edit by hand.\n\n"
    packages = "| Package | Version | Licence | Why |\n|---|---|---|---|\n" + "\n".join(rows)
    table = "\n\n| File | SHA-256 |\n|---|---|\n" + "\n".join(prints) + "\n"
    write(VENDOR / "VENDOR.md", head + packages + table)


def from_npm(path: Path) -> bool:
    """Say whether the file came through this script: the logo and our own pictures did not."""
    return VENDOR in path.parents or FOR_TESTS in path.parents or path.name == "icons.svg"


def digest(path: Path) -> str:
    """Give the file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def package_row(name: str) -> str:
    """Give one package's line of the list."""
    about = json.loads((NODE / name / "package.json").read_text("utf-8"))
    reasons = json.loads((FRONT / "package.json").read_text("utf-8"))["reasons"]
    licence = "MIT; fonts OFL-1.1; icons Apache-2.0" if name == "dkfds" else about["license"]
    return f"| {name} | {about['version']} | {licence} | {reasons[name]} |"


if __name__ == "__main__":
    main()
