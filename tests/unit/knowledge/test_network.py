from __future__ import annotations

import pytest

from knowledge.errors import FetchError
from knowledge.network import is_loopback, is_private, require, require_encrypted
from knowledge.settings import change


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSE_OFFLINE", raising=False)
    monkeypatch.delenv("SSE_CONFIG_DIR", raising=False)


def test_offline_by_the_setting_refuses_what_leaves_this_machine() -> None:
    require("The model was not pulled", "https://site.example/x")
    change("network.offline", True)
    with pytest.raises(FetchError, match=r"The model was not pulled: you are offline.*network.offline false"):
        require("The model was not pulled", "https://site.example/x")
    require("It was not asked", "http://127.0.0.1:8080/v1")
    with pytest.raises(FetchError):
        require("It was not asked", "http://192.168.1.4/v1")
    with pytest.raises(FetchError):
        require("It was not asked")


@pytest.mark.parametrize(("value", "refused"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_offline_by_the_environment(monkeypatch: pytest.MonkeyPatch, value: str, refused: bool) -> None:
    monkeypatch.setenv("SSE_OFFLINE", value)
    if refused:
        with pytest.raises(FetchError, match="SSE_OFFLINE"):
            require("x", "https://site.example")
    else:
        require("x", "https://site.example")


@pytest.mark.parametrize(
    ("url", "loopback", "private"),
    [
        ("http://127.0.0.1:8080/v1", True, True),
        ("http://127.8.9.1", True, True),
        ("http://[::1]:80/", True, True),
        ("http://localhost", True, True),
        ("http://LOCALHOST.:8080", True, True),
        ("http://10.1.2.3", False, True),
        ("http://172.31.0.1", False, True),
        ("http://172.32.0.1", False, False),
        ("http://192.168.0.9", False, True),
        ("http://[fd00::1]", False, True),
        ("http://169.254.169.254/", False, False),
        ("http://127.0.0.1.example.org", False, False),
        ("http://localhost.example", False, False),
        ("http://127.0.0.1@site.example/", False, False),
        ("http://0x7f000001/", False, False),
        ("http://[half", False, False),
        ("", False, False),
    ],
)
def test_addresses_are_told_apart_by_what_they_say(url: str, loopback: bool, private: bool) -> None:
    assert (is_loopback(url), is_private(url)) == (loopback, private)


@pytest.mark.parametrize("url", ["https://a.example/x", "http://127.0.0.1:1/x", "http://localhost/x"])
def test_encrypted_or_near_is_taken(url: str) -> None:
    require_encrypted(url)


@pytest.mark.parametrize("url", ["http://a.example/x", "http://192.168.1.1/x", "http://8.8.8.8"])
def test_anything_else_is_told(url: str) -> None:
    with pytest.raises(FetchError, match="is not encrypted"):
        require_encrypted(url)


def test_a_private_network_is_taken_where_that_is_allowed() -> None:
    require_encrypted("http://192.168.1.1:8080/v1", private=True)
    with pytest.raises(FetchError, match="private network given by its number"):
        require_encrypted("http://models.lan/v1", private=True)


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example", "a.example/x", "https://", "http://[half", "https://a:b/"]
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(FetchError, match="no address"):
        require_encrypted(url)
