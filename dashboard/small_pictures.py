"""Pictures made small enough for a phone on a slow link, and frames taken out of a strip for paper."""

from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageSequence

WIDTHS = (640, 480, 400, 320, 240, 160)
QUALITIES = (70, 55, 40)


def small_jpeg(picture: bytes, most_bytes: int) -> bytes:
    """The picture as a JPEG of at most so many bytes, as large as it may be; b"" when even the smallest is larger."""
    with Image.open(BytesIO(picture)) as opened:
        whole = opened.convert("RGB")
    for width in WIDTHS:
        if width > whole.width and width != WIDTHS[-1]:
            continue
        small = whole.copy()
        small.thumbnail((width, width))
        for quality in QUALITIES:
            made = _jpeg(small, quality)
            if len(made) <= most_bytes:
                return made
    return b""


def data_url(jpeg: bytes) -> str:
    """The JPEG as an address that needs no request."""
    return "data:image/jpeg;base64," + b64encode(jpeg).decode()


def frames(strip: bytes, count: int) -> list[bytes]:
    """So many frames of a strip as JPEGs, evenly spread over it."""
    with Image.open(BytesIO(strip)) as film:
        length = getattr(film, "n_frames", 1)
        wanted = {round(n * (length - 1) / max(1, count - 1)) for n in range(count)}
        return [_jpeg(f.convert("RGB"), 80) for n, f in enumerate(ImageSequence.Iterator(film)) if n in wanted]


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    made = BytesIO()
    picture.save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()
