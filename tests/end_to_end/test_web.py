"""`sse web`: the app in a real browser, and what is refused to everybody else."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tui.first_run import MARKER
from tui.web import MOST

pytestmark = pytest.mark.slow  # processes: a server, an app for each page, a browser

SSE = Path(sys.executable).with_name("sse")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
Run = Callable[..., "subprocess.CompletedProcess[str]"]
QUESTION = "Comment l'OIT définit-elle l'économie sociale et solidaire ?"


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@pytest.fixture
def served(installed: Path, tmp_path: Path, variables: Any) -> Iterator[str]:
    """The address that `sse web` prints; it runs over a copy of the library."""
    data = Path(shutil.copytree(installed, tmp_path / "data"))
    config = tmp_path / "config"
    config.mkdir()
    used = variables(data, SSE_CONFIG_DIR=str(config), LANG="fr_FR.UTF-8", LC_ALL="")
    subprocess.run([str(SSE), "settings", "set", "language", "fr"], env=used, check=True, capture_output=True)
    (config / MARKER).touch()
    running = subprocess.Popen(
        [str(SSE), "web", "--port", str(free_port())],
        env=used, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    found = re.search(r"http://\S+", running.stdout.readline())
    assert found is not None
    asyncio.run(_answers(found[0].split("?")[0]))
    yield found[0]
    running.send_signal(signal.SIGINT)
    told = running.communicate(timeout=30)[1]
    assert running.returncode == 0, told


async def _answers(address: str) -> None:
    async with aiohttp.ClientSession() as client:
        for _ in range(200):
            with contextlib.suppress(aiohttp.ClientError):
                await client.get(address)
                return
            await asyncio.sleep(0.05)
    pytest.fail("nothing was served")


async def test_nobody_gets_in_without_the_key_or_from_another_site(served: str) -> None:
    plain, key = served.split("/?key=")
    async with aiohttp.ClientSession() as stranger:
        for path in ("/", "/ws", "/static/js/textual.js", "/?key=wrong", "/download/x"):
            assert (await stranger.get(plain + path)).status == 403, path
        rebound = await stranger.get(served, headers={"Host": f"evil.example:{plain.rsplit(':', 1)[1]}"})
        assert rebound.status == 403
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as owner:
        page = await owner.get(served)
        text = await page.text()
        assert page.status == 200
        assert key not in text
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert not re.findall(r"(?:src|href)=\"https?://(?!127\.0\.0\.1)", text), "nothing of other sites"
        for origin in ({"Origin": "https://evil.example"}, {}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await owner.ws_connect(plain.replace("http", "ws") + "/ws", headers=origin)
            assert refused.value.status == 403


async def test_a_few_apps_run_at_once_and_no_more(served: str) -> None:
    plain = served.split("/?key=", maxsplit=1)[0]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as owner:
        await owner.get(served)
        opened = [await owner.ws_connect(f"{plain}/ws", headers={"Origin": plain}) for _ in range(MOST)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await owner.ws_connect(f"{plain}/ws", headers={"Origin": plain})
        assert refused.value.status == 503
        for one in opened:
            await one.close()


def test_others_are_let_in_only_when_its_owner_says_so(sse: Run) -> None:
    done = sse("web", "--host", "0.0.0.0", "--port", str(free_port()))
    assert done.returncode == 2
    assert "--let-others-in" in done.stderr


def test_a_port_that_is_taken_is_told(sse: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = sse("web", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Choose another one: --port" in done.stderr


class Page:
    """A page of a headless browser over its DevTools protocol; `drawn` is what the app sent to it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.drawn = b""
        self.asked: list[str] = []
        self.problems: list[str] = []

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        number = self._number
        while True:
            told = json.loads((await self._socket.receive(timeout=60)).data)
            if told.get("id") == number:
                assert "error" not in told, told
                return dict(told["result"])
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        given = told.get("params", {})
        match told.get("method"):
            case "Network.webSocketFrameReceived":
                data = given["response"]["payloadData"]
                self.drawn += base64.b64decode(data) if given["response"]["opcode"] == 2 else data.encode()
            case "Network.requestWillBeSent":
                self.asked.append(given["request"]["url"])
            case "Log.entryAdded" if given["entry"]["level"] == "error":
                self.problems.append(f"{given['entry']['text']} {given['entry'].get('url', '')}")

    async def until(self, text: str) -> None:
        """Wait until the app has drawn this."""
        for _ in range(600):
            await self.call("Runtime.evaluate", expression="1")
            if text in re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", self.drawn.decode("utf-8", "replace")):
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"never drawn: {text}")

    async def press(self, key: str, code: int) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    async def click(self, x: int, y: int) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def picture(self) -> bytes:
        await asyncio.sleep(1)  # the terminal draws on a canvas after it was told what
        return base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])


@contextlib.asynccontextmanager
async def browsed(folder: Path) -> AsyncIterator[Page]:
    assert BROWSER is not None
    running = subprocess.Popen(
        [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-background-networking", "--window-size=1200,800", "--remote-debugging-port=0",
         f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        told = folder / "DevToolsActivePort"
        for _ in range(600):
            if told.exists() and len(told.read_text().splitlines()) == 2:
                break
            await asyncio.sleep(0.05)
        port = told.read_text().splitlines()[0]
        async with aiohttp.ClientSession() as client:
            pages = await (await client.get(f"http://127.0.0.1:{port}/json")).json()
            at = next(one["webSocketDebuggerUrl"] for one in pages if one["type"] == "page")
            async with client.ws_connect(at, max_msg_size=0) as socket:
                page = Page(socket)
                for domain in ("Network", "Log", "Page", "Runtime"):
                    await page.call(f"{domain}.enable")
                yield page
    finally:
        running.terminate()
        running.wait(30)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
async def test_a_question_is_asked_and_a_citation_opened_in_a_browser(
    served: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with browsed(tmp_path / "browser") as page:
        await page.call("Page.navigate", url=served)
        await page.until("documents")
        await page.click(300, 60)
        await page.call("Input.insertText", text=QUESTION)
        await page.press("Enter", 13)
        await page.until("Les textes répondent")
        await page.until("par. 5")
        answered = await page.picture()
        page.drawn = b""  # the source stands beside the answer, and follows its sentences
        await page.press("ArrowDown", 40)
        await page.press("ArrowDown", 40)
        await page.until("Les quatre principes de la définition")
        assert answered != await page.picture()
        page.drawn = b""
        await page.click(125, 10)  # the second screen's name in the bar at the top
        await page.until("Chercher dans les titres")
        library = await page.picture()
        assert answered.startswith(b"\x89PNG")
        assert page.problems == []
        ours = served.split("/?key=", maxsplit=1)[0]
        assert [one for one in page.asked if not one.startswith((ours, "data:", "about:"))] == []
        if kept := request.config.getoption("--pictures"):
            Path(kept).mkdir(parents=True, exist_ok=True)
            (Path(kept) / "answer.png").write_bytes(answered)
            (Path(kept) / "library.png").write_bytes(library)
