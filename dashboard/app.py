"""Builds the dashboard's server and runs it: Dash on FastAPI, the live hub, pictures, and the guard around it."""

import asyncio
import logging
import pkgutil
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from types import MappingProxyType, ModuleType

import uvicorn
from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from config import City, ConfigError, Settings
from config.language import LANGUAGES
from config.shelter import require_shelter
from dashboard import pages as page_folder
from dashboard import shell
from dashboard.authority import Visitor, permits, visited_by, visitor
from dashboard.centre import Centre
from dashboard.coverage_routes import coverage_routes
from dashboard.document import document
from dashboard.door import Door
from dashboard.entrance import entrance_routes
from dashboard.guard import Guard, public_hosts
from dashboard.handling import handling_routes
from dashboard.ledger import Ledger
from dashboard.live import Audience, Hub, Patches
from dashboard.past import past_routes
from dashboard.sessions import Sessions, cookie_name, keep_language
from dashboard.sights import sight_routes
from dashboard.stills import STILL, Gallery, routes
from dashboard.watch import Watch, utc_now
from dashboard.wire import Wire
from store.reader import DatabaseDown, Reader, alive

log = logging.getLogger(__name__)
NOTHING: Mapping[str, ASGIApp] = MappingProxyType({})


def serve(settings: Settings, city: City, mounts: Mapping[str, ASGIApp] = NOTHING) -> None:
    """Serve the screens until SIGTERM or SIGINT; raises ConfigError when the address cannot be used.

    ``mounts`` are applications by path that are not ours, for programs and not for people: they ask for a key.
    """
    require_shelter(settings.dashboard)
    listening = _listen(settings.dashboard.host, settings.dashboard.port)
    app = build(settings, city, mounts)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            ws=Wire,
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=3,
            proxy_headers=bool(settings.dashboard.proxies),
            forwarded_allow_ips=list(settings.dashboard.proxies),
            ssl_certfile=settings.dashboard.tls_certificate or None,
            ssl_keyfile=settings.dashboard.tls_key or None,
        )
    )
    # uvicorn ends cleanly and then raises the signal once more, for what was set before it: nothing is left to do.
    signal.signal(signal.SIGTERM, server.handle_exit)
    signal.signal(signal.SIGINT, server.handle_exit)
    server.run(sockets=[listening])
    if app.state.broken or not server.started:
        raise SystemExit(1)


def build(settings: Settings, city: City, mounts: Mapping[str, ASGIApp] = NOTHING) -> FastAPI:
    """The ASGI application."""
    centre, watch, pages = Centre(settings, city), Watch(settings), page_modules()
    ledger = Ledger(centre, pages.values())
    hub = Hub(partial(_render, centre, watch, ledger, pages), secrets.token_hex(4), settings.dashboard.tick_seconds)
    database = settings.database
    gallery = Gallery(city, Reader(database.url, database.connect_seconds, "ioc dashboard stills"))
    known = Sessions(Reader(database.url, database.connect_seconds, "ioc dashboard sessions"))
    watch.hearers.append(known.hear)
    server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    reading = partial(ledger.run, lambda: {audience.page for audience in hub.clients})
    server.state.tasks = (watch.run, partial(hub.run, lambda: watch.picture), gallery.run, reading, known.run)
    server.state.broken = False
    server.include_router(routes(centre, centre.reader))
    server.include_router(sight_routes(centre))
    server.include_router(handling_routes(centre))
    server.include_router(past_routes(centre))
    server.include_router(coverage_routes(centre))
    server.include_router(entrance_routes(centre, known))
    _plain_routes(server, centre, hub, gallery, pages)
    for path, application in mounts.items():
        server.mount(path, application)
    server.state.dash, server.state.sessions = document(server, centre, pages), known
    # what is added last stands outermost
    server.add_middleware(Door, sessions=known, centre=centre, pages=pages, machines=tuple(mounts))
    hosts = public_hosts(settings.dashboard)
    keep = partial(keep_language, known, centre.reader, cookie_name(settings.dashboard))
    server.add_middleware(Guard, language=settings.city.language, machines=tuple(mounts), hosts=hosts, keep=keep)
    return server


def page_modules() -> dict[str, ModuleType]:
    """The pages by address, in the order of the navigation: each file of pages/ is one."""
    names = [found.name for found in pkgutil.iter_modules(page_folder.__path__)]
    modules = [import_module(f"{page_folder.__name__}.{name}") for name in names]
    return {module.PATH: module for module in sorted(modules, key=lambda module: module.ORDER)}


def _render(
    centre: Centre, watch: Watch, ledger: Ledger, pages: Mapping[str, ModuleType], audience: Audience
) -> Patches:
    now, words = utc_now(), centre.words(audience.language)
    picture = centre.part(watch.picture, audience.scope)
    page = next(page for page in pages.values() if audience.page == page.NAME)
    with visited_by(Visitor("", audience.role, audience.scope)):
        frame = shell.shell_patches(centre, picture, words, now)
        return {**frame, **page.patches(centre, picture, words, now, *ledger.of(page))}


def _plain_routes(server: FastAPI, centre: Centre, hub: Hub, gallery: Gallery, pages: Mapping[str, ModuleType]) -> None:
    names = {page.NAME for page in pages.values()}

    @server.get("/healthz")
    async def healthz() -> Response:
        return PlainTextResponse("ok")

    @server.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    @server.get("/readyz")
    async def readyz() -> Response:
        try:
            await centre.reader.ask(alive)
        except DatabaseDown as error:
            log.info("not ready: %s", error)
            return PlainTextResponse("the database gives no answer", 503)
        return PlainTextResponse("ready")

    @server.websocket("/live")
    async def live(socket: WebSocket) -> None:
        page, language, who = socket.query_params.get("page", ""), socket.query_params.get("lang", ""), visitor()
        if page not in names or language not in LANGUAGES or who.role is None or not permits(who, page):
            await socket.close(1008)
            return
        seen = partial(_sees_camera, centre, who)
        await hub.serve(socket, Audience(page, language, who.role, who.scope), partial(gallery.answer, may_see=seen))


def _sees_camera(centre: Centre, who: Visitor, camera_id: str) -> bool:
    return permits(who, STILL, centre.thing(camera_id))


@asynccontextmanager
async def _lifespan(server: FastAPI) -> AsyncIterator[None]:
    """Dash is made ready before anything is asked; a task that breaks ends the process, to be restarted.

    Left to itself Dash prepares at the first request it sees, which is too late when that is not for its first page.
    """
    for prepare in server.state.dash.backend._before_request_funcs:
        await prepare() if asyncio.iscoroutinefunction(prepare) else prepare()
    tasks = [asyncio.create_task(run()) for run in server.state.tasks]
    for task in tasks:
        task.add_done_callback(partial(_ended, server))
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _ended(server: FastAPI, task: asyncio.Task[None]) -> None:
    if task.cancelled():
        return
    log.error("a task of the dashboard broke", exc_info=task.exception())
    server.state.broken = True
    signal.raise_signal(signal.SIGTERM)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        advice = f"choose another with IOC_DASHBOARD__PORT={port + 1}"
        raise ConfigError(f"dashboard.port: {host}:{port} cannot be used ({error.strerror}); {advice}") from error
    listening.set_inheritable(False)
    return listening
