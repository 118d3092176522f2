import errno
import os
import stat

import pytest

from mail.mime import to_mime
from mail.transports import MailProblem, transport_for
from mail.transports.folder import FolderTransport
from mail.transports.smtp import SmtpTransport
from tests.mail.messages import BOOKED_AT, SERVICE, letter


class SomeGraphProblem(Exception):
    """As another gateway might raise it."""

    def __init__(self, text, *, retryable, unknown_outcome, retry_after, advice):
        super().__init__(text)
        self.retryable = retryable
        self.unknown_outcome = unknown_outcome
        self.retry_after = retry_after
        self.advice = advice


@pytest.mark.parametrize(
    ("url", "transport"),
    [
        ("smtp://correu.example.cat", SmtpTransport("correu.example.cat", 25, "none")),
        ("smtp://correu.example.cat:2525", SmtpTransport("correu.example.cat", 2525, "none")),
        ("smtp://correu.example.cat?starttls=1", SmtpTransport("correu.example.cat", 587, "starttls")),
        (
            "smtp://cita%40example.cat:a%2Fb%3A%40c@correu.example.cat:587/?starttls=1",
            SmtpTransport("correu.example.cat", 587, "starttls", "cita@example.cat", "a/b:@c"),
        ),
        ("smtps://u:p@correu.example.cat", SmtpTransport("correu.example.cat", 465, "tls", "u", "p")),
        ("SMTP://u:p@[::1]", SmtpTransport("::1", 587, "none", "u", "p")),
    ],
)
def test_an_address_names_server_port_security_and_login(url, transport):
    assert transport_for(url) == transport


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:var/outbox", "var/outbox"),
        ("file:/var/my outbox", "/var/my outbox"),
        ("file:///var/my%20outbox", "/var/my outbox"),
        ("file://localhost/var/outbox", "/var/outbox"),
    ],
)
def test_an_address_names_the_outbox_folder(url, folder):
    assert str(transport_for(url).folder) == folder


@pytest.mark.parametrize(
    "url",
    [
        "",
        "correu.example.cat",
        "http://correu.example.cat",
        "smtp:",
        "smtp://",
        "smtp://:2525",
        "smtp://host:port",
        "smtp://host:99999",
        "smtp://user:hid/den@host:25",
        "smtp://user:hid#den@host:25",
        "smtp://user@host",
        "smtp://:hidden@host",
        "smtp://user:hidden%C3%A7@host",
        "smtp://user:hidden%FF@host",
        "smtp://host/path",
        "smtp://host?tls=1",
        "smtp://host?starttls=yes",
        "smtps://host?starttls=1",
        "file:",
        "file:///",
        "file://elsewhere/outbox",
        "graph://host",
        "graph:",
    ],
)
def test_a_wrong_address_is_answered_with_what_to_write_and_never_repeated(url):
    with pytest.raises(ValueError, match=r"write|needs|ASCII|folder") as refused:
        transport_for(url)

    assert "hid" not in str(refused.value)
    assert "hid" not in repr(refused.value.__context__ if not refused.value.__suppress_context__ else None)


def test_a_password_is_not_shown_with_its_transport():
    assert "hidden" not in repr(transport_for("smtp://user:hidden@host"))


def test_graph_gets_the_whole_message():
    posted = []
    message = to_mime(letter(), SERVICE)

    transport = transport_for("graph:", posted.append)
    transport.check()
    transport.send(message)

    assert posted == [message.as_bytes()]


def test_a_problem_of_graph_is_told_in_our_words():
    def refuse(mime):
        raise SomeGraphProblem(
            "for aina@example.org", retryable=True, unknown_outcome=True, retry_after=17, advice="throttled"
        )

    with pytest.raises(MailProblem) as caught:
        transport_for("graph:", refuse).send(to_mime(letter(), SERVICE))

    problem = caught.value
    assert (problem.retryable, problem.unknown_outcome, problem.retry_after) == (True, True, 17)
    assert problem.advice == "throttled"
    assert "aina" not in str(problem)


def test_a_mistake_in_our_own_code_is_not_taken_for_a_mail_problem():
    def broken(mime):
        raise KeyError("mime")

    with pytest.raises(KeyError):
        transport_for("graph:", broken).send(to_mime(letter(), SERVICE))


def test_a_letter_lies_in_the_folder_whole_and_for_its_owner_only(tmp_path):
    folder = tmp_path / "var" / "outbox"
    message = to_mime(letter(), SERVICE)

    transport_for(f"file:{folder}").send(message)

    (file,) = folder.iterdir()
    assert file.name.startswith("20260914T080005Z-")
    assert file.name.endswith(".eml")
    assert "aina" not in file.name
    assert file.read_bytes() == message.as_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_letter_sent_again_is_one_file_and_another_a_second(tmp_path):
    transport = transport_for(f"file:{tmp_path}")
    transport.send(to_mime(letter(), SERVICE))
    transport.send(to_mime(letter(), SERVICE))
    transport.send(to_mime(letter(message_id="<another-one@cita.example.cat>"), SERVICE))

    assert len(list(tmp_path.iterdir())) == 2


def test_a_letter_is_never_seen_half_written(tmp_path, monkeypatch):
    seen = []
    sync = os.fsync

    def look_around(descriptor):
        seen.append([name for name in os.listdir(tmp_path) if not name.startswith(".")])
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look_around)
    transport_for(f"file:{tmp_path}").send(to_mime(letter(), SERVICE))

    before_the_name, after_it = seen
    assert before_the_name == []
    assert len(after_it) == 1


@pytest.mark.parametrize(("number", "retryable"), [(errno.ENOSPC, True), (errno.EACCES, False), (errno.EROFS, False)])
def test_a_disk_that_refuses_leaves_nothing_half_done(tmp_path, monkeypatch, number, retryable):
    def refuse(descriptor):
        raise OSError(number, "refused", "/home/aina/outbox")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(MailProblem) as caught:
        transport_for(f"file:{tmp_path}").send(to_mime(letter(), SERVICE))

    assert (caught.value.advice, caught.value.retryable) == ("folder_unwritable", retryable)
    assert "aina" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_reported_by_the_check(tmp_path):
    (tmp_path / "outbox").write_text("")

    with pytest.raises(MailProblem) as caught:
        FolderTransport(tmp_path / "outbox").check()

    assert caught.value.advice == "folder_unwritable"


def test_the_check_of_a_folder_leaves_it_as_it_was(tmp_path):
    FolderTransport(tmp_path).check()

    assert list(tmp_path.iterdir()) == []


def test_letters_are_named_in_the_order_of_their_dates(tmp_path):
    transport = FolderTransport(tmp_path)
    for hour in (11, 9, 10):
        transport.send(
            to_mime(letter(date=BOOKED_AT.replace(hour=hour), message_id=f"<h{hour}@cita.example.cat>"), SERVICE)
        )

    assert [name[9:11] for name in sorted(os.listdir(tmp_path))] == ["09", "10", "11"]
