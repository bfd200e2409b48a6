"""Bytes under their hash."""

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest

from core.pictures import BlobKey
from core.ports import Blobs
from storage.blobs import BlobFolder


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return BlobFolder(tmp_path / "pictures")


@pytest.mark.parametrize("data", [b"", b"a picture", bytes(range(256)) * 4096])
async def test_bytes_come_back_under_their_hash(blobs: Blobs, data: bytes) -> None:
    key = await blobs.put(data)

    assert key == sha256(data).hexdigest()
    assert await blobs.get(key) == data


async def test_the_same_bytes_are_one_blob(blobs: Blobs, tmp_path: Path) -> None:
    keys = await asyncio.gather(*(blobs.put(b"a picture") for _ in range(10)))

    assert set(keys) == {await blobs.put(b"a picture")}
    files = await asyncio.to_thread(lambda: [path.name for path in tmp_path.rglob("*") if path.is_file()])
    assert files == [keys[0]]


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


async def test_blobs_outlive_the_process(blobs: Blobs, tmp_path: Path) -> None:
    key = await blobs.put(b"a picture")

    assert await BlobFolder(tmp_path / "pictures").get(key) == b"a picture"
