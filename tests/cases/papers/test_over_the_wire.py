"""Uploads to a real server: too large, cut off, many at once, and killed in the middle."""

import hashlib
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import requests
from sqlalchemy import select

from cases.links import current_token
from cases.models import Document
from database import db
from tests.cases.papers.wire import Sender, answer, most_memory, worker_at
from tests.support.papers import pdf
from tests.support.processes import site
from tests.support.waiting import until

MEGABYTE = 1024 * 1024

pytestmark = pytest.mark.slow


@pytest.fixture
def path(case):
    token = current_token(db.session(), case)
    db.session.rollback()
    return f"/e/{token}/documents"


@pytest.fixture
def address(settings, tmp_path):
    with site(settings, tmp_path, workers=1) as address:
        yield address


def stored():
    db.session.expire_all()
    rows = db.session.scalars(select(Document)).all()
    db.session.rollback()
    return rows


def in_storage(storage):
    return set(storage.names(older_than=datetime.now(UTC) + timedelta(days=1)))


def test_three_hundred_megabytes_are_refused_before_they_are_sent(address, path, storage):
    sender = Sender(address, path)
    began = time.monotonic()

    with sender.connect(300 * MEGABYTE) as connection:
        said = answer(connection)

    assert said.startswith("HTTP/1.1 413 ")
    assert "massa gran per enviar-ho" in said
    assert 'id="upload"' in said
    assert time.monotonic() - began < 25  # `answer` gives up after 30
    assert stored() == []
    assert in_storage(storage) == set()


def test_one_file_over_ten_megabytes_is_refused_by_name(address, path):
    said = Sender(address, path).send(("llarg.pdf", pdf(size=10 * MEGABYTE + 1)), ("bo.pdf", pdf()))

    assert said.status_code == 200
    assert "«llarg.pdf» fa més de 10 MB" in said.text
    assert [one.file_name for one in stored()] == ["bo.pdf"]


def test_an_upload_that_is_cut_off_leaves_nothing(address, path, storage):
    sender = Sender(address, path)

    with sender.connect(5 * MEGABYTE) as connection:
        connection.sendall(pdf(size=2 * MEGABYTE))
        connection.shutdown(1)
        said = answer(connection)

    assert said.startswith("HTTP/1.1 400 ") or said == ""
    assert stored() == []
    assert in_storage(storage) == set()


def test_an_upload_that_ends_in_the_middle_of_a_part_leaves_nothing(address, path, storage):
    sender = Sender(address, path)
    content = pdf(size=MEGABYTE)

    with sender.connect(len(sender.beginning()) + len(content)) as connection:
        connection.sendall(content)
        said = answer_of_one(connection)

    assert said.startswith("HTTP/1.1 400 ")
    assert stored() == []
    assert in_storage(storage) == set()


def answer_of_one(connection):
    """The beginning of an answer on a connection that stays open."""
    connection.settimeout(20)
    return connection.recv(65536).decode("utf-8", "replace")


def test_nobody_without_the_secret_address_makes_the_server_read(address, path):
    stranger = Sender(address, path)
    stranger.path = "/e/0123456789abcdef0123/documents"

    with stranger.connect(100 * MEGABYTE) as connection:
        said = answer_of_one(connection)

    assert said.startswith("HTTP/1.1 404 ")


def test_ten_files_of_ten_megabytes_take_little_memory(address, path):
    sender = Sender(address, path)
    sender.send(("warm.pdf", pdf("warm")))
    sender.open()
    worker = worker_at(address)
    before = most_memory(worker)

    said = sender.send(*((f"{number}.pdf", pdf(str(number), 10 * MEGABYTE - 10)) for number in range(10)))

    assert said.status_code == 303
    assert len(stored()) == 11
    assert most_memory(worker) - before < 30 * MEGABYTE


def test_a_server_that_is_killed_in_an_upload_leaves_no_row_without_its_file(address, path, storage):
    chance = random.Random(20261122)
    began = time.monotonic()
    send_some(Sender(address, path), "whole")
    usual = time.monotonic() - began

    for round_ in range(8):
        until(lambda: can_be_opened(address, path), 60)
        people = [Sender(address, path) for _ in range(3)]
        with ThreadPoolExecutor(3) as executor:
            sending = [executor.submit(send_some, one, f"{round_}-{number}") for number, one in enumerate(people)]
            time.sleep(chance.uniform(0, 2 * usual))  # three at a time take longer than one
            os.kill(worker_at(address), signal.SIGKILL)
            for one in sending:
                one.result(60)

    rows = stored()
    assert len(rows) >= 3
    assert {row.storage_name for row in rows} <= in_storage(storage)
    for row in rows:
        with storage.open(row.storage_name) as chunks:
            assert hashlib.sha256(b"".join(chunks)).hexdigest() == row.sha256


def can_be_opened(address, path):
    try:
        return requests.get(address + path, timeout=10).ok
    except requests.RequestException:
        return False


def send_some(sender, mark):
    """Three files, however that ends."""
    files = [(f"{mark}-{number}.pdf", pdf(f"{mark}-{number}", MEGABYTE)) for number in range(3)]
    with suppress(requests.RequestException):  # killed while sending
        sender.send(*files)
