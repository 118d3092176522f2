"""A place on this machine that Microsoft's stand-in can tell of changes: HTTPS, with a certificate that it trusts."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

Application = Callable[..., Any]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(application: Application, standin_folder: Path) -> Iterator[str]:
    """Serve the application while the block runs; gives its address. The certificate is the stand-in's own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(standin_folder / "server.pem")
    server = make_server("localhost", 0, application, threaded=True, request_handler=_Quiet, ssl_context=context)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
