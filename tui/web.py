"""`sse web`: the same app in a browser, served by textual-serve from this machine.

What textual-serve leaves open is closed here: its page asks another site for a font, any page of
any site may open its websocket, and so may every user of the machine. Here the page is our own,
the name in the `Host` header must be one of ours (DNS rebinding), the websocket takes our own
origin alone, and nothing is served without the key that `sse web` prints; a cookie keeps it.
"""

from __future__ import annotations

import hmac
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

from tui.i18n import _, language

__all__ = ["LOOPBACK", "MOST", "WebServer"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST = 4  # apps at once; each is a process with an index of its own
_COOKIE = "sse_web_key"
_PAGE = Path(__file__).parent / "web_page"
_RUN = "from tui.start import main; main()"
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' {socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebServer(Server):
    """Serves the app; `address` is what the user opens.

    Args:
        host, port: to listen on.
        key: without which nothing is served; drawn anew where not given.
        names: host names by which it may be reached, besides the one it listens on.
    """

    def __init__(
        self, host: str = "127.0.0.1", port: int = 8000, *, key: str = "", names: tuple[str, ...] = ()
    ) -> None:
        command = shlex.join([sys.executable, "-c", _RUN, "app"])
        shown = f"[{host}]" if ":" in host else host
        super().__init__(command, host, port, "SSE Assistant", f"http://{shown}:{port}", templates_path=_PAGE)
        self.key = key or secrets.token_urlsafe(18)
        self._names = {host, *names} | (set(LOOPBACK) if host in LOOPBACK else set())
        self._running = 0

    @property
    def address(self) -> str:
        """Address of the page, with its key."""
        return f"{self.public_url}/?key={self.key}"

    async def on_startup(self, app: web.Application) -> None:
        """Nothing is printed here: the command tells its user what to do."""

    async def _make_app(self) -> web.Application:
        app: web.Application = await super()._make_app()
        app.middlewares.append(self._guarded)
        return app

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, at the name that the browser used; the key goes from the address into a cookie."""
        if "key" in request.query:
            back = web.HTTPFound("/")
            back.set_cookie(_COOKIE, self.key, httponly=True, samesite="Strict")
            raise back
        import aiohttp_jinja2

        own = f"http://{request.host}"
        told: dict[str, Any] = {
            "font_size": 16,
            "app_websocket_url": f"ws://{request.host}/ws",
            "config": {"static": {"url": f"{own}/static/"}},
            "application": {"name": self.title},
            "page": {"language": language(), "ended": _("The app has ended."), "again": _("Begin again")},
        }
        page = aiohttp_jinja2.render_template("app_index.html", request, told)
        page.headers["Content-Security-Policy"] = _POLICY.format(socket=f"ws://{request.host}")
        return page

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One app for one page, a few at once."""
        if request.headers.get("Origin") != f"http://{request.host}":
            raise web.HTTPForbidden(text="Another site may not open this app.")
        if self._running >= MOST:
            raise web.HTTPServiceUnavailable(text="Too many apps are open. Close one first.")
        self._running += 1
        try:
            return await super().handle_websocket(request)
        finally:
            self._running -= 1

    @web.middleware
    async def _guarded(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        name = urlsplit(f"//{request.host}").hostname or ""
        if name not in self._names:
            raise web.HTTPForbidden(text="This name is not one of this server's.")
        given = request.query.get("key") or request.cookies.get(_COOKIE, "")
        if not hmac.compare_digest(given.encode(), self.key.encode()):
            raise web.HTTPForbidden(text="Open the address that `sse web` printed; it holds the key.")
        try:
            answer = await handler(request)
        except web.HTTPException as problem:
            _harden(problem)
            raise
        if not answer.prepared:
            _harden(answer)
        return answer


def _harden(answer: web.StreamResponse) -> None:
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
