"""Our scripts, and our styles, each as one file: a wall would otherwise ask forty times before it shows anything."""

import gzip
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from config.files import texts_in

FOLDER = Path(__file__).parent / "assets"
MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
FOR_EVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
}  # another is named otherwise


class Bundle(NamedTuple):
    """All files of one kind, and the address that changes with them."""

    address: str
    kind: str
    body: bytes
    zipped: bytes


def bundles(folder: Path = FOLDER) -> list[Bundle]:
    """The styles, then the scripts."""
    return [_bundle(texts_in(folder, suffix), suffix) for suffix in MEDIA]


def _bundle(texts: dict[str, str], suffix: str) -> Bundle:
    parts = [f"/* {name} */\n{_alone(text) if suffix == '.js' else text}" for name, text in texts.items()]
    body = "\n".join(parts).encode()
    return Bundle(f"/bundle/{sha256(body).hexdigest()[:16]}{suffix}", suffix, body, gzip.compress(body, mtime=0))


def _alone(script: str) -> str:
    """A script that breaks breaks no other, and its error is told as ever."""
    return f"try {{\n{script}\n}} catch (error) {{ setTimeout(() => {{ throw error; }}); }}"


def tags(kind: str, made: list[Bundle]) -> str:
    """The tag of the styles, or of the scripts."""
    address = next(one.address for one in made if one.kind == kind)
    return f'<script src="{address}"></script>' if kind == ".js" else f'<link rel="stylesheet" href="{address}">'


def bundle_routes(made: list[Bundle]) -> APIRouter:
    """The addresses of both."""
    router, of = APIRouter(), {one.address: one for one in made}

    @router.get("/bundle/{name}")
    async def bundle(name: str, request: Request) -> Response:
        found = of.get(f"/bundle/{name}")
        if found is None:
            return PlainTextResponse("there is another one by now", 404, {"Cache-Control": "no-store"})
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(found.body, media_type=MEDIA[found.kind], headers=FOR_EVER)
        return Response(found.zipped, media_type=MEDIA[found.kind], headers=FOR_EVER | {"Content-Encoding": "gzip"})

    return router


def zipped_once(serve: Callable[..., Response]) -> Callable[..., Response]:
    """Dash's own scripts, which ``serve`` knows, zipped once and not for everybody who opens a page."""
    kept: dict[str, bytes] = {}

    def answer(dash: object, package: str, path: str, request: Request) -> Response:
        plain = serve(dash, package, path, request)
        if plain.status_code != 200 or "gzip" not in request.headers.get("accept-encoding", ""):
            return plain
        key = f"{package}/{path}"
        if key not in kept:
            kept[key] = gzip.compress(bytes(plain.body), mtime=0)
        headers = {name: text for name, text in plain.headers.items() if name != "content-length"}
        return Response(kept[key], headers=headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})

    return answer
