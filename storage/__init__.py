"""Where the bytes of documents lie: a folder of this machine, or a bucket of any service that speaks S3.

A gateway: it takes names and streams and knows nothing of cases, people or the web. What is in it is named by random
letters; what each thing is stands in the tables.
"""

from storage.choice import Storage, storage_for
from storage.problem import Missing, StorageProblem

__all__ = ["Missing", "Storage", "StorageProblem", "storage_for"]
