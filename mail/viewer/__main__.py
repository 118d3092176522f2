"""`python -m mail.viewer --folder DIR --port N`, on this machine only and never in production."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from mail.viewer.pages import create_viewer

ALLOWED = ("demo", "test")


class _Quiet(WSGIRequestHandler):
    """Says nothing about each request: in the demo it shares the terminal with the site."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return None


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted. Exits with 2 unless VIDEOCITA_ENVIRONMENT is demo or test: letters are personal."""
    parser = argparse.ArgumentParser(prog="python -m mail.viewer", description="Read the local outbox in a browser.")
    parser.add_argument("--folder", type=Path, required=True, help="the folder that MAIL_URL=file:<folder> names")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0 takes a free one")
    chosen = parser.parse_args(arguments)
    if os.environ.get("VIDEOCITA_ENVIRONMENT") not in ALLOWED:
        parser.exit(2, "The viewer shows everybody's letters: set VIDEOCITA_ENVIRONMENT to demo or test.\n")
    server = make_server("127.0.0.1", chosen.port, create_viewer(chosen.folder), threaded=True, request_handler=_Quiet)
    sys.stdout.write(f"Letters: http://127.0.0.1:{server.port}/\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):  # the way to end it
        server.serve_forever()


if __name__ == "__main__":
    main()
