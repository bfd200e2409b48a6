"""What a folder and a bucket have in common: bytes that are found, and removed, by their key."""

from contextlib import suppress

import obstore
from obstore.store import LocalStore, S3Store

from core.pictures import BlobKey
from core.ports import Blobs
from storage.blob_keys import path_of


class StoredBlobs(Blobs):
    """Each under the path of its key."""

    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store

    async def get(self, key: BlobKey) -> bytes:
        """See the port."""
        try:
            found = await obstore.get_async(self._store, path_of(key))
            return bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise KeyError(key) from error

    async def delete(self, key: BlobKey) -> None:
        """See the port."""
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store, path_of(key))
