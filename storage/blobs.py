"""Bytes under the hash of their content, as files; or in a bucket, by setting."""

import asyncio
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import obstore
from obstore.store import LocalStore

from core.identity import new_id
from core.pictures import BlobKey
from core.ports import Blobs
from storage.blob_keys import key_of, path_of
from storage.bucket import checked, make_store
from storage.stored_blobs import StoredBlobs

FOLDER = "pictures"
STAGING = "incoming"
THREADS = 4


async def open_blobs(setting: str | None, data: Path, environ: Mapping[str, str] = os.environ) -> Blobs:
    """The bucket that the settings name, tried out; without one, a folder in `data`.

    Raises `SettingsInvalid` for a bucket that cannot be used.
    """
    if setting is None:
        return await asyncio.to_thread(BlobFolder, data / FOLDER)
    return await checked(await asyncio.to_thread(make_store, setting, environ))


class BlobFolder(StoredBlobs):
    """Files in one folder, spread over 65,536 subfolders by the first four digits of the key.

    A file has its final name only once its bytes are on the disk, so whatever is found under a
    key is whole.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(LocalStore(folder, mkdir=True))
        self._folder = folder
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="blobs")
        self._lasting: set[Path] = set()
        """Subfolders whose names the disk is known to keep."""

    async def put(self, data: bytes) -> BlobKey:
        """See the port."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._put, data)

    def _put(self, data: bytes) -> BlobKey:
        key = key_of(data)
        if self._has(key):
            return key
        staged = f"{STAGING}/{new_id()}"
        obstore.put(self._store, staged, data)
        _sync(self._folder / staged)
        obstore.rename(self._store, staged, path_of(key))
        folder = (self._folder / path_of(key)).parent
        _sync(folder)
        _sync(folder.parent)
        if folder.parent not in self._lasting:
            _sync(self._folder)
            self._lasting.add(folder.parent)
        return key

    def _has(self, key: BlobKey) -> bool:
        try:
            obstore.head(self._store, path_of(key))
        except FileNotFoundError:
            return False
        return True


def _sync(path: Path) -> None:
    """Have the disk keep a file's bytes, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
