"""Bytes under their hash, in a folder and in a bucket."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from urllib.request import Request, urlopen

import obstore
import pytest

from core.errors import SettingsInvalid
from core.identity import new_id
from core.pictures import BlobKey
from core.ports import Blobs
from storage.blobs import BlobFolder, open_blobs
from storage.bucket import BlobBucket
from tests.storage.s3_server import s3_server

Reopen = Callable[[], Awaitable[Blobs]]


@pytest.fixture(scope="module")
def s3() -> Iterator[Mapping[str, str]]:
    with s3_server() as environ, pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(name, value)
        yield environ


@pytest.fixture
def bucket(s3: Mapping[str, str]) -> str:
    """The URL of an empty bucket."""
    name = f"pictures-{new_id()}"
    with urlopen(Request(f"{s3['AWS_ENDPOINT_URL']}/{name}", method="PUT")):  # noqa: S310 - loopback
        return f"s3://{name}"


@pytest.fixture(params=["folder", "bucket", "bucket's folder"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Reopen:
    if request.param == "folder":
        return lambda: open_blobs(None, tmp_path)
    setting = request.getfixturevalue("bucket") + ("/chat/brush" if "folder" in request.param else "")
    return lambda: open_blobs(setting, tmp_path)


@pytest.fixture
async def blobs(reopen: Reopen) -> Blobs:
    return await reopen()


async def kept(blobs: Blobs) -> list[str]:
    """The names of all that is kept."""
    assert isinstance(blobs, BlobFolder | BlobBucket)
    found = await obstore.list(blobs._store).collect_async()
    return [each["path"].rpartition("/")[2] for each in found]


@pytest.mark.parametrize("data", [b"", b"a picture", bytes(range(256)) * 4096])
async def test_bytes_come_back_under_their_hash(blobs: Blobs, data: bytes) -> None:
    key = await blobs.put(data)

    assert key == sha256(data).hexdigest()
    assert await blobs.get(key) == data


async def test_the_same_bytes_are_one_blob(blobs: Blobs) -> None:
    keys = await asyncio.gather(*(blobs.put(b"a picture") for _ in range(10)))

    assert set(keys) == {await blobs.put(b"a picture")}
    assert await kept(blobs) == [keys[0]]


async def test_a_large_picture_is_kept_whole(blobs: Blobs) -> None:
    data = bytes(range(256)) * 80_000

    key = await blobs.put(data)

    assert await blobs.get(key) == data
    assert await kept(blobs) == [key]


async def test_a_deleted_blob_is_gone(blobs: Blobs) -> None:
    key = await blobs.put(b"a picture")

    await blobs.delete(key)
    await blobs.delete(key)

    with pytest.raises(KeyError):
        await blobs.get(key)
    assert await blobs.put(b"a picture") == key
    assert await blobs.get(key) == b"a picture"


@pytest.mark.parametrize("key", ["f" * 64, "", "../../etc/passwd", "incoming/" + "0" * 55])
async def test_what_is_no_key_of_a_blob_is_a_key_error(blobs: Blobs, key: str) -> None:
    with pytest.raises(KeyError):
        await blobs.get(BlobKey(key))


async def test_blobs_outlive_the_process(blobs: Blobs, reopen: Reopen) -> None:
    key = await blobs.put(b"a picture")

    assert await (await reopen()).get(key) == b"a picture"


@pytest.mark.parametrize(
    ("setting", "changes", "words"),
    [
        ("s3://", {}, "Use s3://bucket"),
        ("gs://bucket", {}, "Use s3://bucket"),
        ("/a/folder", {}, "Use s3://bucket"),
        ("s3://key:secret@bucket", {}, "Use s3://bucket"),
        ("s3://bucket?region=x", {}, "Use s3://bucket"),
        ("s3://nobody-made-this-one", {}, "cannot be used"),
        ("s3://bucket", {"AWS_ENDPOINT_URL": "http://storage.example"}, "https://"),
        ("s3://bucket", {"AWS_ENDPOINT_URL_S3": "http://storage.example"}, "https://"),
        ("s3://bucket", {"AWS_ENDPOINT_URL": "storage.example"}, "https://"),
    ],
)
async def test_a_bucket_that_cannot_be_used_is_named(
    s3: Mapping[str, str], tmp_path: Path, setting: str, changes: Mapping[str, str], words: str
) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        await open_blobs(setting, tmp_path, {**s3, **changes})

    ((path, text),) = [(problem.path, problem.text) for problem in caught.value.problems]
    assert path == "blobs"
    assert words in text


async def test_a_server_that_does_not_answer_is_named(
    s3: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.bucket.TRIES", 0)

    with pytest.raises(SettingsInvalid, match="cannot be used"):
        await open_blobs("s3://bucket", tmp_path, {**s3, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"})


async def test_keys_come_from_the_environment(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(SettingsInvalid) as caught:
        await open_blobs(bucket, tmp_path)

    assert "AWS_SECRET_ACCESS_KEY" in caught.value.problems[0].text
