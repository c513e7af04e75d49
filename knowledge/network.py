"""The one place that says whether something may connect beyond this machine.

Nothing here connects. Whatever is about to (a download, an endpoint) asks `require` first,
so that one setting holds for all of them.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from knowledge.errors import FetchError
from knowledge.settings import load
from knowledge.worded import worded

__all__ = ["is_loopback", "is_private", "require", "require_encrypted"]


def require(what: str, url: str = "") -> None:
    """Return if connecting is allowed. `what` begins the sentence that refuses: "The model X was not pulled".

    An address on this machine stays allowed offline: nothing leaves it.

    Raises:
        FetchError: offline is set by the setting network.offline, `SSE_OFFLINE` or `sse --offline`.
        KnowledgeError: the settings cannot be read; then nothing connects either.
    """
    if (url and is_loopback(url)) or not load().offline:
        return
    raise FetchError(
        worded(
            "{what}: you are offline by your own setting. Unset SSE_OFFLINE or leave out --offline, "
            "or allow it for good with: sse settings set network.offline false",
            what=what,
        )
    )


def require_encrypted(url: str, private: bool = False) -> None:
    """Return if `url` is https, or http to this machine (with `private`: or to a private network).

    Raises:
        FetchError: it is neither, or no address at all.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if not host or parts.scheme not in ("http", "https"):
        raise FetchError(
            worded("{url} is no address that can be fetched. Give one that begins with https://", url=url)
        )
    if parts.scheme == "https" or is_loopback(url) or (private and is_private(url)):
        return
    also = worded(", except on this machine")
    if private:
        also = worded(", except on this machine or in a private network given by its number")
    raise FetchError(
        worded(
            "{url} is not encrypted: whoever is on the way could read and change what it carries. "
            "Give an address that begins with https://; plain http is taken nowhere else{also}.",
            url=url,
            also=also,
        )
    )


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine, by what it says and without looking a name up."""
    host = _host(url)
    address = _address(host)
    return address.is_loopback if address else host == "localhost" or host.endswith(".localhost")


def is_private(url: str) -> bool:
    """Whether the address is a number of a private network (RFC 1918, RFC 4193) or of this machine.

    A name is not looked up: what it means could change between the question and the connection.
    """
    address = _address(_host(url))
    return is_loopback(url) or (address is not None and any(address in network for network in _PRIVATE))


_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
