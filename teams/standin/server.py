"""The two servers of the process: HTTPS for Graph and tokens, HTTP for pages."""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, ThreadedWSGIServer, WSGIRequestHandler

from .api import BREAK_OFF, graph_pages
from .controls import fault_pages, test_pages
from .entra import sign_in_pages, token_pages
from .pages import look_pages, meeting_pages
from .tokens import Grants
from .world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"


class Handler(WSGIRequestHandler):
    """Quiet, and able to take a broken connection for what it is."""

    # Headers and body are two writes; Nagle's algorithm would hold the second back for the client's answer.
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: addresses in the paths are personal data."""

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        self.close_connection = True


class Breaking:
    """Around the application: breaks off the connection where a fault says so."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        chunks = self._app(environ, start_response)
        if environ.get(BREAK_OFF) == "reset":
            _reset(environ["werkzeug.socket"])
            raise ConnectionResetError
        if environ.get(BREAK_OFF) == "cut":
            # Content-Length has promised all of it.
            whole = b"".join(chunks)
            return [whole[: len(whole) // 2]]
        return chunks


def servers(world: World, context: ssl.SSLContext, https_port: int, http_port: int) -> list[BaseWSGIServer]:
    """Both servers, listening; to be run with `serve_forever`, each in a thread."""
    grants = Grants()
    secure, plain = Flask("teams.standin"), Flask("teams.standin")
    secure.register_blueprint(graph_pages(world))
    secure.register_blueprint(token_pages(world, grants))
    plain.register_blueprint(sign_in_pages(world, grants))
    plain.register_blueprint(look_pages(world))
    plain.register_blueprint(meeting_pages(world))
    plain.register_blueprint(fault_pages(world))
    plain.register_blueprint(test_pages(world))
    https = ThreadedWSGIServer(HOST, https_port, Breaking(secure.wsgi_app), Handler)
    # The handshake belongs in the thread of its connection: at accept(), one slow client would hold up all.
    https.socket = context.wrap_socket(https.socket, server_side=True, do_handshake_on_connect=False)
    https.ssl_context = context
    return [https, ThreadedWSGIServer(HOST, http_port, plain.wsgi_app, Handler)]


def _reset(connection: socket.socket) -> None:
    # Linger 0 makes close() send RST; detached, so that nobody says goodbye first.
    raw = socket.socket(fileno=connection.detach())
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw.close()
