"""Makes docs/wall.png anew: starts a whole centre, waits for an incident on its wall, and takes a picture."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import browser_path
from tests.patience import until

ROOT = Path(__file__).parent.parent.parent
INCIDENT_SECONDS = 600.0  # the simulated city has a stopped vehicle every few minutes
FULL = """() => [...document.querySelectorAll('.alert-thumbnail')].some(image => image.naturalWidth > 0)
  && !document.querySelector('.tile-missing') && !document.getElementById('spotlight').hidden && (() => {
    const canvas = document.getElementById('spotlight-camera');
    return canvas.getContext('2d').getImageData(10, canvas.height - 10, 1, 1).data[3] === 255; })()"""


def main(target: Path) -> None:
    """Run a centre on a free port with data of its own, and leave nothing behind but the picture."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environ = {**os.environ, "IOC_DATA__FOLDER": folder, "IOC_DASHBOARD__PORT": str(port)}
        centre = subprocess.Popen([sys.executable, "-m", "ops", "up"], cwd=ROOT, env=environ)
        try:
            until(lambda: _answers(centre, port), 180, every=0.5, why="the centre answers")
            _take(_link(environ), target)
        finally:
            centre.terminate()
            centre.wait(60)


def _link(environ: dict[str, str]) -> str:
    """The link of a wall, as `ioc token` gives it."""
    command = [sys.executable, "-m", "ops", "token", "add", "screenshot"]
    said = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout
    return f"{said.split()[-1]}?lang=en"


def _take(address: str, target: Path) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])
        page: Page = browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
        page.goto(address)
        until(lambda: page.evaluate(FULL), INCIDENT_SECONDS, every=1.0, why="an incident with its picture")
        page.screenshot(path=target)
        browser.close()


def _answers(centre: subprocess.Popen, port: int) -> bool:
    if centre.poll() is not None:
        raise SystemExit(f"the centre ended with {centre.returncode}")
    try:
        return urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).read() == b"ready"
    except OSError:
        return False


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "wall.png")
