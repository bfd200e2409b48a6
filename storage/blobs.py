"""Bytes under the hash of their content, as files."""

import asyncio
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import obstore
from obstore.store import LocalStore

from core.identity import new_id
from core.pictures import BlobKey
from core.ports import Blobs

STAGING = "incoming"
DIGITS = 64


class BlobFolder(Blobs):
    """Files in one folder, spread over 65,536 subfolders by the first four digits of the key.

    A file has its final name only once its bytes are on the disk, so whatever is found under a
    key is whole.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = LocalStore(folder, mkdir=True)

    async def put(self, data: bytes) -> BlobKey:
        """See the port."""
        key = BlobKey(await asyncio.to_thread(lambda: sha256(data).hexdigest()))
        if await self._has(key):
            return key
        staged = f"{STAGING}/{new_id()}"
        await obstore.put_async(self._store, staged, data)
        await asyncio.to_thread(_sync, self._folder / staged)
        await obstore.rename_async(self._store, staged, _path(key))
        final = self._folder / _path(key)
        for folder in (final.parent, final.parent.parent, self._folder):
            await asyncio.to_thread(_sync, folder)
        return key

    async def get(self, key: BlobKey) -> bytes:
        """See the port."""
        try:
            found = await obstore.get_async(self._store, _path(key))
            return bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise KeyError(key) from error

    async def delete(self, key: BlobKey) -> None:
        """See the port."""
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store, _path(key))

    async def _has(self, key: BlobKey) -> bool:
        try:
            await obstore.head_async(self._store, _path(key))
        except FileNotFoundError:
            return False
        return True


def _path(key: BlobKey) -> str:
    if not (len(key) == DIGITS and key.isascii() and key.isalnum()):
        raise KeyError(key)
    return f"{key[:2]}/{key[2:4]}/{key}"


def _sync(path: Path) -> None:
    """Have the disk keep a file's bytes, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
