"""Asking a virus scanner (ClamAV's clamd) about a stream of bytes.

A gateway: it knows nothing of documents, storage or the web.
"""

from antivirus.clamd import Clamd, Scanner, Verdict, scanner_for
from antivirus.problem import ScanProblem

__all__ = ["Clamd", "ScanProblem", "Scanner", "Verdict", "scanner_for"]
