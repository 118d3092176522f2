"""A bucket of a service that speaks S3, through botocore, which only an installation with such a bucket needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, BinaryIO

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError, IncompleteReadError
from botocore.session import Session

from storage.names import CHUNK, checked
from storage.problem import (
    BUCKET_MISSING,
    CREDENTIAL_REFUSED,
    REQUEST_REFUSED,
    SERVER_UNREACHABLE,
    Missing,
    StorageProblem,
)

CONNECT_SECONDS = 5
READ_SECONDS = 30
_GONE = ("404", "NoSuchKey", "NotFound")
_NOT_US = ("403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch")


@dataclass(frozen=True)
class S3Storage:
    """Objects of one bucket whose keys begin with `prefix`. Keys are those of one user who may do nothing else."""

    endpoint: str
    region: str
    bucket: str
    prefix: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)

    def put(self, name: str, stream: BinaryIO) -> None:
        """One PUT of a stream that can be rewound: S3 shows the whole object or none."""
        with _in_our_words():
            self._client.put_object(Body=stream, **self._at(name))

    @contextmanager
    def open(self, name: str) -> Iterator[Iterator[bytes]]:
        """The object in chunks, as they come over the network."""
        with _in_our_words():
            body = self._client.get_object(**self._at(name))["Body"]
        try:
            yield self._chunks(body)
        finally:
            body.close()

    def delete(self, name: str) -> None:
        """Remove the object; S3 says yes to what is not there, too."""
        with _in_our_words():
            self._client.delete_object(**self._at(name))

    def exists(self, name: str) -> bool:
        """Whether there is such an object."""
        try:
            with _in_our_words():
                self._client.head_object(**self._at(name))
        except Missing:
            return False
        return True

    def names(self, older_than: datetime) -> Iterator[str]:
        """Names by the service's own clock, a thousand at a time."""
        more: dict[str, str] = {}
        while True:
            with _in_our_words():
                page = self._client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, **more)
            for found in page.get("Contents", ()):
                if found["LastModified"] < older_than:
                    yield found["Key"].removeprefix(self.prefix)
            if not page["IsTruncated"]:
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.prefix + checked(name)}

    def _chunks(self, body: Any) -> Iterator[bytes]:
        while True:
            with _in_our_words():
                chunk: bytes = body.read(CHUNK)
            if not chunk:
                return
            yield chunk

    @cached_property
    def _client(self) -> Any:
        """Safe to share between threads. Making it costs a tenth of a second and asks nobody."""
        return Session().create_client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": 3},
                s3={"addressing_style": "path"},  # no name of a bucket in the host's: what every server understands
                # Checksums in trailers are Amazon's own and unknown to many that speak S3 otherwise.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )


@contextmanager
def _in_our_words() -> Iterator[None]:
    """The texts of botocore repeat addresses and names; ours give its codes."""
    try:
        yield
    except ClientError as error:
        _refused(error.response)
    except (ConnectionError, HTTPClientError, IncompleteReadError) as error:
        said = f"the document storage does not answer ({type(error).__name__})"
        raise StorageProblem(SERVER_UNREACHABLE, said, retryable=True) from None
    except BotoCoreError as error:
        said = f"the document storage cannot be asked ({type(error).__name__})"
        raise StorageProblem(REQUEST_REFUSED, said) from None


def _refused(response: Any) -> None:
    """Raise what the code of an answer means."""
    code = str(response.get("Error", {}).get("Code", ""))
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code == "NoSuchBucket":
        raise StorageProblem(BUCKET_MISSING, "the document storage has no such bucket") from None
    if code in _GONE:
        raise Missing from None
    said = f"the document storage answered {status} {code}"
    if code in _NOT_US:
        raise StorageProblem(CREDENTIAL_REFUSED, said) from None
    raise StorageProblem(REQUEST_REFUSED, said, retryable=status >= 500 or status == 429) from None
