"""The ways a letter leaves: a mail server, Microsoft Graph, or a folder of this machine for demo and tests.

transport = transport_for(settings.mail_url, post_mime=mailbox.send_mime)
transport.send(to_mime(letter, sender))
"""

from mail.problem import MailProblem
from mail.transports.choice import Transport, transport_for

__all__ = ["MailProblem", "Transport", "transport_for"]
