"""Sending files to a real server, byte by byte where it matters, and looking at its processes."""

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import requests

BOUNDARY = "----the-boundary-of-the-tests"


class Sender:
    """Somebody with a page of documents open."""

    def __init__(self, address, path):
        self.address, self.path = address, path
        self.session = requests.Session()
        self.open()

    def open(self):
        """Open the page, whose form is then sent."""
        page = self.session.get(self.address + self.path, timeout=30).text
        self.fields = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "once_key")
        } | {"kind": "other"}

    def send(self, *files):
        """Send files, each a name and its content."""
        return self.session.post(
            self.address + self.path,
            data=self.fields,
            files=[("files", (name, content, "application/octet-stream")) for name, content in files],
            headers={"Referer": self.address + self.path},
            timeout=60,
            allow_redirects=False,
        )

    def connect(self, length):
        """A connection on which the head of an upload of so many bytes has been sent, and the fields."""
        parts = urlsplit(self.address)
        connection = socket.create_connection((parts.hostname, parts.port), timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.session.cookies.items())
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookies}\r\n"
            f"Referer: {self.address}{self.path}\r\nContent-Length: {length}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
        )
        connection.sendall(head.encode() + self.beginning())
        return connection

    def beginning(self):
        """The body up to where the content of the first file begins."""
        fields = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in self.fields.items()
        )
        file = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        return (fields + file).encode()


def answer(connection):
    """What comes back, up to the end of the connection or of its patience."""
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except (TimeoutError, ConnectionResetError):
        pass
    return received.decode("utf-8", "replace")


def worker_at(address):
    """Id of the process that answers there: the child of the one that keeps the server going."""
    parents = {pid: parent for pid in processes_at(address) if (parent := parent_of(pid)) is not None}
    return next(pid for pid, parent in parents.items() if parent in parents)


def parent_of(pid):
    """None when the process has ended meanwhile."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(re.search(r"^PPid:\s+(\d+)", status, re.M)[1])


def processes_at(address):
    """Ids of the processes of the server that listens there."""
    bound = f"127.0.0.1:{urlsplit(address).port}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if bound in (folder / "cmdline").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
    return found


def most_memory(pid):
    """The most that a process has ever held at a time, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024
