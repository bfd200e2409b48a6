"""Bytes under the hash of their content, as files."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
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
THREADS = 4


class BlobFolder(Blobs):
    """Files in one folder, spread over 65,536 subfolders by the first four digits of the key.

    A file has its final name only once its bytes are on the disk, so whatever is found under a
    key is whole.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = LocalStore(folder, mkdir=True)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="blobs")
        self._lasting: set[Path] = set()
        """Subfolders whose names the disk is known to keep."""

    async def put(self, data: bytes) -> BlobKey:
        """See the port."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._put, data)

    def _put(self, data: bytes) -> BlobKey:
        key = BlobKey(sha256(data).hexdigest())
        if self._has(key):
            return key
        staged = f"{STAGING}/{new_id()}"
        obstore.put(self._store, staged, data)
        _sync(self._folder / staged)
        obstore.rename(self._store, staged, _path(key))
        folder = (self._folder / _path(key)).parent
        _sync(folder)
        _sync(folder.parent)
        if folder.parent not in self._lasting:
            _sync(self._folder)
            self._lasting.add(folder.parent)
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

    def _has(self, key: BlobKey) -> bool:
        try:
            obstore.head(self._store, _path(key))
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
