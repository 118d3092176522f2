"""What every storage promises: kept as a folder of this machine, and in a bucket over real HTTP."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from botocore.session import Session
from moto.server import ThreadedMotoServer

from storage import Missing, StorageProblem, storage_for
from tests.mail.mail_server import free_port

NAME = "0123456789abcdef0123456789abcdef"
KEYS = {"access_key": "key", "secret_key": "secret"}
SOON = timedelta(minutes=1)


@pytest.fixture(scope="module")
def s3_server():
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def bucket(server, name):
    client = Session().create_client(
        "s3", endpoint_url=server, region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client.close()


@pytest.fixture(params=["folder", "bucket"])
def storage(request, tmp_path):
    if request.param == "folder":
        return storage_for(f"file:{tmp_path / 'documents'}")
    server, name = request.getfixturevalue("s3_server"), f"papers-{tmp_path.name.replace('_', '-')}"[:60].strip("-")
    bucket(server, name.lower())
    return storage_for(f"s3://{name.lower()}/office?endpoint={server}&region=eu-west-1", **KEYS)


def read(storage, name=NAME):
    with storage.open(name) as chunks:
        return b"".join(chunks)


def test_what_was_stored_is_read_as_it_was(storage):
    content = bytes(range(256)) * 2_000

    storage.put(NAME, io.BytesIO(content))

    assert storage.exists(NAME)
    assert read(storage) == content


def test_it_is_read_in_small_pieces(storage):
    storage.put(NAME, io.BytesIO(b"x" * 1_000_000))

    with storage.open(NAME) as chunks:
        assert max(map(len, chunks)) <= 64 * 1024


def test_storing_again_under_the_same_name_replaces(storage):
    storage.put(NAME, io.BytesIO(b"first"))
    storage.put(NAME, io.BytesIO(b"second"))

    assert read(storage) == b"second"


def test_what_is_not_there_is_missing_and_deleting_it_is_no_fault(storage):
    storage.delete(NAME)

    assert not storage.exists(NAME)
    with pytest.raises(Missing):
        read(storage)


def test_what_is_deleted_is_gone(storage):
    storage.put(NAME, io.BytesIO(b"a letter"))
    storage.delete(NAME)

    assert not storage.exists(NAME)


def test_names_are_listed_by_their_age(storage):
    storage.put(NAME, io.BytesIO(b"a letter"))
    storage.put(NAME[::-1], io.BytesIO(b"another"))

    assert set(storage.names(datetime.now(UTC) + SOON)) == {NAME, NAME[::-1]}
    assert set(storage.names(datetime.now(UTC) - SOON)) == set()


def test_a_stream_that_breaks_leaves_nothing_behind(storage):
    class Broken(io.BytesIO):
        def read(self, *size):
            if self.tell() > 100_000:
                raise LookupError
            return super().read(*size)

    with pytest.raises(LookupError):
        storage.put(NAME, Broken(b"x" * 300_000))

    assert not storage.exists(NAME)
    assert set(storage.names(datetime.now(UTC) + SOON)) == set()


@pytest.mark.parametrize("name", ["", "short", "../../../etc/passwd", "0123456789abcdef/..", "ABCDEFGHIJ", "x" * 65])
def test_a_name_is_never_a_path(storage, name):
    with pytest.raises(ValueError, match="storage name"):
        storage.put(name, io.BytesIO(b"a letter"))


def test_only_the_owner_reads_the_folder(tmp_path):
    storage_for(f"file:{tmp_path / 'documents'}").put(NAME, io.BytesIO(b"a letter"))

    (file,) = (path for path in (tmp_path / "documents").rglob("*") if path.is_file())
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_remains_of_a_write_that_was_cut_off_are_no_names_and_are_cleared_away(tmp_path):
    storage = storage_for(f"file:{tmp_path}")
    storage.put(NAME, io.BytesIO(b"a letter"))
    remains = tmp_path / NAME[:2] / f".{NAME}.abcd"
    remains.write_bytes(b"half a let")

    assert set(storage.names(datetime.now(UTC) + SOON)) == {NAME}
    assert not remains.exists()


def test_a_folder_that_cannot_be_used_says_so_without_its_path(tmp_path):
    (tmp_path / "documents").write_text("a file where the folder should be")

    with pytest.raises(StorageProblem) as caught:
        storage_for(f"file:{tmp_path / 'documents'}").put(NAME, io.BytesIO(b"a letter"))

    assert caught.value.advice == "folder_unwritable"
    assert not caught.value.retryable
    assert str(tmp_path) not in str(caught.value)


def test_a_bucket_that_is_not_there_is_no_missing_document(s3_server):
    storage = storage_for(f"s3://nobody-made-it?endpoint={s3_server}&region=eu-west-1", **KEYS)

    with pytest.raises(StorageProblem) as caught:
        read(storage)

    assert caught.value.advice == "bucket_missing"


def test_a_server_that_is_not_there_can_be_asked_again():
    storage = storage_for(f"s3://papers?endpoint=http://127.0.0.1:{free_port()}&region=eu-west-1", **KEYS)

    with pytest.raises(StorageProblem) as caught:
        storage.exists(NAME)

    assert caught.value.advice == "server_unreachable"
    assert caught.value.retryable


def test_keys_are_not_shown(s3_server):
    assert "secret" not in repr(storage_for(f"s3://papers?endpoint={s3_server}&region=eu-west-1", **KEYS))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "documents",
        "file:",
        "file:///",
        "file://server/documents",
        "ftp://server/documents",
        "s3://papers",
        "s3://papers?endpoint=https://s3.example",
        "s3://?endpoint=https://s3.example&region=x",
        "s3://papers?endpoint=https://s3.example&region=x&public=1",
        "s3://papers?endpoint=http://s3.example&region=x",
        "s3://key:secret@papers?endpoint=https://s3.example&region=x",
    ],
)
def test_an_address_that_is_none_says_how_to_write_one(url):
    with pytest.raises(ValueError, match=r"file:<folder>|must begin with https://|folder of this machine"):
        storage_for(url, **KEYS)


def test_a_bucket_needs_its_keys():
    with pytest.raises(ValueError, match="STORAGE_SECRET_KEY"):
        storage_for("s3://papers?endpoint=https://s3.example&region=x", access_key="key")
