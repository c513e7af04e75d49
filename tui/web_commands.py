"""`sse web`: the app in a browser of this machine, or, if its owner says so, of others."""

from __future__ import annotations

import click

from knowledge.worded import worded

__all__ = ["web"]


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--name", "names", multiple=True, help="A name by which others reach this machine; repeatable.")
@click.option("--let-others-in", is_flag=True, help="Needed for any --host that others can reach.")
@click.option("--open", "opens", is_flag=True, help="Open it in your browser.")
def web(port: int, host: str, names: tuple[str, ...], let_others_in: bool, opens: bool) -> None:
    """Open the app in a browser; Ctrl-C ends it.

    It listens on this machine alone. The address that is printed holds a key: who has it uses the
    app as you do, with your documents, your log and your settings.
    """
    import socket

    from tui.errors import WebError
    from tui.web import LOOPBACK, WebServer

    if host not in LOOPBACK:
        if not let_others_in:
            raise click.UsageError(
                f"{host} can be reached by others, and the connection is not encrypted. Whoever has the key reads your "
                "documents and your log. If that is what you want: --let-others-in"
            )
        click.secho(
            "Others can reach this app. The connection is not encrypted; put it behind a proxy with TLS, and give "
            "the address to nobody who may not read your documents and your log.",
            fg="yellow", err=True,
        )  # fmt: skip
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise WebError(
                worded(
                    "The app cannot be served at {host}, port {port}: {strerror}. Choose another one: --port",
                    host=host,
                    port=port,
                    strerror=error.strerror or error,
                )
            ) from error
    server = WebServer(host, port, names=names)
    click.echo(f"The app is at {server.address}")
    click.echo("Ctrl-C ends it, and every page of it.")
    if opens:
        click.launch(server.address)
    server.serve()
