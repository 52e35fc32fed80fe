"""Dash itself: our own document around every page, and the authority before every layout and every callback."""

import re
from collections.abc import Callable, Mapping
from functools import partial, wraps
from types import ModuleType
from typing import Any

import dash
from dash import Dash
from dash.exceptions import PreventUpdate
from fastapi import FastAPI

from dashboard import shell
from dashboard.authority import permits, visitor
from dashboard.bundle import Bundle, bundle_routes, bundles, tags, zipped_once
from dashboard.centre import Centre
from dashboard.sessions import token_name

# What browsers of ten years ago lack takes a seventh of a second of each opening; Plotly's charts alone ask for it.
OLD_BROWSERS = re.compile(r"<script[^>]*/polyfill@[^>]*></script>")


class Document(Dash):
    """Dash, with our own HTML document around it, and the authority before every callback."""

    registering = ""  # the page whose callbacks are being made

    def callback(self, *args: object, **kwargs: object) -> Callable[..., Any]:
        """As Dash's own; a page's callback is answered only to those who may see the page."""
        page, made = self.registering, super().callback(*args, **kwargs)

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            return made(only_for(page, function) if page else function)

        return register

    def interpolate_index(self, **parts: str) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The document for the page that is asked for."""
        return self.server.state.document(self.backend.request_adapter().path, parts)


def only_for(page: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The callback of a page, for those who may see that page: all callbacks share one address."""

    @wraps(function)
    async def asked(*args: object, **kwargs: object) -> object:
        if not permits(visitor(), page):
            raise PreventUpdate
        return await function(*args, **kwargs)

    vars(asked)["page"] = page  # the tests walk over all callbacks by it
    return asked


def _with(made: list[Bundle], parts: Mapping[str, str], page: ModuleType | None) -> dict[str, str]:
    """Dash's parts of a document with our own styles and scripts, as this page needs them."""
    scripts = parts["scripts"] if hasattr(page, "chart") else OLD_BROWSERS.sub("", parts["scripts"])
    return {**parts, "css": parts["css"] + tags(".css", made), "scripts": scripts + tags(".js", made)}


def document(server: FastAPI, centre: Centre, pages: Mapping[str, ModuleType]) -> Dash:
    """Dash on this server, with every page and its callbacks."""
    made = bundles()
    server.include_router(bundle_routes(made))
    app = Document(
        "dashboard",  # not __name__: Dash would import the pages a second time
        server=server,  # pyright: ignore[reportArgumentType]  (an application is what the backend takes)
        assets_folder="assets",
        assets_ignore=r"\.(css|js)$",  # they come as one file of each kind
        pages_folder="",
        use_pages=True,
        include_pages_meta=False,
        suppress_callback_exceptions=True,
        update_title="",
        compress=True,
        enable_mcp=False,
        csrf_token_name=token_name(centre.settings.dashboard),
    )
    backend: Any = app.backend
    backend.serve_component_suites = zipped_once(backend.serve_component_suites)
    backend.websocket_capability = False  # else each page holds a second socket that nothing uses

    def written(path: str, parts: Mapping[str, str]) -> str:
        page = shell.page_at(pages, path)
        return shell.index(centre, page, _with(made, parts, page))

    server.state.document = written
    app.layout = partial(shell.shell, centre, pages)
    for path, page in pages.items():
        where = {"path_template" if "<" in path else "path": path}
        dash.register_page(page.__name__, title=page.TITLE, layout=partial(_layout, centre, page), **where)
        app.registering = page.NAME
        page.callbacks(app, centre)
        app.registering = ""
    dash.register_page("not_found_404", layout=lambda **_query: shell.no_such_page(centre))
    return app


def _layout(centre: Centre, page: ModuleType, **asked: str) -> dash.development.base_component.Component:
    """What its address names is the page's to know; what else somebody asks for is not."""
    camera_id = asked.get("camera_id", "")
    if not permits(visitor(), page.NAME, centre.thing(camera_id) if camera_id in centre.camera_communes else None):
        return shell.not_for_you(centre)
    return page.layout(
        centre, centre.words(), **{name: asked.get(name, "") for name in re.findall("<(.+?)>", page.PATH)}
    )
