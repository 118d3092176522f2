"""The way out for letters, against a real mail server."""

from types import SimpleNamespace

from doctor import post
from doctor.finding import Level
from mail import problem
from mail.transports import transport_for
from tests.mail.mail_server import free_port, mail_server


def mailed(url):
    return next(iter(post.check(SimpleNamespace(mail_url=url), transport_for(url))))


def test_a_mail_server_that_lets_us_in_is_fine():
    with mail_server() as server:
        assert mailed(f"smtp://127.0.0.1:{server.port}").level is Level.OK
        assert server.taken == []


def test_a_mail_server_that_is_not_there_is_found():
    finding = mailed(f"smtp://127.0.0.1:{free_port()}")

    assert finding.level is Level.FAIL
    assert finding.advice == post.ADVICE[problem.SERVER_UNREACHABLE]


def test_a_mail_server_without_encryption_is_found():
    with mail_server() as server:
        assert mailed(f"smtp://127.0.0.1:{server.port}?starttls=1").advice == post.ADVICE[problem.TLS_FAILED]


def test_a_mail_server_that_wants_no_login_from_us_is_found():
    with mail_server() as server:
        finding = mailed(f"smtp://cita:a-secret@127.0.0.1:{server.port}")

    assert finding.advice == post.ADVICE[problem.CREDENTIAL_REFUSED]
    assert "secret" not in finding.says


def test_a_folder_that_cannot_be_written_is_found(tmp_path):
    (tmp_path / "file").touch()

    assert mailed(f"file:{tmp_path / 'file' / 'outbox'}").advice == post.ADVICE[problem.FOLDER_UNWRITABLE]


def test_every_code_of_the_mail_has_its_advice():
    codes = {value for name, value in vars(problem).items() if name.isupper() and isinstance(value, str)}

    assert codes == post.ADVICE.keys()
