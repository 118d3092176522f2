"""Mail: whether the way out is open. No letter is sent."""

from __future__ import annotations

from collections.abc import Iterator

from config import Settings
from doctor.finding import Finding, fail, ok, warn
from doctor.microsoft import ADVICE as MICROSOFT_ADVICE
from mail import MailProblem, problem
from mail.transports import Transport
from teams import Advice

ADVICE = {
    problem.SERVER_UNREACHABLE: "check host and port in MAIL_URL, and that the firewall lets this machine out to them",
    problem.TLS_FAILED: (
        "use the name that stands in the server's certificate and the right kind of encryption (smtps://, or "
        "?starttls=1); for a certificate authority of your own set SSL_CERT_FILE"
    ),
    problem.CREDENTIAL_REFUSED: (
        "check user and password in MAIL_URL (special characters as %XX); many servers want one made for programs"
    ),
    problem.THROTTLED: "the server asks to wait: try again in some minutes, then ask whoever runs it for its limits",
    problem.MAILBOX_REFUSED: "ask whoever runs the mail server to let this machine send from MAIL_FROM",
    problem.MESSAGE_REFUSED: "ask whoever runs the mail server why it refuses this machine",
    problem.FOLDER_UNWRITABLE: "make the folder of MAIL_URL writable for the user that the service runs as",
}
"""What to do, by the advice code of `mail.MailProblem`."""


def check(settings: Settings, transport: Transport) -> Iterator[Finding]:
    """Everything that sending needs, sending apart."""
    kind = settings.mail_url.partition(":")[0]
    if kind == "graph":
        yield ok("mail", "goes out by Microsoft 365; whether Mail.Send was granted shows with the first letter only")
        return
    try:
        transport.check()
    except MailProblem as trouble:
        finding = warn if trouble.retryable and trouble.advice == problem.THROTTLED else fail
        yield finding("mail", str(trouble), ADVICE.get(trouble.advice) or MICROSOFT_ADVICE[Advice(trouble.advice)])
    else:
        yield ok("mail", "the folder can be written" if kind == "file" else "the server lets us in")
