"""What a page looks like, as few numbers: the brightness and colour of a coarse grid over its screenshot."""

from pathlib import Path

import cv2
import numpy as np

FOLDER = Path(__file__).parent / "golden"
ACROSS, DOWN = 32, 18
MEAN_OFF, CELL_OFF = 4.0, 40.0  # of 255: what clocks, ages and another machine's fonts may change
FEW = 2  # cells that one mark or one line may turn beyond that: an age that goes from live to late is no other look


def grid(png: bytes) -> np.ndarray:
    """The screenshot as DOWN × ACROSS cells of three channels, 0 to 255."""
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    return cv2.resize(picture, (ACROSS, DOWN), interpolation=cv2.INTER_AREA).round().astype(int)


def difference(name: str, png: bytes) -> str:
    """How far a screenshot is from the one that was looked at and found good; "" when it is that one."""
    path, found = FOLDER / f"{name}.txt", grid(png)
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        path.write_text(_text(found))
        return f"{path} was not there: it is now; look at the page and keep the file if it is good"
    wanted = np.array([[_cell(cell) for cell in row.split()] for row in path.read_text().splitlines()])
    off = np.abs(wanted - found).max(axis=2)
    if off.mean() <= MEAN_OFF and (off > CELL_OFF).sum() <= FEW:
        return ""
    y, x = np.unravel_index(off.argmax(), off.shape)
    return f"{name}: {off.mean():.1f} off on average, {off.max()} at column {x + 1}, row {y + 1}"


def _text(cells: np.ndarray) -> str:
    return "\n".join(" ".join(bytes(cell.tolist()).hex() for cell in row) for row in cells) + "\n"


def _cell(text: str) -> list[int]:
    return [int(text[at : at + 2], 16) for at in (0, 2, 4)]
