"""What we write to people: cleaned text, calendar objects, letters and the ways to send them.

A gateway: it takes and gives small frozen dataclasses and knows nothing of the web application, its settings
or its tables.
"""

from mail.problem import MailProblem

__all__ = ["MailProblem"]
